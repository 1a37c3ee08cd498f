"""`waves import` and `waves list`, as a person and as a script meet them."""

import datetime
import json
import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner

from reports.trust.waves.toml import read_spec
from store.connection import Store
from store.errors import VardkaseError
from store.waves import respondents_of, wave_imports
from store.waves import waves as stored_waves
from vardkase.commands.waves import waves

SCALE = {1: "Mycket stort", 2: "Ganska litet", 8: "Vet ej", 9: "Vill inte svara"}
FILLED = [
    ("confirmed = false", "confirmed = true"),
    ('id = "panel"', 'id = "V2026"'),
    ('survey = ""', 'survey = "Panelen"'),
    ('population = ""', 'population = "18 år och äldre"'),
    ('mode = ""', 'mode = "webbpanel"'),
    ('source = ""', 'source = "Myndigheten"'),
    ('licence = ""', 'licence = "avtal"'),
]


@pytest.fixture
def panel(folder):
    """An SPSS file in a working folder."""
    path = folder / "panel.sav"
    write_panel(path)
    return path


def write_panel(path, **changes):
    frame = pd.DataFrame(
        {
            "lopnr": [7310.0, 7311.0, 7312.0, 7313.0],
            "q1": [1.0, 2.0, 8.0, 9.0],
            "vikt": [0.6175, 1.3825, 1.0, 1.0],
            "datum": [datetime.date(2026, 9, 1 + i) for i in range(4)],
            "hobby": [3.0, 4.0, 5.0, 6.0],
        }
    )
    for column, values in changes.items():
        frame[column] = values
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={"q1": "Förtroende för socialtjänsten"},
        variable_value_labels={"q1": SCALE},
        missing_ranges={"q1": [{"lo": 8, "hi": 9}]},
    )


@pytest.fixture
def waves_command(folder, monkeypatch):
    """Run `waves ARGUMENT…`; gives status, stdout and stderr, an error of ours by its status."""
    monkeypatch.setenv("VARDKASE_CONFIG", str(folder / "vardkase.toml"))

    def waves_command(*arguments):
        ended = CliRunner().invoke(waves, [str(argument) for argument in arguments])
        if isinstance(ended.exception, VardkaseError):
            return ended.exception.exit_status, ended.stdout, str(ended.exception)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.stdout, ended.stderr

    return waves_command


def confirm(path, changes=FILLED):
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def spec(panel, waves_command):
    """The wave.toml of the panel: proposed, filled in and confirmed."""
    assert waves_command("import", panel)[0] == 2
    return confirm(panel.with_name("panel.sav.wave.toml"))


def store(panel):
    return Store(panel.with_name("vardkase.duckdb"))


def test_without_a_terminal_a_proposal_is_written_and_nothing_imported(panel, waves_command):
    status, out, said = waves_command("import", panel)
    proposal = panel.with_name("panel.sav.wave.toml")
    assert (status, out) == (2, "")
    assert f"Ett förslag till beskrivning ligger i {proposal}" in said
    text = proposal.read_text("utf-8")
    assert "confirmed = false" in text
    assert '# [[group]]\n# name = "hobby"\n# column = "hobby"' in text
    assert 'column = "vikt"' in text and "dont_know = [8]" in text and "wont_say = [9]" in text
    assert not panel.with_name("vardkase.duckdb").exists()


def test_a_proposal_is_one_json_object_with_its_path(panel, waves_command):
    status, out, _ = waves_command("import", panel, "--json")
    assert status == 2
    assert json.loads(out)["proposal"] == str(panel.with_name("panel.sav.wave.toml"))


def test_a_proposal_that_somebody_has_begun_to_mend_is_not_written_over(spec, panel, waves_command):
    before = spec.read_bytes()
    status, _, said = waves_command("import", panel)
    assert status == 2 and "finns redan; väntade --spec" in said
    assert spec.read_bytes() == before


def test_a_confirmed_specification_imports_the_wave(spec, panel, waves_command):
    status, out, said = waves_command("import", panel, "--spec", spec)
    assert (status, said) == (0, "")
    assert out == "V2026: inläst, 4 svarande.\n"
    db = store(panel)
    (wave,) = stored_waves(db)
    assert wave.n == 4 and wave.weight == "vikt"
    people = respondents_of(db, "V2026")
    assert [each.answers["q1"] for each in people] == ["1", "2", "8", "9"]
    assert [each.weight for each in people] == [0.6175, 1.3825, 1.0, 1.0]
    assert len(wave_imports(db)) == 1


