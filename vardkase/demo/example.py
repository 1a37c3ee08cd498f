"""Running the constructed example: history imported, the last week crawled, the report written."""

from __future__ import annotations

import json
import socket
from datetime import UTC, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from classifiers.classifier import Classifier
from reports.signals.weeks import first_day as monday_of
from reports.signals.weeks import last_complete, shifted, start_of_day
from scheduler.file_import import import_file
from scheduler.ingest import Summary
from scheduler.passes import label_all, write_week
from scheduler.pipeline import Progress, crawl_sources
from store.errors import SettingsError
from vardkase.commands.context import now as wall_clock
from vardkase.commands.context import pass_settings
from vardkase.config import EXAMPLE_MARK, Settings
from vardkase.demo.archive import CRAWLED_WEEK, Outlet, Piece, outlets, pieces
from vardkase.demo.site import served

NOTICE = (
    "Konstruerat exempel: alla källor, orter, personer och händelser är påhittade, och länkarna "
    "fungerar bara medan exemplet körs."
)

ARCHIVE = "arkiv.jsonl"


def prepare(folder: Path) -> None:
    """Set up the example's folder, or leave it as it is when it already is one.

    Raises SettingsError when the folder holds something else.
    """
    from vardkase.commands.setup import CONFIG_TEXT, set_up

    if (folder / EXAMPLE_MARK).exists():
        if not (folder / "sources.toml").exists():
            (folder / "sources.toml").write_text(_sources_toml(_free_port()), encoding="utf-8")
        return
    text = CONFIG_TEXT.replace("delay_s = 5.0 ", "delay_s = 0.05").replace(
        "allow_private_networks = false", "allow_private_networks = true "
    )
    set_up(folder, f"# {NOTICE}\n{text}", _sources_toml(_free_port()))
    (folder / EXAMPLE_MARK).write_text(
        f"{NOTICE}\nTexterna är skrivna för exemplet. Etiketter, antal och meningar i rapporten är "
        "inte det: de räknas fram vid varje körning.\n",
        encoding="utf-8",
    )


def run_example(settings: Settings, classifier: Classifier, progress: Progress) -> Summary:
    """Build the example's store anew and write the report of its last week.

    The example's clock stands at half past midnight on the Monday after the newest complete week,
    so that the report is of a whole week whatever day it is run.
    """
    week = last_complete(wall_clock())
    now = start_of_day(monday_of(shifted(week, 1))) + timedelta(minutes=30)
    _clear(settings)
    sources = settings.sources()
    documents = pieces(week)
    known = {outlet.source_id: outlet for outlet in outlets()}
    shown = [known[s.source_id] for s in sources if s.source_id in known]
    port = _port_of([s.url for s in sources], settings.sources_file)
    archive = settings.folder / ARCHIVE
    write_archive(archive, [p for p in documents if p.outlet in shown], port)

    work = pass_settings(settings, classifier)
    history = import_file(work.store, archive, sources, work.pseudonyms, now, progress)
    with served(shown, documents, port):
        summary = crawl_sources(
            work.store, sources, work.crawl, work.pseudonyms, now, progress=progress
        )
    label_all(work, now, progress)
    summary.added += history.added
    summary.set_aside += history.set_aside
    summary.report = str(write_week(work, week, now))
    return summary


def _clear(settings: Settings) -> None:
    """Remove the example's old store. Raises SettingsError when it is not the example's own."""
    if settings.store_path.parent != settings.folder:
        raise SettingsError(
            f"{settings.folder / 'vardkase.toml'}, [store] path = {str(settings.store_path)!r}: "
            "exemplet bygger om sitt lager vid varje körning och rör bara ett i den egna mappen."
        )
    for path in (settings.store_path, Path(f"{settings.store_path}.wal")):
        path.unlink(missing_ok=True)


def write_archive(path: Path, documents: list[Piece], port: int) -> None:
    """The weeks before the crawled one as JSON Lines of Documents, as another tool would give."""
    rows = [_row(p, port) for p in documents if p.week < CRAWLED_WEEK]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def _row(piece: Piece, port: int) -> dict[str, str]:
    return {
        "source_id": piece.outlet.source_id,
        "kind": "post" if piece.private else "article",
        "url": f"http://{piece.outlet.host}:{port}{piece.path}",
        "title": piece.title,
        "text": piece.text,
        "context": piece.answered,
        "author": piece.author,
        "language": piece.outlet.language,
        "published_at": piece.published_at.astimezone(UTC).isoformat(),
    }


def _sources_toml(port: int) -> str:
    lines = [f"# {NOTICE}", "# Ta bort en källa och kör exemplet igen, så ändras rapporten.", ""]
    for outlet in outlets():
        lines += ["[[source]]", *_source_lines(outlet, port), ""]
    return "\n".join(lines)


def _source_lines(outlet: Outlet, port: int) -> list[str]:
    return [
        f'source_id = "{outlet.source_id}"',
        f'name = "{outlet.name}"',
        'kind = "feed"',
        f'url = "http://{outlet.host}:{port}/feed.xml"',
        f'outlet_type = "{outlet.outlet_type}"',
        f'region = "{outlet.region}"',
        f'language = "{outlet.language}"',
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _port_of(urls: list[str], path: Path) -> int:
    ports = {urlsplit(url).port for url in urls if urlsplit(url).port}
    if len(ports) != 1:
        raise SettingsError(
            f"{path}: exemplets källor ska ha adresser med en och samma port; fann "
            f"{sorted(p for p in ports if p)}. Ta bort filen så skrivs den på nytt."
        )
    return ports.pop() or 0
