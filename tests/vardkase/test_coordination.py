"""`coordination` on the command line: from shares, or from the store's posts, to two files."""

import csv
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from store.connection import Store
from store.documents import add_documents
from store.errors import VardkaseError
from store.records import Document, DocumentKind, OutletType, Source, SourceKind
from store.sources import replace_sources
from vardkase.commands.coordination import coordination

START = 1_790_000_000
HEADER = "object_id,account_id,content_id,timestamp_share"


def posts(members=10, objects=12, people=300, seed=3):
    """Rows object, account, seconds: people who share by chance, and a ring that does not."""
    random = np.random.default_rng(seed)
    rows = [
        (f"https://exempel.se/{random.integers(200)}", f"a{random.integers(people)}",
         START + int(random.integers(14 * 86400)))
        for _ in range(4000)
    ]  # fmt: skip
    for number in range(objects):
        moment = START + int(random.integers(14 * 86400))
        rows += [
            (f"https://ring.se/{number}", f"ring{member}", moment + int(random.integers(40)))
            for member in range(members)
        ]
    return rows


def write(path, rows, separator=","):
    lines = [HEADER] + [
        ",".join([thing, who, f"c{number}", str(when)])
        for number, (thing, who, when) in enumerate(rows)
    ]
    path.write_text("\n".join(lines).replace(",", separator) + "\n", encoding="utf-8")


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    write(tmp_path / "delningar.csv", posts())
    return tmp_path


def asked(*arguments, status=0):
    ended = CliRunner().invoke(coordination, [str(argument) for argument in arguments])
    if isinstance(ended.exception, VardkaseError):
        assert ended.exception.exit_status == status
        return str(ended.exception)
    assert ended.exit_code == status, ended.output
    return ended.stdout


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_ring_in_a_file_is_one_cluster_with_its_objects_and_without_its_accounts(work):
    told = asked("--input", "delningar.csv", "--output", "grupper.csv")
    (row,) = rows_of(work / "grupper.csv")
    assert list(row) == [
        "cluster", "accounts", "objects", "first", "last", "weight", "p_value", "verdict",
    ]  # fmt: skip
    assert (row["accounts"], row["verdict"]) == ("10", "coordinated")
    assert float(row["p_value"]) < 1e-6
    assert row["first"].startswith("2026-") and row["first"].endswith("Z")
    objects = rows_of(work / "grupper_objects.csv")
    ring = [one["object_id"] for one in objects if one["object_id"].startswith("https://ring.se/")]
    assert len(ring) == 12
    assert {one["cluster"] for one in objects} == {"1"}
    assert "Grupp 1: 10 konton" in told
    written = (work / "grupper.csv").read_text() + (work / "grupper_objects.csv").read_text()
    assert "ring1," not in told + written


def test_the_json_summary_has_the_verdict_and_the_clusters(work):
    found = json.loads(asked("--input", "delningar.csv", "--output", "g.csv", "--json"))
    assert found["verdict"] == "coordinated"
    assert found["clusters"][0]["accounts"] == 10
    assert (found["shares"], found["set_aside"]) == (4120, 0)
    assert found["windows_s"] == [10, 60, 300, 1800]


def test_a_small_cluster_is_hidden_in_files_and_words(work):
    write(work / "delningar.csv", posts(members=4, objects=20))
    told = asked("--input", "delningar.csv", "--output", "g.csv")
    (row,) = rows_of(work / "g.csv")
    assert (row["accounts"], row["first"], row["verdict"]) == ("–", "–", "too_few_accounts")
    assert rows_of(work / "g_objects.csv") == []
    assert "1 grupper med färre än 5 konton visas inte" in told


def test_little_data_are_said_to_be_insufficient(work):
    write(work / "delningar.csv", posts()[:30])
    told = asked("--input", "delningar.csv", "--output", "g.csv")
    assert [row["verdict"] for row in rows_of(work / "g.csv")] == ["insufficient_data"]
    assert "Underlaget räcker inte" in told


def test_nothing_found_is_a_table_without_rows(work):
    write(work / "delningar.csv", posts(objects=0))
    told = asked("--input", "delningar.csv", "--output", "g.csv")
    assert rows_of(work / "g.csv") == []
    assert "Ingen grupp" in told


def test_semicolons_a_byte_order_mark_and_iso_times_do_not_matter(work):
    asked("--input", "delningar.csv", "--output", "g.csv")
    rows = [
        (thing, who, datetime.fromtimestamp(when, UTC).isoformat()) for thing, who, when in posts()
    ]
    write(work / "annan.csv", rows, separator=";")
    (work / "annan.csv").write_text("\ufeff" + (work / "annan.csv").read_text(), encoding="utf-8")
    asked("--input", "annan.csv", "--output", "h.csv")
    assert (work / "g.csv").read_bytes() == (work / "h.csv").read_bytes()


def test_unreadable_rows_are_counted_and_the_status_is_1(work):
    rows = [*posts(), ("https://exempel.se/1", "a1", "i går")]
    write(work / "delningar.csv", rows)
    told = asked("--input", "delningar.csv", "--output", "g.csv", status=1)
    assert "1 rad är utelämnad:\n    rad 4122 saknar en läsbar tid (timestamp_share)\n" in told
    assert "i går" not in told
    assert (work / "g.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--input", "delningar.csv"], "--output"),
        (["--input", "finns-inte.csv", "--output", "g.csv"], "kan inte läsas"),
        (["--input", "delningar.csv", "--output", "g.json"], "slutar på .csv"),
        (["--input", "delningar.csv", "--output", "delningar.csv"], "skriva över"),
        (["--input", "delningar.csv", "--output", "g.csv", "--from", "2026-W40"], "lagret"),
        (["--input", "fel.csv", "--output", "g.csv"], "kolumnen account_id, content_id"),
        (["--input", "tom.csv", "--output", "g.csv"], "CSV-fil"),
    ],
)
def test_wrong_use_is_explained_and_nothing_is_written(work, arguments, said):
    (work / "fel.csv").write_text("object_id,timestamp_share\na,1\n")
    (work / "tom.csv").write_text("")
    before = sorted(path.name for path in work.iterdir())
    assert said in asked(*arguments, status=2)
    assert sorted(path.name for path in work.iterdir()) == before


def test_the_stores_posts_are_looked_through_without_a_file(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    documents = [post(number, *row) for number, row in enumerate(posts())]
    with Store(folder / "vardkase.duckdb").write() as transaction:
        replace_sources(
            transaction, [Source("torget", SourceKind.IMPORT, "u", outlet_type=OutletType.SOCIAL)]
        )
        add_documents(transaction, documents)
    found = json.loads(asked("--output", "g.csv", "--json"))
    assert found["verdict"] == "coordinated"
    assert found["clusters"][0]["accounts"] == 10
    assert (
        len([1 for row in rows_of(folder / "g_objects.csv") if "ring.se" in row["object_id"]]) == 12
    )
    assert json.loads(asked("--from", "2027-W01", "--json"))["verdict"] == "insufficient_data"


def post(number, thing, who, when):
    moment = datetime.fromtimestamp(when, UTC)
    return Document(
        document_id=f"d{number}",
        source_id="torget",
        kind=DocumentKind.POST,
        url=f"https://torget.se/{number}",
        canonical_url=f"https://torget.se/{number}",
        title="",
        text=f"inlägg {number}",
        author=who,
        shared_urls=(thing,),
        published_at=moment,
        first_seen_at=moment + timedelta(hours=1),
        fetched_at=moment + timedelta(hours=1),
    )