def test_columns_that_are_not_named_and_ids_are_nowhere_in_the_store(spec, panel, waves_command):
    waves_command("import", panel, "--spec", spec)
    held = str(store(panel).read("FROM respondents").to_pylist())
    assert "7310" not in held and "hobby" not in held


def test_an_unconfirmed_proposal_is_refused(panel, waves_command):
    waves_command("import", panel)
    spec = confirm(panel.with_name("panel.sav.wave.toml"), FILLED[1:])
    status, _, said = waves_command("import", panel, "--spec", spec)
    assert status == 2
    assert "confirmed = false: förslaget är inte bekräftat" in said
    assert stored_waves(store(panel)) == []


def test_a_refused_file_stores_nothing_and_tells_no_answers(spec, panel, waves_command):
    write_panel(panel, vikt=[0.6175, -1.3825, 1.0, 1.0], lopnr=[7310.0, 7311.0, 7311.0, 7313.0])
    status, out, said = waves_command("import", panel, "--spec", spec, "--json")
    assert status == 2
    assert [(f["column"], f["row"], f["reason"]) for f in json.loads(out)["refused"]] == [
        ("vikt", 2, "vikt_negativ"),
        ("lopnr", 3, "dubbla_id"),
    ]
    assert "Ingenting har lästs in." in said
    assert "7311" not in out + said and "3825" not in out + said
    db = store(panel)
    assert stored_waves(db) == [] and wave_imports(db) == []
    assert db.read("FROM respondents").num_rows == db.read("FROM runs").num_rows == 0


def test_a_file_with_identity_numbers_gets_no_proposal(panel, waves_command):
    write_panel(panel, hobby=["191212121212", "", "", ""])
    status, _, said = waves_command("import", panel)
    assert status == 2 and "kolumn hobby, rad 1: ser ut som personnummer" in said
    assert "1212" not in said
    assert not panel.with_name("panel.sav.wave.toml").exists()


def test_the_same_file_again_is_said_to_be_the_same(spec, panel, waves_command):
    waves_command("import", panel, "--spec", spec)
    assert waves_command("import", panel, "--spec", spec)[1] == (
        "V2026: fanns redan och är oförändrad, 4 svarande.\n"
    )


def test_another_file_under_the_same_id_needs_replace(spec, panel, waves_command):
    waves_command("import", panel, "--spec", spec)
    write_panel(panel, q1=[2.0, 2.0, 8.0, 9.0])
    status, _, said = waves_command("import", panel, "--spec", spec)
    assert status == 2 and "Vågen V2026 finns redan" in said
    status, out, _ = waves_command("import", panel, "--spec", spec, "--replace", "--json")
    assert status == 0 and json.loads(out)["waves"][0]["outcome"] == "replaced"
    assert respondents_of(store(panel), "V2026")[0].answers["q1"] == "2"
    assert [line.outcome for line in wave_imports(store(panel))] == ["new", "replaced"]


def test_the_same_file_under_another_id_is_refused(spec, panel, waves_command):
    waves_command("import", panel, "--spec", spec)
    confirm(spec, [('id = "V2026"', 'id = "KOPIA"')])
    status, _, said = waves_command("import", panel, "--spec", spec)
    assert status == 2 and "samma 4 svarande finns redan som vågen V2026" in said
    assert [wave.wave_id for wave in stored_waves(store(panel))] == ["V2026"]


def test_another_description_of_the_same_file_is_not_called_another_file(
    spec, panel, waves_command
):
    waves_command("import", panel, "--spec", spec)
    confirm(spec, [("webbpanel", "telefon")])
    status, _, said = waves_command("import", panel, "--spec", spec)
    assert status == 2 and "ur samma fil men med en annan beskrivning (wave.toml)" in said


def test_a_survey_without_a_name_is_refused(spec, panel, waves_command):
    confirm(spec, [('survey = "Panelen"', 'survey = ""')])
    status, _, said = waves_command("import", panel, "--spec", spec)
    assert status == 2 and "survey saknas; väntade undersökningens namn" in said


def test_a_codebook_gives_the_wording(spec, panel, waves_command):
    book = panel.with_name("ddi.xml")
    book.write_text(
        '<codeBook xmlns="ddi:codebook:2_5"><dataDscr><var name="q1"><qstn><qstnLit>Hur stort '
        "förtroende har du?</qstnLit></qstn></var></dataDscr></codeBook>",
        encoding="utf-8",
    )
    confirm(spec, [('question = "Förtroende för socialtjänsten"', 'question = ""')])
    assert waves_command("import", panel, "--spec", spec, "--codebook", book)[0] == 0
    (wave,) = stored_waves(store(panel))
    assert wave.outcomes["q1"]["question"] == "Hur stort förtroende har du?"
    assert len(wave.codebook_sha256) == 64


