"""People in the loop: a sheet is drawn, filled in, read back, compared and trained on."""

import contextlib
import csv
import json
import shutil
import stat
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from classifiers.decisions import Calibration, Thresholds
from classifiers.model_folder import ONNX_FILES, write_labels
from classifiers.outputs import WIDTH
from store.connection import Store
from store.errors import StoreError
from store.records import Sample
from vardkase.cli import vardkase
from vardkase.commands.sample import draw_and_write
from vardkase.commands.setup import CONFIG_TEXT, set_up

TEXTS = [
    "Soc har gjort det till affär att ta barn, varje familjehem får 40 000 i månaden.",
    "JO riktar allvarlig kritik mot socialnämnden: utredningen drog ut på tiden i elva månader.",
    "Laget vann matchen på bortaplan och gick upp i serieledning efter två sena mål.",
    "=1+1 Socialtjänsten i Ekvik söker fler familjehem och bjuder in till ett öppet möte.",
    "Das Jugendamt hat gestern in Hamburg neue Stellen für junge Familien ausgeschrieben.",
    "Nej, socialtjänsten kidnappar inte barn. Ett omhändertagande prövas av domstol.",
]
SPREADS = ["ja", "negative", "profit", "endorses", ""]
IRRELEVANT = ["nej", "", "", "", ""]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """A folder whose store has the texts, labelled by the embedded model; do not write to it."""
    folder = tmp_path_factory.mktemp("kodning")
    set_up(folder / "arbete", CONFIG_TEXT, "# inga källor än\n")
    rows = [
        {
            "url": f"https://x.example/{number}",
            "source_id": "hemligt-forum",
            "kind": "post",
            "author": f"anonymt_konto_{number}",
            "text": text,
            "published_at": f"2026-11-{10 + number}T08:00:00+01:00",
        }
        for number, text in enumerate(TEXTS)
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    config = ["--config", str(folder / "arbete" / "vardkase.toml")]
    for command in (["import", str(folder / "in.jsonl")], ["classify"]):
        ended = CliRunner().invoke(vardkase, [*config, *command])
        assert ended.exit_code == 0, ended.output
    return folder / "arbete"


@pytest.fixture
def folder(labelled, tmp_path):
    """A copy of the labelled folder."""
    return shutil.copytree(labelled, tmp_path / "arbete")


@pytest.fixture
def drawn(run, folder):
    """A sheet of all texts; gives what the command printed."""
    ended = run("label", "sample", "--seed", 7, "--output", "ark.csv", "--json", cwd=folder)
    assert ended.status == 0, ended.err
    return ended.json


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def fill(source, target, answer):
    """Write a copy of a sheet with `answer(text)` in each row; None leaves a row empty."""
    rows = read(source)
    for row in rows[1:]:
        row[6:] = answer(row[4]) or [""] * 5
    with target.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def rules(text):
    return SPREADS if text.startswith("Soc har") else IRRELEVANT


def test_a_sheet_shows_the_texts_and_nothing_of_their_origin(drawn, folder):
    rows = read(folder / "ark.csv")
    assert rows[0] == [
        "sample_id", "document_id", "version", "title", "text", "context",
        "relevant", "tone", "narratives", "stance", "frames",
    ]  # fmt: skip
    assert len(rows) == len(TEXTS) + 1 == drawn["documents"] + 1
    assert {row[4] for row in rows[1:]} == {*TEXTS[:3], *TEXTS[4:], f"'{TEXTS[3]}"}
    assert all(row[6:] == [""] * 5 for row in rows[1:])
    content = (folder / "ark.csv").read_text("utf-8").partition("\n")[2]
    assert "forum" not in content
    assert "konto" not in content
    assert "x.example" not in content
    db = Store(folder / "vardkase.duckdb")
    (sample,) = db.read("SELECT model FROM samples").to_pylist()
    assert sample["model"] and sample["model"] not in content
    for row in db.read("SELECT author FROM documents").to_pylist():
        assert row["author"] and row["author"] not in content
    for stratum in drawn["strata"]:
        assert stratum["stratum"] not in content
    assert stat.S_IMODE((folder / "ark.csv").stat().st_mode) == 0o600
    assert "KODBOK" in (folder / "kodbok.txt").read_text("utf-8-sig")


def test_a_draw_is_kept_with_its_probabilities(drawn, folder):
    db = Store(folder / "vardkase.duckdb")
    rows = db.read("SELECT * FROM sampled_documents ORDER BY position").to_pylist()
    assert [row["document_id"] for row in rows] == [row[1] for row in read(folder / "ark.csv")[1:]]
    assert {row["inclusion_probability"] for row in rows} == {1.0}
    (sample,) = db.read("SELECT * FROM samples").to_pylist()
    assert (sample["sample_id"], sample["seed"]) == (drawn["sample_id"], 7)
    assert sample["frame_size"] == drawn["frame"] == len(TEXTS)


def test_what_the_command_says_names_the_place_and_that_it_is_to_be_deleted(run, folder):
    ended = run("label", "sample", "--strata", "none", "--size", 4, cwd=folder)
    assert ended.status == 0, ended.err
    assert "alla: 4 av 6" in ended.out
    assert "radera alla kopior" in ended.out
    (path,) = (folder / "kodning").glob("prov-*.csv")
    assert str(path) in ended.out


def test_the_same_seed_draws_the_same(run, folder):
    found = []
    for name in ("a.csv", "b.csv"):
        arguments = ["--size", 4, "--strata", "none", "--seed", 5, "--output", name]
        assert run("label", "sample", *arguments, cwd=folder).status == 0
        found.append([row[1] for row in read(folder / name)])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2026-W50"], "inga dokument"),
        (["--from", "2026-W40", "--to", "2026-W39"], "ligger efter"),
        (["--strata", "författare"], "väntade said"),
        (["--size", "1"], "minst"),
        (["--size", "0"], "0 ligger utanför"),
        (["--output", "ark.xlsx"], "slutar på .csv"),
        (["--output", "in.csv"], "finns redan"),
    ],
)
def test_a_wrong_sample_is_refused_and_nothing_is_kept(run, folder, arguments, said):
    (folder / "in.csv").write_text("ifyllt")
    ended = run("label", "sample", *arguments, cwd=folder)
    assert ended.status == 2
    assert said in ended.err
    assert Store(folder / "vardkase.duckdb").read("FROM samples").num_rows == 0
    assert (folder / "in.csv").read_text() == "ifyllt"
    assert not list(folder.glob("kodning/*.csv"))


