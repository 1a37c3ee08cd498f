"""What a researcher takes away: complete, described, and without texts or persons."""

import csv
import importlib.resources
import io
import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from reports.export import tables, to_csv, write_export
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.records import (
    Document,
    DocumentKind,
    Labels,
    Narrative,
    OutletType,
    Source,
    SourceKind,
    Stance,
    Tone,
)
from store.sources import replace_sources
from store.stories import put_stories

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def document(name, source, kind=DocumentKind.ARTICLE, title="Rubrik"):
    return Document(
        name, source, kind, f"http://x.example/{name}", f"http://x.example/{name}", title,
        "Hemlig text", NOW, NOW, published_at=NOW, author="p-hemlig", places=("Botkyrka",),
    )  # fmt: skip


@pytest.fixture
def db(tmp_path):
    store = Store(tmp_path / "lager.duckdb")
    with store.write() as transaction:
        replace_sources(
            transaction,
            [
                Source("t", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="AB"),
                Source("f", SourceKind.FEED, "", outlet_type=OutletType.FORUM, region="AB"),
            ],
        )
        add_documents(
            transaction,
            [document("a", "t", title='=HYPERLINK("x")'), document("b", "f", DocumentKind.POST)],
        )
        label = (True, True, Tone.NEGATIVE, (Narrative.PROFIT,), Stance.ENDORSES)
        add_labels(transaction, [Labels(n, 1, "m", NOW, "sv", *label) for n in ("a", "b")])
        put_stories(transaction, {"a": "a", "b": "a"}, NOW)
    return store


@pytest.fixture
def exported(db, tmp_path):
    folder = tmp_path / "ut"
    paths = write_export(folder, tables(db, "m", NOW, 5), ("parquet", "csv"), {"model": "m"})
    return {path.name: path for path in paths}


def test_the_tables_of_the_design_and_that_of_coverage_are_written_and_nothing_else(
    exported, tmp_path
):
    wanted = {
        f"{t}.{e}"
        for t in ("documents", "labels", "stories", "exposure", "coverage")
        for e in ("csv", "parquet")
    }
    assert set(exported) == wanted | {"data_dictionary.csv", "manifest.json"}
    assert {path.name for path in (tmp_path / "ut").iterdir()} == set(exported)
    manifest = json.loads(exported["manifest.json"].read_text("utf-8"))
    assert manifest["model"] == "m"
    assert manifest["rows"]["documents"] == 2


def test_no_text_no_author_and_nothing_of_a_private_post(exported):
    for path in exported.values():
        assert b"Hemlig text" not in path.read_bytes()
        assert b"p-hemlig" not in path.read_bytes()
    rows = pd.read_parquet(exported["documents.parquet"]).set_index("document_id")
    assert rows.loc["a", "url"] == "http://x.example/a"
    assert pd.isna(rows.loc["b", "url"])
    assert pd.isna(rows.loc["b", "title"])


def test_a_title_is_no_formula_in_a_spreadsheet(exported):
    rows = list(csv.DictReader(io.StringIO(exported["documents.csv"].read_text("utf-8"))))
    assert rows[0]["title"] == '\'=HYPERLINK("x")'
    assert json.loads(rows[0]["places"]) == ["Botkyrka"]


def test_small_cells_are_dashes_in_csv_and_marked_in_parquet(exported):
    rows = list(csv.DictReader(io.StringIO(exported["exposure.csv"].read_text("utf-8"))))
    forum = [row for row in rows if row["outlet_type"] == "forum"]
    assert {(row["stories"], row["documents"], row["accounts"]) for row in forum} == {
        ("–", "–", "–")
    }
    assert "reach" not in rows[0]
    exact = pd.read_parquet(exported["exposure.parquet"])
    assert exact.loc[exact["outlet_type"] == "forum", "hidden"].all()
    assert exact.loc[exact["outlet_type"] == "forum", "stories"].isna().all()


def test_every_column_is_in_the_data_dictionary_and_no_other(db):
    path = importlib.resources.files("reports") / "data_dictionary.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    described = {(row["table"], row["column"]) for row in rows}
    found = tables(db, "m", NOW, 5)
    assert described == {(name, column) for name, frame in found.items() for column in frame}
    assert all(row["type"] and row["meaning"] for row in rows)


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-2", "@x", "\tx"])
def test_cells_that_begin_like_a_formula_are_escaped(cell):
    assert to_csv(pd.DataFrame({"x": [cell]})).decode().splitlines()[1].lstrip('"').startswith("'")
