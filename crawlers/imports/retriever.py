"""Text files of Retriever (Mediearkivet): articles below each other after a table of contents.

    Rubrik
    Källa, 2004-12-29 09:31
    Sida 15
    Publicerat i print.

    ingress och brödtext

    © Källa
    Läs hela artikeln på http://ret.nu/xxxxxxxx
    ==============================================================================

(https://github.com/peterdalle/markivet, tests/testfile2.txt.) Other readers of such files, in
public repositories, tell of headlines on several lines with an empty one below, of a line of
hyphens below the head, of `Sänt i` for broadcasts, of the words before the link on a line of their
own, of rights without ©, and of files without a table of contents. UTF-8, or UTF-16 with CRLF. A
story in print and on the web is two articles, unless their texts are the same. "Läs hela artikeln"
stands under whole articles, too: only what is from the web and breaks off is a teaser.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawlers.dates import parse_date
from crawlers.imports.articles import Article, article_document
from crawlers.imports.delimited import (
    MAX_RECORD_CHARS,
    decoding_errors,
    encoding_of,
    text_lines,
)
from crawlers.imports.outlets import Outlets
from crawlers.imports.reading import (
    AVKLIPPT_RAD,
    FOR_LANG_RAD,
    INGEN_POST,
    OGILTIGT_DATUM,
    Reading,
    Row,
    SetAside,
    Unusable,
    unreadable_file,
)
from crawlers.imports.retriever_article import (
    CONTENTS,
    DATELINE,
    HEAD_LINES,
    HYPHENS,
    LINK,
    ON_WEB,
    PLACE,
    RIGHTS,
    begins_at,
    body_of,
    breaks_off,
    head_at,
    title_above,
)
from crawlers.imports.tables import HEAD_BYTES
from store.errors import ImportFileError

_RULE = re.compile(r"={40,}\s*")


def recognises(head: bytes, path: Path) -> bool:
    """Whether articles stand in the file with Retriever's heads and rules."""
    encoding = encoding_of(head)
    text = codecs.getincrementaldecoder(encoding)(decoding_errors(encoding)).decode(head)
    lines = text.replace("\0", "").splitlines()
    heads = sum(bool(DATELINE.fullmatch(line)) for line in lines)
    marks = sum(
        bool(_RULE.fullmatch(line) or CONTENTS.match(line) or PLACE.fullmatch(line))
        for line in lines
    )
    return heads > 0 and marks > 0


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """A row for each article. Raises ImportFileError."""
    outlets = Outlets(reading, "retriever")
    known = _Known()
    rows = 0
    try:
        with path.open("rb") as file:
            encoding = encoding_of(file.read(HEAD_BYTES))
            file.seek(0)
            for part in _parts(text_lines(file, encoding)):
                if (row := _row(part, reading, outlets, known)) is not None:
                    rows += 1
                    yield row
    except OSError as error:
        raise unreadable_file(path, error) from error
    if not rows:
        raise ImportFileError(
            f"{path}: har inga artiklar; väntade en textfil från Retriever. Ange formatet med "
            "--format, eller exportera filen på nytt."
        )


class _Known:
    """What identifies the articles of a file so far.

    One in print and on the web, word for word, is one article: the first stands for both. Two of
    one name in a paper of one day (letters to the editor, say) are two.
    """

    def __init__(self) -> None:
        self._of: dict[bytes, Article] = {}
        self._keys: set[str] = set()

    def as_known(self, article: Article, fingerprint: bytes) -> Article:
        """The article as it is identified."""
        if fingerprint not in self._of:
            again = article.key in self._keys and not article.url
            key = f"{article.key}\x1f{fingerprint.hex()}" if again else article.key
            self._of[fingerprint] = replace(article, key=key, text="")
            self._keys.add(article.key)
        return replace(self._of[fingerprint], text=article.text)


@dataclass
class _Part:
    """The lines between two rules, with their numbers; `first` and `last` of the file."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    first: bool = False
    last: bool = False
    too_long: bool = False


def _parts(lines: Iterable[tuple[int, str | None]]) -> Iterator[_Part]:
    part, size = _Part(first=True), 0
    for number, text in lines:
        if text is not None and _RULE.fullmatch(text):
            yield part
            part, size = _Part(), 0
            continue
        size += len(text or "")
        if text is None or size > MAX_RECORD_CHARS:
            part.too_long = True
            part.lines = part.lines[:1] or [(number, "")]
        else:
            part.lines.append((number, text.strip()))
    part.last = True
    yield part


def _row(part: _Part, reading: Reading, outlets: Outlets, known: _Known) -> Row | None:
    """The row of a part; None where there is no article, as before the first and after the last."""
    if part.too_long:
        return SetAside(part.lines[0][0], FOR_LANG_RAD)
    filled = [(n, text) for n, text in part.lines if text and not HYPHENS.fullmatch(text)]
    begins = begins_at(filled, part.first)
    start = head_at(filled, begins)
    if start is None:
        outside = part.first or part.last or not filled
        return None if outside else SetAside(filled[0][0], INGEN_POST)
    line, title = title_above(filled, begins, start, part.first)
    found = DATELINE.fullmatch(filled[start][1])
    if found is None:
        return None
    try:
        article = _article(title, found, part, filled[start][0], reading)
        article = known.as_known(article, _fingerprint(article, found))
        return article_document(article, outlets.source(found["source"].strip(), ""), reading)
    except Unusable as unusable:
        return SetAside(line, unusable.reason)


def _article(
    title: str, head: re.Match[str], part: _Part, head_line: int, reading: Reading
) -> Article:
    published_at = parse_date(head["when"], reading.now)
    if published_at is None:
        raise Unusable(OGILTIGT_DATUM)
    below = [text for number, text in part.lines if number > head_line]
    link = next((found for text in reversed(below) if (found := LINK.search(text))), None)
    rights = any(RIGHTS.search(text) for text in below)
    if part.last and not link and not rights:
        raise Unusable(AVKLIPPT_RAD)
    text = body_of(below)
    web = any(ON_WEB.fullmatch(text) for text in below[:HEAD_LINES])
    return Article(
        title,
        text,
        url=link["url"].rstrip(".,)") if link else "",
        key="retriever:" + "\x1f".join((head["source"].casefold(), title, head["when"][:10])),
        published_at=published_at,
        teaser=web and breaks_off(text),
    )


def _fingerprint(article: Article, head: re.Match[str]) -> bytes:
    parts = (head["source"].casefold(), article.title, head["when"][:10], article.text)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()
