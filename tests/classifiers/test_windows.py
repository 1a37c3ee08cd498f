"""Windows hold title and context in each, and all of the text between them."""

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from classifiers.text import Text
from classifiers.windows import (
    BODY,
    CONTEXT,
    MAX_CONTEXT,
    MAX_TITLE,
    MAX_WINDOWS,
    TITLE,
    Windower,
    equal_parts,
)


@pytest.fixture
def windower() -> Windower:
    """Numbers as words: the word n has the id n + 10."""
    words = {f"{n}": n + 10 for n in range(40_000)}
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "q:": 4, **words}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return Windower(tokenizer, prefix="q:", max_tokens=384)


def numbers(count: int, start: int = 0) -> str:
    return " ".join(str(n) for n in range(start, start + count))


def test_a_short_text_is_one_window_with_its_parts_in_order(windower: Windower):
    windows = windower.windows(Text("1 2", "3", "4 5"))
    assert windows.ids.tolist() == [[0, 4, 11, 12, 2, 13, 2, 14, 15, 2]]
    parts = [0, 0, TITLE, TITLE, 0, BODY, 0, CONTEXT, CONTEXT, 0]
    assert windows.segments.tolist() == [parts]
    assert windows.mask.tolist() == [[1] * 10]


def test_without_title_and_context_no_empty_parts_are_marked(windower: Windower):
    assert windower.windows(Text("", "3")).ids.tolist() == [[0, 4, 13, 2]]


def test_an_empty_text_still_gives_a_window(windower: Windower):
    assert windower.windows(Text("", "")).ids.tolist() == [[0, 4, 2]]


def test_every_word_of_a_long_text_is_in_some_window_and_the_title_in_all(windower: Windower):
    windows = windower.windows(Text("39999", numbers(2000), "39998"))
    body = windows.ids[windows.segments == BODY]
    assert set(body.tolist()) == set(range(10, 2010))
    assert ((windows.ids == 39999 + 10).sum(1) == 1).all()
    assert ((windows.ids == 39998 + 10).sum(1) == 1).all()
    assert windows.ids.shape[1] <= 384


def test_windows_of_one_text_are_equally_long(windower: Windower):
    windows = windower.windows(Text("", numbers(1000)))
    lengths = windows.mask.sum(1)
    assert lengths.max() - lengths.min() <= len(lengths)


def test_long_titles_and_contexts_are_cut(windower: Windower):
    windows = windower.windows(Text(numbers(300), "7", numbers(300)))
    assert (windows.segments == TITLE).sum() == MAX_TITLE
    assert (windows.segments == CONTEXT).sum() == MAX_CONTEXT
    assert (windows.segments == BODY).sum() == 1


def test_a_huge_text_keeps_its_beginning_and_its_end(windower: Windower):
    windows = windower.windows(Text("", numbers(30_000)))
    body = windows.ids[windows.segments == BODY]
    assert len(windows.ids) == MAX_WINDOWS
    assert body[0] == 10
    assert body[-1] == 30_009


@pytest.mark.parametrize("count", [1, 60, 61, 100, 333])
def test_equal_parts_cover_all_and_fit(count: int):
    parts = equal_parts(list(range(count)), 60)
    assert max(map(len, parts)) <= 60
    assert {n for part in parts for n in part} == set(range(count))
