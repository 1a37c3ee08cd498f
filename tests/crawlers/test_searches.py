"""What is wrong in the list of words is told to those who wrote it."""

import pytest

from crawlers.searches import default_queries_toml, parse_searches
from store.errors import SettingsError


def written(words):
    return f'[[search]]\nlanguage = "sv"\nwords = {words}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "inga ord att söka efter"),
        ("# bara en kommentar\n", "inga ord att söka efter"),
        (written("[]"), "inga ord att söka efter"),
        (written('["*soc"]'), "stjärnan får bara stå sist"),
        (written('["so*c"]'), "stjärnan får bara stå sist"),
        (written('["soc" "lvu"]'), "(eller ett citattecken eller ett komma)"),
        (written("[”soc”]"), 'skriv raka citattecken (")'),
    ],
)
def test_a_mistake_in_the_words_is_told(text, told):
    with pytest.raises(SettingsError) as raised:
        parse_searches(text, "queries.toml")
    assert told in str(raised.value) and str(raised.value).startswith("queries.toml")


def test_a_star_that_is_last_stands_for_all_that_begin_so():
    found = parse_searches(written('["orosanmäl*"]'), "queries.toml")
    assert found.match("Ny orosanmälan i dag") and not found.match("Ny orosaning")
    assert parse_searches(default_queries_toml(), "queries.toml").words
