"""One edition of a report: all that it is made of apart from the store, and its files as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.signals.changes import HISTORY_WEEKS
from reports.signals.drift import drift
from reports.signals.stored_past import judged_coverage
from reports.signals.weeks import shifted
from reports.weekly.build import build_report
from reports.weekly.content import Report
from reports.weekly.drift_words import drift_sentences
from reports.weekly.evidence import read_evidence
from reports.weekly.exports import csv_text, json_text
from reports.weekly.findings import read_findings
from reports.weekly.page import html_page
from reports.weekly.pdf import page_pdf, pdf_bytes
from reports.weekly.words import Words
from store.connection import Store, Transaction
from store.errors import SettingsError
from store.reports import WrittenReport, fingerprints

FORMATS: Mapping[str, Callable[[Report], str | bytes]] = {
    "html": html_page,
    "pdf": pdf_bytes,
    "json": json_text,
    "csv": csv_text,
}


@dataclass(frozen=True, slots=True)
class Edition:
    """`now` is the moment that the report tells of; it is preliminary where that is in `week`.

    `model` names whose labels are counted, `focus` the municipalities that are looked at first,
    `min_cell` the accounts behind a published cell of private posts. `manifest` goes to the end of
    every format, `notice` stands in a banner.
    """

    week: str
    language: str
    now: datetime
    model: str
    focus: tuple[str, ...]
    min_cell: int
    manifest: Mapping[str, str]
    notice: str

    @property
    def settings(self) -> dict[str, Any]:
        """What is written down of it beside the manifest, as JSON has it."""
        return {
            "model": self.model,
            "focus": list(self.focus),
            "min_cell": self.min_cell,
            "notice": self.notice,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes by format, and fingerprints of what they were made of (store/reports.py)."""

    files: Mapping[str, bytes]
    made_of: Mapping[str, Any]


def written_edition(written: WrittenReport) -> Edition:
    """The edition that a file was written from."""
    then = written.inputs
    return Edition(
        week=written.week,
        language=written.language,
        now=written.written_at,
        model=then["model"],
        focus=tuple(then["focus"]),
        min_cell=then["min_cell"],
        manifest=written.manifest,
        notice=then["notice"],
    )


def check_formats(formats: Sequence[str]) -> None:
    """Raise SettingsError for a format that there is not."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise SettingsError(
            f"Rapportformatet {unknown[0]!r}: väntade något av {', '.join(FORMATS)}."
        )


def make(store: Store, edition: Edition, known_at: datetime, formats: Sequence[str]) -> Made:
    """The files of an edition, made of what was known at a moment and of nothing else."""
    first = shifted(edition.week, -HISTORY_WEEKS)
    with store.reading(known_at) as transaction:
        report = _read(transaction, edition)
        made_of = fingerprints(transaction, edition.model, first, edition.week)
    return Made(_files(report, formats), made_of)


def read_report(store: Store, edition: Edition, known_at: datetime) -> Report:
    """What an edition says, made of what was known at a moment."""
    with store.reading(known_at) as transaction:
        return _read(transaction, edition)


def _files(report: Report, formats: Sequence[str]) -> dict[str, bytes]:
    """The files by format; the PDF is set from the page where that is made anyway."""
    made: dict[str, bytes] = {}
    for name in sorted(formats, key=lambda name: name == "pdf"):
        if name == "pdf" and "html" in made:
            made[name] = page_pdf(report, made["html"].decode("utf-8"))
        else:
            made[name] = _bytes(FORMATS[name](report))
    return {name: made[name] for name in formats}


def sha256(content: bytes) -> str:
    """The digest of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _read(transaction: Transaction, edition: Edition) -> Report:
    words = Words(edition.language)
    covered = judged_coverage(transaction, edition.week, edition.now)
    evidence = read_evidence(transaction, edition.model, edition.week, covered)
    findings = read_findings(
        transaction, evidence, edition.model, covered, edition.now, edition.min_cell
    )
    drifted = drift(transaction, edition.model, edition.week, edition.now, edition.min_cell)
    findings = replace(findings, drift=drift_sentences(words, drifted))
    return build_report(
        evidence,
        findings,
        words,
        edition.now,
        edition.focus,
        edition.min_cell,
        edition.manifest,
        edition.notice,
    )


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
