"""Text files of Retriever (Mediearkivet): articles below each other after a table of contents.

    Rubrik
    Källa, 2004-12-29 09:31
    Sida 15
    Publicerat i print.

    ingress och brödtext

    © Källa
    Läs hela artikeln på http://ret.nu/xxxxxxxx
    ==============================================================================

(https://github.com/peterdalle/markivet, tests/testfile2.txt.) UTF-8, or UTF-16 with CRLF. A story
in print and on the web is two articles, unless their texts are the same. "Läs hela artikeln" stands
under whole articles, too: only what is from the web and breaks off is a teaser.
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
from crawlers.imports.tables import HEAD_BYTES
from store.errors import ImportFileError

_RULE = re.compile(r"={40,}\s*")
_DATELINE = re.compile(
    r"(?P<source>[^>\s].{0,120}), (?P<when>\d{4}-\d\d-\d\d(?: \d\d[:.]\d\d)?)\s*"
)
_CONTENTS = re.compile(r">\s.*\d{4}-\d\d-\d\d")
_PLACE = re.compile(r"(?:Sida\s.{1,40}|Publicera[dt]\s(?:i|på)\s.{1,40})\s*", re.I)
_LINK = re.compile(
    r"(?:Läs hela artikeln|Se weba?rtikeln|Se artikeln|Visa artikeln)?.{0,40}?"
    r"(?P<url>https?://(?:www\.)?ret\.nu/\S+)\s*",
    re.I,
)
_RIGHTS = re.compile(r"\A\s*(?:©|\(c\)).{0,200}\Z|©[^©]{0,100}\bAlla artiklar är skyddade.*", re.I)
"""Long ones begin on a line of their own, or at the end of the article's last."""
_GOES_ON = re.compile(r"(?:…|\.\.\.)[\s\]\")”]*\Z")
_HEAD_LINES = 4
"""So many lines below the day may say page and place."""
_ON_WEB = re.compile(r"Publicera[dt]\s(?:i|på)\swebb\w*\.?\s*", re.I)
_ENDED = re.compile(r"[.!?:\]][\s)\"”’»]*\Z")
_BROKEN_ADDRESS = re.compile(
    r"""(?:@[\w-]+\.(?=\n[\w-]) # namn@tidning.|se
    |@[\w-]+(?:\.[\w-]+)+\.(?=\n[a-z]{2,3}\b) # namn@mejl.tidning.|se
    |(?<![\w.+%-])[\w+%-]+(?:\.[\w+%-]+)+\.(?=\n[\w.+%-]+@[\w-]) # ord.förnamn.|efternamn@
    |\w\.(?=\n[\w+%-]+@[\w-]) # förnamn.|efternamn@
    )\n""",
    re.X,
)
"""An e-mail address that goes on below the line. Before the last, a sentence may as well have
ended: its last word is then masked with the address, which is better than a name left standing."""


def recognises(head: bytes, path: Path) -> bool:
    """Whether articles stand in the file with Retriever's heads and rules."""
    encoding = encoding_of(head)
    text = codecs.getincrementaldecoder(encoding)(decoding_errors(encoding)).decode(head)
    lines = text.replace("\0", "").splitlines()
    heads = sum(bool(_DATELINE.fullmatch(line)) for line in lines)
    marks = sum(
        bool(_RULE.fullmatch(line) or _CONTENTS.match(line) or _PLACE.fullmatch(line))
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
    filled = [(number, text) for number, text in part.lines if text]
    start = _head(filled)
    if start is None:
        outside = part.first or part.last or not filled
        return None if outside else SetAside(filled[0][0], INGEN_POST)
    line, title = filled[start - 1] if start else (filled[start][0], "")
    found = _DATELINE.fullmatch(filled[start][1])
    if found is None:
        return None
    try:
        article = _article(title, found, part, filled[start][0], reading)
        article = known.as_known(article, _fingerprint(article, found))
        return article_document(article, outlets.source(found["source"].strip(), ""), reading)
    except Unusable as unusable:
        return SetAside(line, unusable.reason)


def _head(filled: list[tuple[int, str]]) -> int | None:
    """The place of the line with source and day, among lines that are not empty."""
    contents = [place for place, (_, text) in enumerate(filled) if _CONTENTS.match(text)]
    begins = contents[-1] + 1 if contents else 0
    found = [place for place in range(begins, len(filled)) if _DATELINE.fullmatch(filled[place][1])]
    placed = [
        place
        for place in found
        if any(_PLACE.fullmatch(t) for _, t in filled[place + 1 : place + 3])
    ]
    return next(iter(placed or found), None)


def _article(
    title: str, head: re.Match[str], part: _Part, head_line: int, reading: Reading
) -> Article:
    published_at = parse_date(head["when"], reading.now)
    if published_at is None:
        raise Unusable(OGILTIGT_DATUM)
    below = [text for number, text in part.lines if number > head_line]
    link = next((found for text in reversed(below) if (found := _LINK.search(text))), None)
    rights = any(_RIGHTS.search(text) for text in below)
    if part.last and not link and not rights:
        raise Unusable(AVKLIPPT_RAD)
    text = _body(below)
    web = any(_ON_WEB.fullmatch(text) for text in below[:_HEAD_LINES])
    return Article(
        title,
        text,
        url=link["url"].rstrip(".,)") if link else "",
        key="retriever:" + "\x1f".join((head["source"].casefold(), title, head["when"][:10])),
        published_at=published_at,
        teaser=web and _breaks_off(text),
    )


def _breaks_off(text: str) -> bool:
    """Whether a text ends with dots, or is one paragraph that ends inside a sentence."""
    return bool(_GOES_ON.search(text)) or ("\n" not in text and not _ENDED.search(text))


def _body(below: Iterable[str]) -> str:
    """The words of an article, without what Retriever writes around them."""
    kept = [
        _RIGHTS.sub("", text)
        for text in below
        if not (_PLACE.fullmatch(text) or _LINK.fullmatch(text))
    ]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return _BROKEN_ADDRESS.sub(lambda found: found[0][:-1], text)


def _fingerprint(article: Article, head: re.Match[str]) -> bytes:
    parts = (head["source"].casefold(), article.title, head["when"][:10], article.text)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()
