"""A small archive, built through the store, with a report written from it."""

from __future__ import annotations

import csv
import functools
import importlib.util
import io
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import lxml.html
import pytest

from reports.signals.weeks import STOCKHOLM, first_day, shifted, span
from reports.weekly.report import write_report
from reports.weekly.settings import ReportSettings
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.records import (
    Access,
    Document,
    DocumentKind,
    Labels,
    OutletType,
    Poll,
    Source,
    SourceKind,
    TextStatus,
    Tone,
)
from store.sources import add_polls, replace_sources
from store.stories import put_stories

WEEK = "2026-W47"
START = "2026-W19"


def monday(week):
    return datetime.combine(first_day(week), time(0), STOCKHOLM).astimezone(UTC)


class Written:
    """The texts of one report."""

    def __init__(self, paths):
        self.paths = paths
        self.text = {p.suffix[1:]: p.read_text("utf-8") for p in paths if p.suffix != ".pdf"}
        self.bytes = {p.suffix[1:]: p.read_bytes() for p in paths}

    @property
    def page(self):
        return lxml.html.document_fromstring(self.text["html"])

    @property
    def content(self):
        return json.loads(self.text["json"])

    @property
    def rows(self):
        lines = [line for line in self.text["csv"].splitlines() if not line.startswith("#")]
        return list(csv.DictReader(io.StringIO("\n".join(lines))))

    def brief(self):
        """The words of the first half page."""
        return " ".join(self.page.cssselect("section.brief")[0].text_content().split())

    def row(self, label, stance="", week=WEEK):
        return next(
            r for r in self.rows if (r["label"], r["stance"], r["week"]) == (label, stance, week)
        )

    def series(self, label, stance=""):
        """The section of an active series, or the row of a quiet one in the table of the week."""
        content = self.content
        sections = content["narratives"] + content["legitimate"] + [content["good_practice"]]
        found = [s for parent in sections if parent for s in parent["series"]]
        return next(
            s
            for s in found + content["overview"]["rows"]
            if (s["series"]["label"], s["series"]["stance"]) == (label, stance)
        )


class Archive:
    """Gathers sources, documents and silences; `write` stores them and writes the report."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.sources: dict[str, Source] = {}
        self.documents: list[Document] = []
        self.labels: list[Labels] = []
        self.stories: dict[str, str] = {}
        self.silences: list[tuple[str, str]] = []
        self.polls: list[Poll] = []
        self.start = START

    def source(self, source_id, outlet=OutletType.REGIONAL_DAILY, name="", kind=SourceKind.FEED):
        self.sources[source_id] = Source(
            source_id,
            kind,
            f"https://{source_id}.example/rss",
            name=name or source_id.title(),
            outlet_type=outlet,
            region="national",
        )

    def document(
        self,
        source_id,
        week=WEEK,
        *,
        title="En rubrik",
        text="En text.",
        author=None,
        url=None,
        story=None,
        day=2,
        status=TextStatus.FULL,
        places=(),
        relevant=True,
        tone=Tone.NEUTRAL,
        narratives=(),
        stance=None,
        frames=(),
        abstained=(),
        language="sv",
        supported=True,
    ):
        number = len(self.documents)
        id_ = f"{number:016x}"
        moment = monday(week) + timedelta(days=day, hours=9, minutes=number % 60)
        outlet = self.sources[source_id].outlet_type
        private = outlet in (OutletType.FORUM, OutletType.SOCIAL)
        self.documents.append(
            Document(
                id_,
                source_id,
                DocumentKind.POST if private else DocumentKind.ARTICLE,
                url or f"https://{source_id}.example/{id_}",
                url or f"https://{source_id}.example/{id_}",
                title,
                text,
                moment,
                moment,
                published_at=moment,
                author=author,
                text_status=status,
                places=places,
            )
        )
        self.labels.append(
            Labels(
                id_,
                1,
                "model",
                moment,
                language,
                supported,
                relevant if supported else None,
                tone if supported else None,
                narratives=narratives,
                stance=stance,
                frames=frames,
                abstained=abstained,
            )
        )
        self.stories[id_] = story or id_
        return id_

    def every_week(self, count, source_id, weeks=26, **labels):
        """`count` documents in each of the weeks before WEEK."""
        for week in span(shifted(WEEK, -weeks), shifted(WEEK, -1)):
            for _ in range(count):
                self.document(source_id, week, **labels)

    def silent(self, source_id, week=WEEK):
        self.silences.append((source_id, week))

    def _polls(self):
        yield from self.polls
        end = monday(shifted(WEEK, 1))
        own = {poll.source_id for poll in self.polls}
        for source_id in sorted(set(self.sources) - own):
            weeks = sorted(w for s, w in self.silences if s == source_id)
            start = monday(self.start)
            for week in weeks:
                yield Poll(source_id, monday(week), Access.OK, covers_from=start)
                for day in range(7):
                    yield Poll(
                        source_id,
                        monday(week) + timedelta(days=day, hours=12),
                        Access.OUTAGE,
                        message="Servern svarade inte inom 20 sekunder.",
                    )
                start = monday(shifted(week, 1))
            if not weeks or weeks[-1] != WEEK:
                yield Poll(source_id, end, Access.OK, covers_from=start)

    def store(self) -> Store:
        path = self.folder / "store.duckdb"
        store = Store(path)
        if not path.exists():
            with store.write() as transaction:
                replace_sources(transaction, list(self.sources.values()))
                add_documents(transaction, self.documents)
                add_labels(transaction, self.labels)
                add_polls(transaction, list(self._polls()))
                put_stories(transaction, self.stories, monday(START))
        return store

    def write(
        self,
        now=None,
        language="sv",
        folder="rapporter",
        focus=(),
        notice="",
        min_cell=5,
        manifest=None,
        formats=("html", "json", "csv"),
    ) -> Written:
        paths = write_report(
            self.store(),
            "model",
            WEEK,
            now or datetime(2026, 11, 23, 6, tzinfo=UTC),
            ReportSettings("sv", self.folder / folder, tuple(focus)),
            min_cell,
            formats=formats,
            language=language,
            manifest=manifest or {"program": "0.1.0", "model": "model"},
            notice=notice,
        )
        return Written(paths)


@pytest.fixture
def archive(tmp_path):
    """An archive with a daily and a forum, and nothing in them."""
    return _with_two_sources(tmp_path)


@pytest.fixture
def another(tmp_path):
    """A second, empty archive with the same sources."""
    folder = tmp_path / "another"
    folder.mkdir()
    return _with_two_sources(folder)


def _with_two_sources(folder):
    found = Archive(folder)
    found.source("dagbladet", name="Dagbladet")
    found.source("forumet", OutletType.FORUM, name="Forumet")
    return found


def _situations():
    path = Path(__file__).with_name("situations.py")
    spec = importlib.util.spec_from_file_location("situations", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SITUATIONS


SITUATIONS = _situations()


@pytest.fixture(scope="session")
def week_of(tmp_path_factory):
    """The report of a named situation (situations.py), written once for all tests."""

    @functools.cache
    def write(name, language="sv"):
        archive = _with_two_sources(tmp_path_factory.mktemp(name))
        SITUATIONS[name](archive)
        return archive.write(language=language, formats=("html", "pdf", "json", "csv"))

    return write
