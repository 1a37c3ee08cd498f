"""`vardkase import` of other tools' files: what each is taken for, what is asked, what is told."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, date, datetime

import click
import openpyxl
import pytest
from click.testing import CliRunner

from crawlers.imports.mapping_doubts import Sample
from crawlers.imports.reading import REASONS
from crawlers.imports.tabular import table_of
from scheduler.ingest import ELSEWHERE
from store.connection import Store
from store.errors import VardkaseError
from vardkase import terminal
from vardkase.commands.collect import import_
from vardkase.commands.mapping_dialogue import confirmed_by_person
from vardkase.commands.setup import init

CROWDTANGLE = (
    "Page Name,User Name,Facebook Id,Post Created,Total Interactions,Likes,URL,Message\n"
    'Sidan,sidan,1,2021-07-06 16:45:20 EDT,"1,234",5,https://www.facebook.com/1/posts/12345,'
    "Socialtjänsten tog barnen med LVU\n"
    "Sidan,sidan,1,2021-07-07 16:45:20 EDT,3,5,https://www.facebook.com/1/posts/12346,"
    "Hammarby vann derbyt med två mål i går kväll\n"
)
TABLE = (
    "Dag;Vad;Vem;Länken\n"
    "2026-11-16;Socialtjänsten ringde aldrig;Anna71x;https://www.tiktok.com/@anna71x/video/71\n"
    "2026-11-17;Soc och LVU igen;Anna71x;https://www.tiktok.com/@anna71x/video/72\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with settings; the working folder."""
    assert CliRunner().invoke(init, [str(tmp_path)]).exit_code == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VARDKASE_CONFIG", str(tmp_path / "vardkase.toml"))
    return tmp_path


@pytest.fixture
def bring(folder):
    """Run `import ARGUMENT…`; gives status, stdout and stderr, an error of ours by its status."""

    def bring(*arguments):
        ended = CliRunner().invoke(import_, list(map(str, arguments)))
        if isinstance(ended.exception, VardkaseError):
            return ended.exception.exit_status, ended.stdout, str(ended.exception)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.stdout, ended.stderr

    return bring


def stored(folder):
    sql = "SELECT count(DISTINCT document_id) AS n FROM documents"
    return Store(folder / "vardkase.duckdb").read(sql)["n"][0].as_py()


def stored_rows(folder, sql):
    return Store(folder / "vardkase.duckdb").read(sql).to_pylist()


def test_each_file_is_told_what_it_was_taken_for_and_the_sum_adds_up(folder, bring):
    (folder / "ct.csv").write_text(CROWDTANGLE, encoding="utf-8")
    (folder / "kapad.csv").write_text(CROWDTANGLE + 'Sidan,"kap', encoding="utf-8")
    (folder / "bild.png").write_bytes(b"\x89PNG\r\n")

    status, out, said = bring("ct.csv")
    assert status == 0, said
    assert "ct.csv: CrowdTangle, 2 rader: 1 nya, 0 kända, 0 ändrade, 1 inte inlästa." in out
    assert "handlar tydligt om annat än socialtjänsten och sparades inte" in out

    status, out, said = bring("kapad.csv", "bild.png", "--json")
    told = json.loads(out)
    assert status == 1
    assert told["rows"] == 3
    assert told["documents"] == {
        "new": 0, "known": 1, "edited": 0, "set_aside": {"avklippt_rad": 1, "handlar_om_annat": 1},
    }  # fmt: skip
    assert [(each["file"], each["format"], each["rows"]) for each in told["files"]] == [
        ("kapad.csv", "crowdtangle", 3)
    ]
    assert "bild.png: känns inte igen" in said
    assert stored(folder) == 1

    edited = CROWDTANGLE.replace("tog barnen med LVU", "tog barnen och kammarrätten sa nej")
    (folder / "ct.csv").write_text(edited, encoding="utf-8")
    status, out, _ = bring("ct.csv", "--keep-all")
    assert "1 nya, 0 kända, 1 ändrade, 0 inte inlästa" in out
    assert (status, stored(folder)) == (0, 2)


