"""What the model said of the texts of half a year: the table in which drift is looked for."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from reports.signals.backfill import backfilled
from reports.signals.weeks import shifted, span
from store.connection import Transaction
from store.records import Frame, Narrative

HISTORY_WEEKS = 26
"""The weeks before the one judged; a weekly report is made of no earlier ones."""

GAP_WEEKS = 4
"""The last weeks before the one judged are no reference, so that what comes slowly, or stays for
some weeks, is not compared with itself."""

LEARNED_WEEKS = 6
"""A word is unknown in a week when no text of so many weeks, GAP_WEEKS before it, has it. A window
that moves with the week: older weeks would know fewer words than the newest else."""

MOST, READ = 50, 12
"""Documents of one source and week that are looked at, and those whose words are read, which costs
most: these bound time and memory."""

SHORTEST = 5
"""Different words that a text needs for a share of unknown ones."""

OTHER, UNRELATED, UNREAD = "other", "unrelated", "unread"
SUBJECTS = (*Narrative, *Frame, OTHER, UNRELATED, UNREAD)
"""What a document is about: each of its narratives and frames, or else relevant without any, not
relevant, or not known (language not supported, or relevance left open)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One row a document: `rows` has number (of the week, HISTORY_WEEKS for the one judged),
    source_id, outlet_type, language, private, author, story_id and the document's value, 0..1, of
    each measure of drift.py, NaN where it is not asked. `about` is (documents, SUBJECTS) of bool.
    """

    rows: pd.DataFrame
    about: np.ndarray


def read_sample(transaction: Transaction, model: str, week: str) -> Sample:
    """The labelled documents of the week and of HISTORY_WEEKS before it.

    At most MOST of each source and week, chosen by their ids, which are hashes. Documents that came
    as an archive are left out.
    """
    weeks = span(shifted(week, -HISTORY_WEEKS), week)
    numbered = pa.table({"week": weeks, "number": pa.array(range(len(weeks)), pa.int64())})
    archive = sorted(backfilled(transaction, weeks))
    sql = (importlib.resources.files("reports.signals") / "drift_sample.sql").read_text("utf-8")
    with (
        transaction.table("weeks", numbered),
        transaction.table("kept_out", pa.table({"document_id": pa.array(archive, pa.string())})),
    ):
        found = transaction.query(
            sql,
            {
                "model": model,
                "most": MOST,
                "read": READ,
                "gap": GAP_WEEKS,
                "learned": LEARNED_WEEKS,
                "shortest": SHORTEST,
            },
        ).to_pandas()
    _clear_unread_weeks(found)
    return Sample(found.drop(columns=["narratives", "frames", "without"]), _about(found))


def _about(found: pd.DataFrame) -> np.ndarray:
    about = np.zeros((len(found), len(SUBJECTS)), bool)
    for place, subject in enumerate(SUBJECTS):
        about[:, place] = found["without"] == subject
    place = {str(subject): number for number, subject in enumerate(SUBJECTS)}
    for name in ("narratives", "frames"):
        marked = found[name].explode().dropna()
        rows = found.index.get_indexer(marked.index)
        about[rows, marked.map(place).to_numpy(int)] = True
    return about


def _clear_unread_weeks(found: pd.DataFrame) -> None:
    """Clear `unknown` in weeks before which not every week of LEARNED_WEEKS has texts to learn
    from: history may be short, and texts are dropped when they are old."""
    read = set(found.loc[found["unknown"].notna(), "number"].unique())
    for number in sorted(read):
        last = number - GAP_WEEKS
        if not read.issuperset(range(last - LEARNED_WEEKS, last)):
            found.loc[found["number"] == number, "unknown"] = np.nan
