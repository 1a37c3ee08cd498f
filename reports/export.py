"""The tables that a researcher takes away: ids, labels, stories, exposure and coverage; no texts,
no authors."""

from __future__ import annotations

import csv
import importlib.resources
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from reports.signals.exposure import exposure, published, weeks_with_documents
from reports.signals.source_weeks import source_weeks
from store.connection import Store

_DOCUMENTS = """
SELECT d.document_id, d.version, d.source_id, coalesce(s.outlet_type, '') AS outlet_type, s.region,
    d.kind, CASE WHEN c.private THEN NULL ELSE d.url END AS url,
    CASE WHEN c.private THEN NULL ELSE d.title END AS title, d.language, d.text_status, d.places,
    c.week, d.published_at, d.first_seen_at, d.edited_at, d.deleted_at,
    d.likes, d.shares, d.comments, d.views
FROM current_documents d JOIN counted_documents c USING (document_id)
LEFT JOIN sources s ON s.source_id = d.source_id ORDER BY d.document_id
"""

_LABELS = "SELECT * FROM known_labels WHERE model = ? ORDER BY document_id, version"

_STORIES = """
SELECT document_id, story_id FROM current_stories ORDER BY story_id, document_id
"""

DICTIONARY = "data_dictionary.csv"


def tables(store: Store, model: str, now: datetime, min_cell: int) -> dict[str, pd.DataFrame]:
    """The tables documents, labels (of one model), stories, coverage, exposure; sorted, no texts.

    Addresses and titles of private persons' posts are empty. In `exposure`, hidden counts are
    empty and `hidden` is true. `coverage` tells what is known of each source in each week.
    """
    weeks = weeks_with_documents(store)
    first, last = weeks if weeks else ("1970-W01", "1970-W01")
    with store.reading() as transaction:  # one state of the store
        found = {
            "documents": transaction.query(_DOCUMENTS).to_pandas(),
            "labels": transaction.query(_LABELS, [model]).to_pandas(),
            "stories": transaction.query(_STORIES).to_pandas(),
            "coverage": source_weeks(transaction, first, last, now),
        }
    return found | {"exposure": exposure(store, model, first, last, now, min_cell)}


def write_export(
    folder: Path,
    found: Mapping[str, pd.DataFrame],
    formats: Sequence[str],
    manifest: Mapping[str, object],
) -> list[Path]:
    """Write the tables (`parquet`, `csv`), the data dictionary and the manifest; gives the paths.

    All is written beside its place first and put there together, so that a full disk leaves what
    was there before. Raises OSError when the folder can't be written.
    """
    contents: dict[str, bytes] = {}
    for name, frame in found.items():
        if "parquet" in formats:
            contents[f"{name}.parquet"] = frame.to_parquet(index=False) or b""
        if "csv" in formats:
            contents[f"{name}.csv"] = to_csv(published(frame) if name == "exposure" else frame)
    contents[DICTIONARY] = (importlib.resources.files("reports") / DICTIONARY).read_bytes()
    counts = {name: len(frame) for name, frame in found.items()}
    text = json.dumps({**manifest, "rows": counts}, ensure_ascii=False, indent=2)
    contents["manifest.json"] = text.encode()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as draft:
        for name, content in contents.items():
            (Path(draft) / name).write_bytes(content)
        for name in contents:
            (Path(draft) / name).replace(folder / name)
    return [folder / name for name in contents]


def to_csv(frame: pd.DataFrame, quote_all: bool = False) -> bytes:
    """UTF-8 CSV with a header; lists as JSON; no cell that a spreadsheet takes for a formula."""
    shown = frame.copy()
    for name in shown.columns:
        if shown[name].dtype == object or isinstance(shown[name].dtype, pd.StringDtype):
            cells = [_cell(value) for value in shown[name]]
            shown[name] = pd.Series(cells, index=shown.index, dtype=object)  # 12 stays 12
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    return shown.to_csv(index=False, lineterminator="\n", quoting=quoting).encode("utf-8")


def no_formula(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> no_formula("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _cell(value: object) -> object:
    if isinstance(value, str):
        return no_formula(value)
    if isinstance(value, np.ndarray):  # a list column
        return json.dumps(value.tolist(), ensure_ascii=False)
    return value