def test_a_table_is_explained_once_and_then_remembered_by_its_heading(folder, bring):
    (folder / "lista.csv").write_text(TABLE, encoding="utf-8")
    (folder / "ct.csv").write_text(CROWDTANGLE, encoding="utf-8")

    status, out, said = bring("ct.csv", "lista.csv", "--json")
    assert status == 2
    assert json.loads(out) == {"proposal": "lista.csv.mapping.toml"}
    assert "--mapping lista.csv.mapping.toml" in said and "\n" not in said
    proposal = folder / "lista.csv.mapping.toml"
    text = proposal.read_text(encoding="utf-8")
    assert "Anna71x" not in text and "anna71x" not in text
    assert tomllib.loads(text)["columns"]["author"] == "Vem"
    assert tomllib.loads(text)["columns"]["url"] == "Länken"
    assert not (folder / "vardkase.duckdb").exists()  # nothing of either file was read in

    assert bring("lista.csv")[0] == 2  # the proposal lies there and is kept
    status, _, said = bring("lista.csv", "--mapping", "lista.csv.mapping.toml")
    assert status == 2 and "confirmed" in said
    answers = {"text": "Vad", "published_at": "Dag"}
    changes = {f'{field} = ""': f'{field} = "{column}"' for field, column in answers.items()}
    for old, new in {"= false": "= true", **changes}.items():
        text = text.replace(old, new)
    proposal.write_text(text, encoding="utf-8")
    status, out, said = bring("lista.csv", "--mapping", "lista.csv.mapping.toml")
    assert status == 0, said
    assert "lista.csv: tabell, 2 rader: 2 nya" in out

    (folder / "nasta.csv").write_text(TABLE.replace("/7", "/8"), encoding="utf-8")
    status, out, said = bring("nasta.csv")
    assert status == 0, said
    assert "som förra gången (import-mappings.toml)" in out
    assert stored(folder) == 4

    remembered = folder / "import-mappings.toml"
    assert re.search(r'from_file = "lista.csv, \d{4}-\d\d-\d\d"', remembered.read_text("utf-8"))
    assert bring("nasta.csv", "--ask")[0] == 2  # nobody is there to be asked: a new proposal
    assert (folder / "nasta.csv.mapping.toml").exists()
    remembered.write_text(remembered.read_text("utf-8").replace('"Vad"', '"Annat"'), "utf-8")
    status, _, said = bring("nasta.csv")
    assert status == 2 and "Annat" in said and "import-mappings.toml" in said


def test_wrong_use_is_told_and_does_nothing(folder, bring):
    (folder / "lista.csv").write_text(TABLE, encoding="utf-8")
    status, _, said = bring("lista.csv", "borta.csv")
    assert status == 2 and "borta.csv: filen finns inte" in said
    status, _, said = bring("lista.csv", "--mapping", "m.toml", "--format", "4cat")
    assert status == 2 and "gäller tabeller" in said
    assert not (folder / "vardkase.duckdb").exists()


def test_the_wrong_file_is_told_what_it_is(folder, bring):
    with zipfile.ZipFile(folder / "TikTok_Data.zip", "w") as archive:
        archive.writestr("user_data.json", "{}")
    line = json.dumps({"nav_index": "1:1:1", "source_platform": "tiktok.com", "data": {}})
    quoted = line.replace('"', '""')
    for name, content in {"tom.jsonl": " \n", "ur-excel.ndjson": f'"{quoted}"\n'}.items():
        (folder / name).write_text(content, encoding="utf-8")

    status, out, said = bring("TikTok_Data.zip", "tom.jsonl", "ur-excel.ndjson")
    assert status == 1 and "0 nya" in out
    assert "TikTok_Data.zip: är ett ZIP-arkiv" in said
    assert "tom.jsonl: är tom" in said
    assert "ur-excel.ndjson: är en fil med JSON som har öppnats och sparats" in said
    (folder / "fangst.ndjson").write_text(line + "\n", encoding="utf-8")
    status, _, said = bring("fangst.ndjson", "--format", "meltwater")
    assert status == 1 and "ser ut som en fil från Zeeschuimer. Ta bort --format" in said
    (folder / "lista.csv").write_text(TABLE, encoding="utf-8")
    status, _, said = bring("lista.csv", "--format", "zeeschuimer")
    assert status == 1 and "ser ut som en tabell. Ta bort --format" in said
    status, _, said = bring("ur-excel.ndjson", "--format", "retriever")
    assert status == 1 and "har inga artiklar" in said


def test_comments_are_read_after_the_videos_that_they_answer(folder, bring):
    video = {"id": "71", "desc": "Socialtjänsten tog barnen", "createTime": 1_790_000_000}
    comment = {"cid": "72", "aweme_id": "71", "text": "Så är det, hela vägen från början till slut"}
    for name, platform, data in (
        ("a.ndjson", "tiktok-comments", comment),
        ("b.ndjson", "tiktok.com", video),
    ):
        row = {"nav_index": "1:1:1", "source_platform": platform, "data": data}
        (folder / name).write_text(json.dumps(row) + "\n", encoding="utf-8")

    _, out, said = bring("a.ndjson", "b.ndjson")
    assert "Dokument: 2 nya" in out, out + said


