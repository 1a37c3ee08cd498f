"""What importers of files share: rows set aside, lines of any length, and the way of a Post."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawlers.dates import STOCKHOLM
from crawlers.posts import Post, document_of
from crawlers.privacy import Pseudonyms
from store.errors import ImportFileError
from store.reasons import of_system
from store.records import Document, OutletType, PassedOver, Source, SourceKind

MAX_LINE_BYTES = 20_000_000
"""A longer line is no document; it is passed over without being held in memory."""

OGILTIG_JSON = "ogiltig_json"
FOR_LANG_RAD = "for_lang_rad"
INGEN_POST = "ingen_post"
ANNONS = "annons"
BORTTAGET = "borttaget"
SAKNAR_TEXT = "saknar_text"
SAKNAR_ADRESS = "saknar_adress"
SAKNAR_ID = "saknar_id"
AVRUNDAT_ID = "avrundat_id"
OGILTIGT_DATUM = "ogiltigt_datum"
OGILTIGT_VARDE = "ogiltigt_varde"
OKAND_PLATTFORM = "okand_plattform"
OFULLSTANDIG = "ofullstandig"
AVKLIPPT_RAD = "avklippt_rad"
FEL_ANTAL_FALT = "fel_antal_falt"
REASONS = frozenset(
    {
        OGILTIG_JSON,
        FOR_LANG_RAD,
        INGEN_POST,
        ANNONS,
        BORTTAGET,
        SAKNAR_TEXT,
        SAKNAR_ADRESS,
        SAKNAR_ID,
        AVRUNDAT_ID,
        OGILTIGT_DATUM,
        OGILTIGT_VARDE,
        OKAND_PLATTFORM,
        OFULLSTANDIG,
        AVKLIPPT_RAD,
        FEL_ANTAL_FALT,
    }
)
"""Why a row is set aside; `scheduler/set_aside.py` has the words for the user."""
READ_AND_LEFT = frozenset({ANNONS, BORTTAGET})
"""The reasons of rows that were read as well as any: they make no import a failed one."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is not a document: its line (from 1), one of REASONS, and where a person said what
    columns mean the name of the column that cannot be read."""

    line: int
    reason: str
    column: str = ""


class Unusable(Exception):
    """A row cannot become a document; the reason is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Row = Document | SetAside | PassedOver
"""What each row of a file becomes: one of these for every row that is not empty."""

Mapped = Mapping[str, str]
"""For each field of a document, the column that has it (crawlers/imports/mapping.py)."""


@dataclass
class Reading:
    """What a file is read with, and what is learnt on the way.

    `sources` are those configured, by id. `may_be_about` tells whether a text may be about the
    services; what is not becomes a PassedOver. `mapping` is the user's for a table that no format
    knows. `told` gathers the sources that only this file names. `origin` is the hash of the file.
    `distrust` says, for the user, why no id of the file can be trusted, once that is known.
    `platform_unknown`: nothing told where some of the posts are from.
    """

    sources: Mapping[str, Source]
    pseudonyms: Pseudonyms
    now: datetime
    origin: str = ""
    may_be_about: Callable[[str], bool] = field(default=lambda _: True)
    identify: Callable[[str, str], str] = field(default=lambda _, declared: declared or "und")
    mapping: Mapped | None = None
    told: dict[str, Source] = field(default_factory=dict)
    distrust: str = ""
    platform_unknown: bool = False

    def source(
        self, source_id: str, name: str = "", outlet_type: OutletType | None = OutletType.SOCIAL
    ) -> Source:
        """The configured source of this id, or one that exists in imported files alone."""
        if found := self.sources.get(source_id) or self.told.get(source_id):
            return found
        made = Source(
            source_id, SourceKind.IMPORT, "", name or source_id, outlet_type, language="und"
        )
        return self.told.setdefault(source_id, made)

    def check_ids(self) -> None:
        """Raises Unusable when no id of the file can be trusted."""
        if self.distrust:
            raise Unusable(AVRUNDAT_ID)

    def take(self, post: Post, source: Source) -> Document | PassedOver:
        """The document of a post; a count, where it is plainly about something else.

        What answers another post is left to whoever can look up what that says.
        """
        said = "\n".join((post.title, post.text, post.context, " ".join(post.hashtags)))
        if post.answers or post.deleted or self.may_be_about(said):
            return document_of(post, source, self.pseudonyms, self.now)
        day = (post.published_at or self.now).astimezone(STOCKHOLM).date()
        language = self.identify(post.text, post.language)
        return PassedOver(source.source_id, day, language, origin=self.origin)


def lines_of(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Lines that are not empty with their numbers (from 1); None for one that is too long.

    Raises ImportFileError when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES):
                number += 1
                if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                    while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                        pass
                    yield number, None
                    continue
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if line := line.replace(b"\0", b"").strip():
                    yield number, line
    except OSError as error:
        raise unreadable_file(path, error) from error


def unreadable_file(path: Path, error: OSError) -> ImportFileError:
    """The error of a file that the system does not let us read."""
    return ImportFileError(
        f"{path}: går inte att läsa ({of_system(error)}); kontrollera namn och rättigheter"
    )


def saved_by_spreadsheet(path: Path) -> ImportFileError:
    """The error of a file with JSON that was opened and saved in a spreadsheet."""
    return ImportFileError(
        f"{path}: är en fil med JSON som har öppnats och sparats i ett kalkylprogram, till exempel "
        "Excel; då går den inte att läsa. Importera filen som verktyget sparade den."
    )


def origin_of(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises ImportFileError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable_file(path, error) from error
