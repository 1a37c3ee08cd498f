"""Which Swedish municipalities a text names, by a gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_BEFORE = (
    r"(?:[Ii]|[Ii]nom|[Uu]tanför|[Rr]unt|[Kk]ring|[Oo]mkring|[Nn]ära|"
    r"[Ss]taden|[Oo]rten|[Kk]ommunerna)"
)
"""Words before an ambiguous name that make it a place. `från`, `till`, `av` and `för` are not
among them: they stand before persons as well (`ett brev från Nora`)."""
_AFTER = r"(?:s?\s+(?:kommuns?|kommunens?|stads?|tingsrätt|socialtjänst|socialnämnd|socialkontor))"


def places_in(title: str, text: str) -> tuple[str, ...]:
    """The municipalities named in title or text, sorted, each once.

    Names are whole words with a capital letter; a genitive counts. Names that are also words or
    persons (Nora, Vara, Lund) need `kommun` after them or `i`, `inom`, `utanför` … before.

    >>> places_in("Botkyrkas nya plan", "Nora Lund bor i Mora.")
    ('Botkyrka', 'Mora')
    """
    whole = f"{title}\n{text}"
    return tuple(sorted(set(_clear_names(whole)) | set(_ambiguous_names(whole))))


def _clear_names(text: str) -> Iterator[str]:
    names, pattern = _patterns()[0]
    for match in pattern.finditer(text):
        name = match.group(1)
        yield name if name in names else name[:-1]


def _ambiguous_names(text: str) -> Iterator[str]:
    _, pattern = _patterns()[1]
    for match in pattern.finditer(text):
        yield match.group("before") or match.group("after")


@cache
def _patterns() -> tuple[
    tuple[frozenset[str], re.Pattern[str]], tuple[frozenset[str], re.Pattern[str]]
]:
    clear, ambiguous = [], []
    for line in files("crawlers").joinpath("places.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or line.startswith("namn\t"):
            continue
        name, _, reason = line.split("\t")
        (ambiguous if reason else clear).append(name)
    plain = "|".join(re.escape(name) for name in sorted(clear, key=len, reverse=True))
    unclear = "|".join(re.escape(name) for name in sorted(ambiguous, key=len, reverse=True))
    return (
        (frozenset(clear), re.compile(rf"(?<![\w-])({plain}|(?:{plain})s)(?![\w]|-[a-zåäö])")),
        (
            frozenset(ambiguous),
            re.compile(
                rf"\b{_BEFORE}\s+(?P<before>{unclear})(?![\w-])(?!\s+(?!Kommun)[A-ZÅÄÖ][a-zåäö])"
                rf"|(?<![\w-])(?P<after>{unclear}){_AFTER}\b"
            ),
        ),
    )


def municipalities() -> frozenset[str]:
    """The names of the 290 municipalities, as `places_in` gives them."""
    (clear, _), (ambiguous, _) = _patterns()
    return clear | ambiguous