def test_of_a_file_that_is_damaged_further_down_the_rows_before_come_in(folder, bring):
    book = openpyxl.Workbook()
    book.active.append(["Date", "URL", "Source Name", "Title", "Opening Text"])
    for n in range(1_600):  # more than are looked at first
        address = f"https://posten.example/{n}"
        book.active.append(["2026-11-16", address, "Posten", f"JO om soc {n}", ""])
    book.save(folder / "hel.xlsx")
    sheet = "xl/worksheets/sheet1.xml"
    whole = zipfile.ZipFile(folder / "hel.xlsx")
    with whole, zipfile.ZipFile(folder / "kapad.xlsx", "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, content[: len(content) * 9 // 10] if name == sheet else content)

    status, out, said = bring("kapad.xlsx", "--json")
    assert status == 1 and "kapad.xlsx: kan inte läsas som arbetsbok" in said
    told = json.loads(out)
    assert told["rows"] == told["documents"]["new"] == told["files"][0]["rows"] == stored(folder)
    assert told["rows"] >= 1_000
    sources = Store(folder / "vardkase.duckdb").read("SELECT source_id FROM sources")
    assert "meltwater-posten" in sources["source_id"].to_pylist()


def test_on_a_terminal_each_column_is_asked_for_once_without_its_values(folder):
    pty = pytest.importorskip("pty")
    (folder / "lista.csv").write_text(TABLE, encoding="utf-8")
    (folder / "nasta.csv").write_text(TABLE.replace("/7", "/8"), encoding="utf-8")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from vardkase.commands.collect import import_; import_()",
         "lista.csv", "nasta.csv"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    os.close(follower)
    slip = ["", "innehåll", "?", "rubrik", "datum", "författare", "", "inlägg", "nej"]
    again = ["", "text", "", "", "", "ja"]
    end_of_input = "\x04"  # a question too many ends the command, not the test
    os.write(leader, ("\n".join([*slip, *again]) + "\n" + end_of_input).encode())
    said = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while part := os.read(leader, 4096):
            said += part
    os.close(leader)
    assert process.wait(timeout=60) == 0, said.decode()
    shown = said.decode().replace("\r\n", "\n")
    assert "1 av 4: Vad står i ”Dag” (datum)? [datum]" in shown
    assert "Det ordet finns inte" in shown and "”Dag” är redan datum" in shown
    assert shown.count("kolumnen behövs inte") == 2  # asked for with ?
    assert "Så läses filen: datum = ”Dag”, rubrik = ”Vad”" in shown
    assert "Så läses filen: datum = ”Dag”, text = ”Vad”, författare = ”Vem”" in shown
    assert re.search(r"adress = ”Länken”;\s+raderna är inlägg\.", shown)
    assert shown.count("Stämmer det?") == 2  # of the first file alone
    assert "lista.csv: tabell, 2 rader: 2 nya" in shown
    assert "nasta.csv: tabell, 2 rader: 2 nya" in shown
    assert "nna71x" not in shown
    remembered = tomllib.loads((folder / "import-mappings.toml").read_text("utf-8"))
    (mapping,) = remembered.values()
    assert mapping["columns"] == {
        "published_at": "Dag", "text": "Vad", "author": "Vem", "url": "Länken",
    }  # fmt: skip
    sql = "SELECT text, published_at::DATE AS day FROM documents WHERE author IS NOT NULL"
    assert sorted(map(tuple, (row.values() for row in stored_rows(folder, sql)))) == [
        (text, date.fromisoformat(day))
        for text, day in (
            ("Soc och LVU igen", "2026-11-16"), ("Socialtjänsten ringde aldrig", "2026-11-15"),
        )
        for _ in range(2)
    ]  # fmt: skip


def test_answers_by_which_no_row_comes_in_are_not_remembered(folder, bring):
    (folder / "lista.csv").write_text(
        "Vad;Hur\nSoc ringde;ofta\nSoc igen;sällan\n", encoding="utf-8"
    )
    (folder / "m.toml").write_text(
        'confirmed = true\n[columns]\ntext = "Vad"\npublished_at = "Hur"\n', encoding="utf-8"
    )
    status, out, said = bring("lista.csv", "--mapping", "m.toml")
    assert status == 1
    assert "published_at = ”Hur”: inget som står i den är ett datum" in out
    assert "ingen kolumn är författare" in out
    assert "lista.csv: ingen av 2 rader sparades" in out and "rätta m.toml" in out
    assert "vilken plattform" not in out
    assert said.startswith("lista.csv, rad 2: kolumnen ”Hur”: en tid går inte att läsa")
    assert "ofta" not in out + said and "WARNING" not in said
    assert not (folder / "import-mappings.toml").exists()


def test_a_person_is_told_what_an_answer_costs_and_may_leave_the_platform_out(tmp_path):
    (path := tmp_path / "a.csv").write_text("Vad;Dag\nSoc ringde;2026-11-16\n", encoding="utf-8")
    table = table_of(path)
    sample = Sample(table, datetime(2026, 11, 20, tzinfo=UTC))
    found = {}

    @click.command()
    def ask():
        found.update(confirmed_by_person(table, {}, sample))

    no_text = ["inget", "inget"]
    doubted = ["datum", "nej", "text", "datum"]
    answers = [*no_text, *doubted, "inlägg", "hos oss", "", "ja"]
    ended = CliRunner().invoke(ask, input="\n".join(answers) + "\n")
    assert ended.exit_code == 0, ended.output
    assert found == {"text": "Vad", "published_at": "Dag", "kind": "=post"}
    said = " ".join(ended.output.split())
    assert said.count("Vilken plattform") == 2  # and not while nothing is the text
    assert "Är ”Vad” verkligen datum?" in said and "Det är ingen webbadress" in said
    assert "raderas bara med --platform import" in said
    assert said.index("ingen kolumn är författare") < said.index("Stämmer det?")


def test_every_reason_has_its_words():
    assert terminal.REASONS.keys() >= {*REASONS, ELSEWHERE}
    assert [terminal.rows_told(count) for count in (1, 2)] == ["1 rad", "2 rader"]
