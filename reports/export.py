"""The tables that a researcher takes away: ids, labels, stories, exposure; no texts, no authors."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from reports.signals.exposure import exposure, published, weeks_with_documents
from store.connection import Store

_DOCUMENTS = """
SELECT d.document_id, d.version, d.source_id, coalesce(s.outlet_type, '') AS outlet_type, s.region,
    d.kind, CASE WHEN {private} THEN NULL ELSE d.url END AS url,
    CASE WHEN {private} THEN NULL ELSE d.title END AS title, d.language, d.text_status, d.places,
    d.published_at, d.first_seen_at, d.edited_at, d.deleted_at,
    d.likes, d.shares, d.comments, d.views
FROM current_documents d LEFT JOIN sources s USING (source_id) ORDER BY d.document_id
""".format(private="(d.kind IN ('post', 'comment') OR s.outlet_type IN ('forum', 'social'))")

_LABELS = "SELECT * FROM labels WHERE model = ? ORDER BY document_id, version"

_STORIES = """
SELECT document_id, story_id FROM stories ORDER BY story_id, document_id
"""

DICTIONARY = "data_dictionary.csv"


def tables(store: Store, model: str, now: datetime, min_cell: int) -> dict[str, pd.DataFrame]:
    """The tables documents, labels (of one model), stories and exposure; sorted, no texts.

    Addresses and titles of private persons' posts are empty. In `exposure`, hidden counts are
    empty and `hidden` is true.
    """
    weeks = weeks_with_documents(store)
    first, last = weeks if weeks else ("1970-W01", "1970-W01")
    found = {
        "documents": store.read(_DOCUMENTS).to_pandas(),
        "labels": store.read(_LABELS, [model]).to_pandas(),
        "stories": store.read(_STORIES).to_pandas(),
    }
    return found | {"exposure": exposure(store, model, first, last, now, min_cell)}


def write_export(
    folder: Path,
    found: Mapping[str, pd.DataFrame],
    formats: Sequence[str],
    manifest: Mapping[str, object],
) -> list[Path]:
    """Write the tables (`parquet`, `csv`), the data dictionary and the manifest; gives the paths.

    Each file is written whole. Raises OSError when the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in found.items():
        if "parquet" in formats:
            paths.append(_whole(folder / f"{name}.parquet", frame.to_parquet(index=False)))
        if "csv" in formats:
            shown = published(frame) if name == "exposure" else frame
            paths.append(_whole(folder / f"{name}.csv", to_csv(shown)))
    source = importlib.resources.files("reports") / DICTIONARY
    paths.append(_whole(folder / DICTIONARY, source.read_bytes()))
    counts = {name: len(frame) for name, frame in found.items()}
    text = json.dumps({**manifest, "rows": counts}, ensure_ascii=False, indent=2)
    paths.append(_whole(folder / "manifest.json", text.encode()))
    return paths


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV with a header; lists as JSON; no cell that a spreadsheet takes for a formula."""
    shown = frame.copy()
    for name in shown.columns:
        if shown[name].dtype == object or isinstance(shown[name].dtype, pd.StringDtype):
            shown[name] = shown[name].map(_cell)
    return shown.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    if isinstance(value, np.ndarray):  # a list column
        return json.dumps(value.tolist(), ensure_ascii=False)
    return value


def _whole(path: Path, content: bytes | None) -> Path:
    part = path.with_name(f".{path.name}.del")
    try:
        part.write_bytes(content or b"")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
