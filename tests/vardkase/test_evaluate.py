"""`evaluate` as a user meets it: a table on the terminal, and all figures in a file."""

import json

import pytest

ROW = {
    "id": "z-0001",
    "hand": "z",
    "register": "comment",
    "language": "sv",
    "title": "",
    "text": "Socialtjänsten kidnappar våra barn för pengarnas skull, det är ren barnhandel.",
    "context": "",
    "relevant": True,
    "tone": "negative",
    "narratives": ["kidnapping", "profit"],
    "stance": "endorses",
    "frames": [],
}
CRITICISM = ROW | {
    "id": "z-0002",
    "text": "JO riktar allvarlig kritik mot socialnämnden: utredningen drog ut på tiden.",
    "narratives": [],
    "stance": None,
    "frames": ["legal_certainty"],
}
MISTAKEN = ROW | {"id": "z-0003", "text": "Kalmarsund frös till is redan i november."}
"""Labels that no model gives this text, so that it is among the worst errors."""


def write_rows(path, rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def texts(tmp_path):
    return write_rows(tmp_path / "prov.jsonl", (ROW, CRITICISM, MISTAKEN))


def test_a_table_is_shown_and_the_figures_are_written(run, tmp_path, texts):
    arguments = (
        "--texts",
        texts,
        "--corpus",
        tmp_path,
        "--card",
        "kort.md",
        "--floors",
        "golv.json",
    )
    ended = run("evaluate", *arguments)
    assert ended.status == 0, ended.err
    assert "ETIKETTGRUPPER" in ended.out
    assert "95-procentigt intervall" in ended.out
    found = json.loads((tmp_path / "utvardering.json").read_text("utf-8"))
    assert found["texts"]["count"] == 3
    assert found["figures"]["criticism_endorses"]["n"] == 1
    assert "3 testtexter av 1 skribent," in (tmp_path / "kort.md").read_text("utf-8")
    assert json.loads((tmp_path / "golv.json").read_text("utf-8"))["model"] == found["model"]


def test_own_texts_are_never_quoted(run, tmp_path, texts):
    ended = run("evaluate", "--texts", texts, "--corpus", tmp_path)
    written = (tmp_path / "utvardering.json").read_text("utf-8")
    for said in (ended.out, ended.err, written):
        assert not any(word in said for word in ("Kalmarsund", "riktar allvarlig", "för pengarnas"))
    assert MISTAKEN["id"] in ended.out
    assert MISTAKEN["id"] in written


def test_published_texts_are_joined_to_the_labels_of_the_corpus(run, tmp_path):
    labels = {k: v for k, v in MISTAKEN.items() if k not in ("title", "text", "context")}
    write_rows(tmp_path / "korpus" / "a-01.jsonl", [CRITICISM | {"hand": "a"}])
    (tmp_path / "korpus" / "heldout_real").mkdir()
    write_rows(tmp_path / "korpus" / "heldout_real" / "z-01.jsonl", [labels])
    write_rows(tmp_path / "texter" / "t.jsonl", [MISTAKEN])
    ended = run("evaluate", "--real-texts", "texter", "--corpus", "korpus", "--json")
    assert ended.status == 0, ended.err
    assert ended.json["texts"]["hands"] == {"z": 1}
    assert "Kalmarsund" not in ended.out


def test_json_on_stdout_is_what_the_file_has(run, tmp_path, texts):
    ended = run("evaluate", "--texts", texts, "--corpus", tmp_path, "--json", "--output", "m.json")
    assert ended.status == 0, ended.err
    assert ended.json == json.loads((tmp_path / "m.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--texts", "borta"], "borta"),
        (["--model", "ingen-modell"], "ingen-modell"),
        (["--model", "ingen-modell", "--card", "kort.md"], "--card kort.md"),
        (["--texts", "prov.jsonl", "--real-texts", "."], "--real-texts"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(run, tmp_path, arguments, said):
    ended = run("evaluate", *arguments)
    assert ended.status == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "utvardering.json").exists()
