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


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "prov.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in (ROW, CRITICISM)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


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
    assert found["texts"]["count"] == 2
    assert found["figures"]["criticism_endorses"]["n"] == 1
    assert "2 testtexter av 1 skribent," in (tmp_path / "kort.md").read_text("utf-8")
    assert json.loads((tmp_path / "golv.json").read_text("utf-8"))["model"] == found["model"]


def test_json_on_stdout_is_what_the_file_has(run, tmp_path, texts):
    ended = run("evaluate", "--texts", texts, "--corpus", tmp_path, "--json", "--output", "m.json")
    assert ended.status == 0, ended.err
    assert ended.json == json.loads((tmp_path / "m.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--texts", "borta"], "borta"),
        (["--model", "ingen-modell"], "ingen-modell"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(run, tmp_path, arguments, said):
    ended = run("evaluate", *arguments)
    assert ended.status == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "utvardering.json").exists()