def test_the_list_shows_question_base_and_warnings(spec, panel, waves_command):
    confirm(spec, [("n = 4", "n = 4")])
    write_panel(panel, vikt=[1.0, 30.0, 1.0, 1.0])
    waves_command("import", panel, "--spec", spec)
    out = waves_command("list")[1]
    assert "V2026: Panelen, 2026-09-01 till 2026-09-04, n = 4, mikrodata, vikt vikt" in out
    assert "q1: ”Förtroende för socialtjänsten” (bas with_opinion)" in out
    assert "Varning: panel.sav, kolumn vikt, rad 2: den största vikten är 30 gånger" in out
    (listed,) = json.loads(waves_command("list", "--json")[1])["waves"]
    assert listed["outcomes"]["q1"]["base"] == "with_opinion"
    assert listed["fieldwork"]["start"] == "2026-09-01"


def test_an_empty_list_says_what_to_do_and_shows_the_published_waves_with_their_traps(
    waves_command,
):
    out = waves_command("list")[1]
    assert "vardkase waves import FIL" in out
    assert "Inga vågor är inlästa" in out and "Att se upp med" in out  # the first screen
    out = waves_command("list", "--published")[1]
    assert "E001 VOA2023+2024: socialtjänsten, stort förtroende: 31" in out
    assert "VOA2023+2024 och VOA2023 jämförs inte." in out
    published = json.loads(waves_command("list", "--json")[1])["published"]
    assert len(published["rows"]) == 62
    assert len(published["traps"]) >= 10
    assert not any(pair["allowed"] for pair in published["comparisons"])


def test_a_missing_file_and_a_missing_specification_are_told(panel, waves_command):
    status, _, said = waves_command("import", panel.with_name("borta.sav"))
    assert status == 2 and "borta.sav: kan inte läsas: filen eller mappen finns inte" in said
    status, _, said = waves_command("import", panel, "--spec", panel.with_name("borta.toml"))
    assert status == 2 and "borta.toml: kan inte läsas" in said


ANSWERS = [
    "V2026", "Panelen", "18 år och äldre", "webbpanel", "Myndigheten", "avtal",
    "day", "", "2026-09-30",  # precision, first day as proposed, last day
    "", "ja", "j", "j", "j",  # weight after two answers that do not do, id, date
    "j", "Hur stort förtroende har du?", "j", "j", "j", "j", "",  # outcome, codes, base
]  # fmt: skip


def test_on_a_terminal_each_proposed_thing_is_asked_for(panel):
    leader, follower = pty.openpty()
    code = "from vardkase.commands.waves import waves; waves()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "import", panel.name],
        cwd=panel.parent,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )
    os.close(follower)
    os.write(leader, ("\n".join(ANSWERS) + "\n").encode())
    said = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(leader)
    assert process.wait(timeout=60) == 0, said.decode()
    text = said.decode()
    assert "Vikt: vikt. Stämmer det? (j/n)" in text
    assert "Ett svar behövs: j eller n." in text and "”ja” duger inte" in text
    assert "Vet ej: 8 = Vet ej. Stämmer det? (j/n)" in text
    assert "V2026: inläst, 4 svarande." in text
    (wave,) = stored_waves(store(panel))
    assert (wave.survey, str(wave.fieldwork_end)) == ("Panelen", "2026-09-30")
    text = panel.with_name("panel.sav.wave.toml").read_text("utf-8")
    assert "confirmed = true" in text and '# column = "hobby"' in text


def test_the_wave_of_the_guide_has_all_that_its_plan_needs():
    page = Path(__file__).parents[2] / "docs" / "anvandarguide.md"
    if not page.exists():
        pytest.skip("the documentation is not part of the wheel")
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    (wave,) = [block for block in blocks if "[[outcome]]" in block]
    plan = next(tomllib.loads(block) for block in blocks if "[covariates]" in block)
    spec = read_spec("wave.toml", wave.encode())
    assert {plan["trust"], plan["negative_control"]} <= {each.name for each in spec.outcomes}
    assert set(plan["covariates"]) <= {each.name for each in spec.groups}
