"""What the weekly report costs with its PDF, and what setting the PDF costs beside printing it.

    python benchmarks/report.py [--rounds 5] [--weasyprint PYTHON] [--folder FOLDER]

Two stores of constructed documents: one like that of `vardkase demo` (28 weeks, 18 sources, some
800 documents) and one of five years (261 weeks, 60 sources, some 62,000 documents). The report of
the last week is made as the command makes it, HTML and PDF from one state of the store, in a
process that has made one before (warm). Then the page of the demo-like store is printed in turn by
us, by Chromium and by WeasyPrint, where they are found: CPU seconds of this process, or of the
child, and the ratio within a round. `--weasyprint` names a Python that has WeasyPrint; it is not
among our dependencies, and loads its fonts and rules before its clock starts, as ours does.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)

from reports.signals.weeks import first_day, shifted, span, start_of_day  # noqa: E402
from reports.weekly.edition import Edition, make, read_report  # noqa: E402
from reports.weekly.page import html_page  # noqa: E402
from reports.weekly.pdf import page_pdf  # noqa: E402
from store.connection import Store  # noqa: E402
from store.documents import add_documents  # noqa: E402
from store.labels import add_labels  # noqa: E402
from store.records import (  # noqa: E402
    Access,
    Document,
    DocumentKind,
    Frame,
    Labels,
    Narrative,
    OutletType,
    Poll,
    Source,
    SourceKind,
    Stance,
    TextStatus,
    Tone,
)
from store.sources import add_polls, replace_sources  # noqa: E402
from store.stories import put_stories  # noqa: E402

GOAL_S = 5.0
"""CPU seconds of a warm report, HTML and PDF together."""

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
OUTLETS = (
    OutletType.REGIONAL_DAILY, OutletType.NATIONAL_DAILY, OutletType.PUBLIC_SERVICE,
    OutletType.AUTHORITY, OutletType.FORUM, OutletType.ALTERNATIVE,
)  # fmt: skip

_PRINTER = """
import resource, sys, time
from pathlib import Path
from weasyprint import HTML
page = Path(sys.argv[1]).read_text(encoding="utf-8")
HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
start = time.process_time()
HTML(string=page).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
print(time.process_time() - start)
"""


@dataclass(frozen=True)
class Size:
    weeks: int
    sources: int
    a_week: int


SIZES = {"demo": Size(28, 18, 29), "five years": Size(261, 60, 240)}


def filled(path: Path, size: Size) -> Store:
    """A store with `size.a_week` documents in each week, a fifth of them on the subject; in the
    last week half of them are, and spread, report and rebut one narrative."""
    draw = random.Random(1)
    weeks = span(shifted(WEEK, 1 - size.weeks), WEEK)
    sources = [
        Source(
            f"källa{n}",
            SourceKind.FEED,
            f"https://k{n}.example/rss",
            name=f"Källa nummer {n}",
            outlet_type=OUTLETS[n % len(OUTLETS)],
            region="national",
        )
        for n in range(size.sources)
    ]
    store = Store(path)
    with store.write() as transaction:
        replace_sources(transaction, sources)
        add_polls(transaction, list(polls(sources, weeks)))
    for week in weeks:
        documents, labels = zip(*pieces(draw, sources, week, size.a_week), strict=True)
        with store.write() as transaction:
            add_documents(transaction, list(documents))
            add_labels(transaction, list(labels))
            put_stories(transaction, {d.document_id: d.document_id for d in documents}, NOW)
    return store


def polls(sources: list[Source], weeks: list[str]) -> Iterator[Poll]:
    for week in weeks:
        end = start_of_day(first_day(shifted(week, 1)))
        start = start_of_day(first_day(week))
        for source in sources:
            yield Poll(source.source_id, end, Access.OK, covers_from=start)


def pieces(
    draw: random.Random, sources: list[Source], week: str, count: int
) -> Iterator[tuple[Document, Labels]]:
    monday = start_of_day(first_day(week))
    last = week == WEEK
    share, spread, told_of = (
        (0.5, 0.9, list(Narrative)[:1]) if last else (0.2, 0.1, list(Narrative))
    )
    for number in range(count):
        source = draw.choice(sources)
        moment = monday + timedelta(minutes=draw.randrange(7 * 24 * 60))
        private = source.outlet_type is OutletType.FORUM
        id_ = f"{week[:4]}{week[6:]}{number:010d}"
        address = f"https://{source.source_id[5:]}.example/{id_}"
        relevant = draw.random() < share
        narratives = (draw.choice(told_of),) if relevant and draw.random() < spread else ()
        frames = (draw.choice(list(Frame)),) if relevant and not narratives else ()
        document = Document(
            id_, source.source_id, DocumentKind.POST if private else DocumentKind.ARTICLE,
            address, address, f"Kritik mot kommun {draw.randrange(290)}", "En text.",
            moment, moment, published_at=moment, text_status=TextStatus.FULL,
            author=f"p{draw.randrange(500)}" if private else None,
        )  # fmt: skip
        yield document, Labels(
            id_, 1, "model", moment, "sv", True, relevant,
            draw.choice(list(Tone)) if relevant else None,
            narratives=narratives, frames=frames,
            stance=draw.choice(list(Stance)) if narratives else None,
        )  # fmt: skip


def edition() -> Edition:
    return Edition(WEEK, "sv", NOW, "model", ("Botkyrka",), 5, {"model": "model"}, "")


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of something done in this process, all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def by_chromium(program: str, page: Path, target: Path) -> float:
    before = _children()
    subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--print-to-pdf={target}", page.as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip
    return _children() - before


def by_weasyprint(python: str, page: Path, target: Path) -> float:
    ended = subprocess.run(
        [python, "-c", _PRINTER, str(page), str(target)], check=True, capture_output=True, text=True
    )
    return float(ended.stdout)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report_times(store: Store, rounds: int) -> list[tuple[float, float]]:
    make(store, edition(), NOW, ["html", "pdf"])
    return [measured(lambda: make(store, edition(), NOW, ["html", "pdf"])) for _ in range(rounds)]


def printers(folder: Path, weasyprint: str | None) -> dict[str, Callable[[Path], float]]:
    """What is found on this machine to print a page with; each gives its CPU seconds."""
    found: dict[str, Callable[[Path], float]] = {}
    if program := shutil.which("chromium") or shutil.which("google-chrome"):
        found["Chromium"] = lambda page: by_chromium(program, page, folder / "chromium.pdf")
    if weasyprint:
        found["WeasyPrint"] = lambda page: by_weasyprint(weasyprint, page, folder / "weasy.pdf")
    return found


def compared(store: Store, folder: Path, rounds: int, weasyprint: str | None) -> None:
    report = read_report(store, edition(), NOW)
    html = html_page(report)
    page = folder / "report.html"
    page.write_text(html, encoding="utf-8")
    (folder / "ours.pdf").write_bytes(page_pdf(report, html))
    others = printers(folder, weasyprint)
    ratios: dict[str, list[float]] = {name: [] for name in others}
    for number in range(1, rounds + 1):
        ours, _ = measured(lambda: page_pdf(report, html))
        told = [f"round {number}: ours {ours:.2f} s CPU"]
        for name, act in others.items():
            theirs = act(page)
            ratios[name].append(theirs / ours)
            told.append(f"{name} {theirs:.2f} s")
        print(", ".join(told), flush=True)
    for name, values in ratios.items():
        print(f"{name}: {statistics.median(values):.1f} times ours (median of ratios)")
    sizes = {path.name: path.stat().st_size // 1000 for path in sorted(folder.glob("*.pdf"))}
    print(f"kB: {json.dumps({**sizes, 'html': len(html.encode()) // 1000})}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The weekly report with its PDF.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--weasyprint", metavar="PYTHON")
    parser.add_argument("--folder", type=Path, help="keep stores and files here")
    options = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        stores = {
            name: filled(folder / f"{name.replace(' ', '-')}.duckdb", size)
            for name, size in SIZES.items()
        }
        for name, store in stores.items():
            times = report_times(store, options.rounds)
            cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
            print(f"{name}: HTML and PDF, warm: {cpu:.2f} s CPU, {wall:.2f} s wall (medians)")
            if cpu > GOAL_S:
                failed.append(f"{name}: over {GOAL_S} s")
        compared(stores["demo"], folder, options.rounds, options.weasyprint)
    sys.exit("; ".join(failed))


if __name__ == "__main__":
    main()