def test_a_sheet_that_cannot_be_written_leaves_no_draw(run, folder):
    (folder / "fil").write_text("")
    ended = run("label", "sample", "--output", "fil/ark.csv", cwd=folder)
    assert ended.status == 2
    assert "kan inte skrivas" in ended.err
    assert Store(folder / "vardkase.duckdb").read("FROM samples").num_rows == 0


def test_rules_that_cannot_be_written_leave_no_sheet_and_no_draw(run, folder):
    (folder / "kodbok.txt").mkdir()
    ended = run("label", "sample", "--output", "ark.csv", cwd=folder)
    assert ended.status == 2
    assert "kodbok.txt: kan inte skrivas" in ended.err
    assert not (folder / "ark.csv").exists()
    assert Store(folder / "vardkase.duckdb").read("FROM samples").num_rows == 0


def test_other_rules_are_not_written_over(run, folder):
    (folder / "kodbok.txt").write_text("våra egna regler")
    ended = run("label", "sample", "--output", "ark.csv", cwd=folder)
    assert ended.status == 2
    assert "kodbok.txt: har ett annat innehåll" in ended.err
    assert (folder / "kodbok.txt").read_text() == "våra egna regler"
    assert not (folder / "ark.csv").exists()
    assert Store(folder / "vardkase.duckdb").read("FROM samples").num_rows == 0


class FullDisk(Store):
    """A store whose writes fail at their end."""

    @contextlib.contextmanager
    def write(self):
        with super().write() as transaction:
            yield transaction
            raise StoreError("disken är full")


def test_a_draw_that_cannot_be_kept_leaves_no_sheet(folder):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    wanted = Sample("prov-1", now, 7, "m", (), "equal", None, None, 0)
    db = FullDisk(folder / "vardkase.duckdb")
    with pytest.raises(StoreError, match="full"):
        draw_and_write(db, wanted, 4, folder / "ark.csv")
    assert (folder / "kodbok.txt").exists()
    assert not (folder / "ark.csv").exists()
    assert db.read("FROM samples").num_rows == 0


