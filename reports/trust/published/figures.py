"""The printed figures that ship with the product: facts with their source and section."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from store.records import PublishedEstimate

WAVES_FILE, FINDINGS_FILE = "published_waves.csv", "published_findings.csv"

NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One estimate and the wave that it is of, as far as the source prints it."""

    estimate: PublishedEstimate
    survey: str
    publisher: str
    fieldwork: str
    mode: str
    population: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the printed fieldwork names, in order."""
        return tuple(sorted({int(year) for year in re.findall(r"(?:19|20)\d\d", self.fieldwork)}))


@functools.cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """All figures, in the order of the file."""
    return tuple(figure_of(row) for row in _rows(WAVES_FILE))


@functools.cache
def published_findings() -> tuple[Mapping[str, str], ...]:
    """What the sources say without a figure, one mapping a finding: who trusts more, and what is
    left of a difference when other things are held constant."""
    return tuple(_rows(FINDINGS_FILE))


def figure_of(row: Mapping[str, str]) -> PublishedFigure:
    """One row with the columns of published_waves.csv; also of a file that a user brings."""
    n, percent = row.get("n", ""), row.get("estimate_pct", "")
    plain = {
        name: row.get(name, "")
        for name in (
            "estimate_id", "wave_id", "trust_object", "question", "answer_scale", "category",
            "base", "group_var", "group", "n_text", "estimate_text", "precision", "multi_select",
            "weighted", "comparability_note", "source_doc", "source_section", "source_figure",
        )
    }  # fmt: skip
    estimate = PublishedEstimate(
        question_verbatim=row.get("question_verbatim", "") == "yes",
        n=int(n) if n else None,
        estimate_percent=float(percent.replace(",", ".")) if percent else None,
        **plain,
    )
    when = row.get("fieldwork_text") or row.get("fieldwork_start") or ""
    return PublishedFigure(
        estimate,
        row.get("survey", ""),
        row.get("publisher", ""),
        when,
        row.get("mode", ""),
        row.get("population", ""),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (importlib.resources.files("reports.trust.published") / name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))