def test_a_model_is_named_and_told_to_have_said_nothing_without_being_loaded(run, folder, drawn):
    """The files of the model hold no network: to load it would fail."""
    (folder / "modell").mkdir()
    for name in ONNX_FILES:
        (folder / "modell" / name).write_text("{}")
    plain = Calibration([1.0] * WIDTH, [0.0] * WIDTH, [0.0] * 6)
    write_labels(folder / "modell", "egen", plain, Thresholds(), {}, {}, {})
    config = folder / "vardkase.toml"
    config.write_text(
        config.read_text("utf-8").replace('model = "embedded"', 'model = "modell"'), "utf-8"
    )
    again = run("label", "sample", "--strata", "none", cwd=folder)
    assert again.status == 0, again.err
    fill(folder / "ark.csv", folder / "svar.csv", rules)
    for coder in ("k1", "k2"):
        assert run("label", "import", "svar.csv", "--coder", coder, cwd=folder).status == 0
    told = run("label", "agreement", "--json", cwd=folder)
    assert told.status == 0, told.err
    assert told.json["model"].startswith("egen-")
    assert [c["between"] for c in told.json["comparisons"]] == [["k1", "k2"]]
    shown = run("label", "agreement", cwd=folder)
    assert f"Modellen {told.json['model']} har inte märkt något" in shown.out


def test_answers_are_read_corrected_and_compared(run, folder, drawn):
    fill(folder / "ark.csv", folder / "k1.csv", rules)
    fill(
        folder / "ark.csv",
        folder / "k2.csv",
        lambda text: (
            ["kanske", "", "", "", ""]
            if text.startswith("JO")
            else (None if text.startswith("Laget") else rules(text))
        ),
    )
    first = run("label", "import", "k1.csv", "--coder", "k1", "--json", cwd=folder)
    assert first.status == 0, first.err
    assert first.json == {
        "coder": "k1", "rows": 6, "stored": 6, "changed": 0, "same": 0, "empty": 0,
        "set_aside": {}, "faults": [],
    }  # fmt: skip
    second = run("label", "import", "k2.csv", "--coder", "k2", cwd=folder)
    assert second.status == 1
    assert "6 rader: 4 nya svar, 0 ändrade, 0 som förut, 1 tomma, 1 lagda åt sidan" in second.out
    assert "k2.csv, rad" in second.err
    assert "”kanske”; väntade ja eller nej" in second.err

    fill(folder / "ark.csv", folder / "k2.csv", lambda text: IRRELEVANT)
    corrected = run("label", "import", "k2.csv", "--coder", "k2", "--json", cwd=folder)
    assert corrected.status == 0
    counts = {name: corrected.json[name] for name in ("rows", "stored", "changed", "same")}
    assert counts == {"rows": 6, "stored": 2, "changed": 1, "same": 3}

    told = run("label", "agreement", "--json", cwd=folder)
    assert told.status == 0, told.err
    assert told.json["coders"] == {"k1": 6, "k2": 6}
    assert [c["between"] for c in told.json["comparisons"]] == [
        ["k1", "k2"],
        ["k1", told.json["model"]],
        ["k2", told.json["model"]],
    ]
    relevant = told.json["comparisons"][0]["agreement"][0]
    assert (relevant["label_group"], relevant["label"], relevant["n"]) == ("relevant", None, 6)
    assert relevant["low"] <= relevant["alpha"] <= relevant["high"]
    assert [c["with_model"] for c in told.json["comparisons"]] == [False, True, True]
    shown = run("label", "agreement", cwd=folder)
    assert "k1 och k2 (kodare): 6 dokument" in shown.out
    assert "har inte märkt" not in shown.out
    assert "n = 6" in shown.out


def test_without_answers_there_is_nothing_to_compare(run, folder):
    ended = run("label", "agreement", cwd=folder)
    assert ended.status == 0
    assert "inget att jämföra" in ended.out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["borta.csv", "--coder", "k1"], 2, "borta.csv"),
        (["ark.csv"], 2, "--coder saknas"),
        (["ark.csv", "--coder", "Kalle Kula"], 2, "kortnamn"),
        (["ark.csv", "--coder", "embedded-11a45569"], 2, "modells namn"),
        (["vardkase.toml", "--coder", "k1"], 1, "rubrikerna"),
    ],
)
def test_a_wrong_import_says_what_to_do(run, folder, drawn, arguments, status, said):
    ended = run("label", "import", *arguments, cwd=folder)
    assert ended.status == status
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_training_on_a_store_without_answers_is_refused(run, folder):
    pytest.importorskip("torch", reason="torch saknas: installera tillägget train")
    ended = run("train", "--labels", "store", cwd=folder)
    assert ended.status == 2
    assert "vardkase label import" in ended.err
