"""The commands as a user meets them: files of init, mistakes and their messages, exit status."""

import json
import os
import stat
import subprocess
import sys
import textwrap

import pytest

from crawlers.sources import read_sources


def test_init_writes_three_files_and_the_key_is_private(run_alone, tmp_path):
    ended = run_alone("init", "ny", "--json")
    assert ended.status == 0, ended.err
    folder = tmp_path / "ny"
    assert sorted(p.name for p in folder.iterdir()) == [
        "pseudonym.key",
        "sources.toml",
        "vardkase.toml",
    ]
    assert stat.S_IMODE((folder / "pseudonym.key").stat().st_mode) == 0o600
    assert len(read_sources(folder / "sources.toml")) >= 40
    assert len(ended.json["files"]) == 3


def test_init_over_an_existing_file_changes_nothing(run, tmp_path):
    (tmp_path / "sources.toml").write_text("mina\n")
    ended = run("init")
    assert ended.status == 2
    assert "finns redan" in ended.err
    assert (tmp_path / "sources.toml").read_text() == "mina\n"
    assert not (tmp_path / "vardkase.toml").exists()


def test_init_says_how_to_get_into_its_folder_and_to_try_the_sources(run, tmp_path):
    there, here = run("init", "min mapp").out, run("init").out
    assert "\n  cd 'min mapp'\n" in there
    assert "cd " not in here
    assert "vardkase sources check" in here


def test_two_keys_are_never_the_same(run, tmp_path):
    run("init", "a")
    run("init", "b")
    assert (tmp_path / "a/pseudonym.key").read_text() != (tmp_path / "b/pseudonym.key").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "vardkase init"),
        (["--config", "borta.toml", "health"], "borta.toml"),
        (["crawl", "--sorce", "x"], "--sorce"),
        (["import"], "saknas"),
        (["rapport"], "rapport"),
        (["classify", "--input", "x.jsonl"], "--output"),
        (["classify", "--input", "borta.jsonl", "--output", "y.jsonl"], "borta.jsonl"),
        (["stories", "--input", "borta.jsonl", "--output", "y.csv"], "borta.jsonl"),
    ],
)
def test_wrong_use_is_one_line_and_status_two(run, arguments, said):
    ended = run(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1, ended.err


@pytest.mark.parametrize(
    ("week", "said"),
    [("2026-47", "ISO-vecka"), ("2025-W53", "ISO-vecka"), ("2199-W01", "inte börjat")],
)
def test_a_week_that_is_none_is_named(run, folder, week, said):
    ended = run("report", week, cwd=folder)
    assert ended.status == 2
    assert said in ended.err


def test_a_broken_source_list_names_the_table_and_nothing_is_done(run, folder):
    (folder / "sources.toml").write_text(
        '[[source]]\nsource_id = "a"\nkind = "feed"\nurl = "http://a.example/"\n'
        '[[source]]\nsource_id = "b"\nkind = "flöde"\nurl = "http://b.example/"\n',
        encoding="utf-8",
    )
    ended = run("crawl", cwd=folder)
    assert ended.status == 2
    assert "sources.toml" in ended.err
    assert "flöde" in ended.err
    assert not (folder / "vardkase.duckdb").exists()


def test_a_missing_source_list_is_status_two(run_alone, folder):
    (folder / "sources.toml").unlink()
    ended = run_alone("run", cwd=folder)
    assert ended.status == 2
    assert "sources.toml" in ended.err
    assert "Traceback" not in ended.err


def test_a_model_folder_without_a_model_is_status_two(run, folder):
    (folder / "tom").mkdir()
    text = (folder / "vardkase.toml").read_text(encoding="utf-8")
    (folder / "vardkase.toml").write_text(text.replace('"embedded"', '"tom"'), encoding="utf-8")
    ended = run("classify", cwd=folder)
    assert ended.status == 2
    assert "tom" in ended.err
    assert "Traceback" not in ended.err


def test_an_empty_source_list_is_refused_before_it_empties_a_report(run, folder):
    ended = run("run", cwd=folder)
    assert ended.status == 2
    assert "källistan är tom" in ended.err
    assert not (folder / "rapporter").exists()


@pytest.mark.parametrize("command", ["stories", "classify"])
def test_a_file_is_never_written_over_itself(run, tmp_path, command):
    (tmp_path / "texter.jsonl").write_text('{"id": 1, "text": "Hej"}')
    ended = run(command, "--input", "texter.jsonl", "--output", "./texter.jsonl")
    assert ended.status == 2
    assert "samma fil" in ended.err
    assert (tmp_path / "texter.jsonl").read_text() == '{"id": 1, "text": "Hej"}'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "--language", "fi"], "väntade en av"),
        (["rapport"], "kommandot 'rapport' finns inte"),
        (["schedule", "--every", "fem"], "'fem' är inget tal"),
        (["schedule", "--every", "0"], "0 ligger utanför"),
        (["import"], "saknas"),
        (["crawl", "--since"], "saknar sitt värde"),
        (["health", "extra"], "för mycket"),
    ],
)
def test_wrong_use_is_told_in_swedish(run, arguments, said):
    ended = run(*arguments)
    assert ended.status == 2
    assert said in ended.err, ended.err
    assert ".." not in ended.err


def test_imported_rows_of_a_source_that_nobody_configured_are_counted(run, folder):
    row = {
        "source_id": "eget-arkiv",
        "url": "https://x.example/1",
        "title": "JO kritiserar socialnämnden",
        "text": "JO riktar kritik mot socialnämnden: utredningen om barnet tog elva månader.",
        "published_at": "2026-11-10T08:00:00+01:00",
    }
    undated = {key: value for key, value in row.items() if key not in ("published_at", "source_id")}
    rows = [row, undated | {"url": "https://x.example/2"}]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    imported = run("import", "in.jsonl", "--json", cwd=folder)
    assert imported.status == 0, imported.err
    assert imported.json["documents"]["new"] == 2
    assert run("classify", cwd=folder).status == 0
    assert run("exposure", "--output", "ut.csv", cwd=folder).status == 0
    assert (folder / "ut.csv").read_text("utf-8").count(",relevant,true,") == 2


def test_an_unknown_source_is_named(run, folder):
    (folder / "sources.toml").write_text(
        '[[source]]\nsource_id = "a"\nkind = "feed"\nurl = "http://a.example/"\n'
    )
    ended = run("crawl", "--source", "ingen", cwd=folder)
    assert ended.status == 2
    assert "ingen" in ended.err


def test_a_locked_store_is_said_with_who_holds_it(run, folder):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
                import duckdb, time
                held = duckdb.connect("vardkase.duckdb")
                print("held", flush=True)
                time.sleep(300)
            """),
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    text = (folder / "vardkase.toml").read_text(encoding="utf-8")
    (folder / "vardkase.toml").write_text(text.replace("= 60.0", "= 1.0"), encoding="utf-8")
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        ended = run("classify", cwd=folder)
    finally:
        holder.kill()
        holder.wait()
    assert ended.status == 1
    assert str(holder.pid) in ended.err
    assert "upptaget" in ended.err
    assert "Traceback" not in ended.err


def test_a_store_from_a_newer_version_is_refused_and_left_alone(run, folder):
    script = (
        "import duckdb; c = duckdb.connect('vardkase.duckdb'); "
        "c.execute('CREATE TABLE schema_versions (version INTEGER NOT NULL)'); "
        "c.execute('INSERT INTO schema_versions VALUES (999)')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True)
    before = (folder / "vardkase.duckdb").read_bytes()
    ended = run("classify", cwd=folder)
    assert ended.status == 2
    assert "999" in ended.err
    assert "Uppgradera" in ended.err
    assert (folder / "vardkase.duckdb").read_bytes() == before


def test_classify_a_file_keeps_order_and_says_which_rows_were_unreadable(run, tmp_path):
    rows = [
        {"id": 3, "text": "Nej, socialtjänsten kidnappar inte barn. Domstolen prövar varje fall."},
        {"id": "a", "text": ""},
        {"id": "de", "text": "Das Jugendamt hat gestern in Hamburg neue Stellen ausgeschrieben."},
    ]
    text = "\n".join(json.dumps(row) for row in rows) + "\n{trasig\n" + '{"id": 9, "text": 4}\n'
    (tmp_path / "in.jsonl").write_text(text, encoding="utf-8")
    ended = run("classify", "--input", "in.jsonl", "--output", "ut.jsonl", "--json")
    assert ended.status == 1
    assert "rad 4" in ended.err
    assert "rad 5" in ended.err
    found = [json.loads(line) for line in (tmp_path / "ut.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in found] == [3, "a", "de"]
    assert list(found[0]) == [
        "id", "model", "language", "language_supported", "relevant", "tone", "narratives",
        "stance", "frames", "abstained", "scores",
    ]  # fmt: skip
    assert found[2]["language_supported"] is False
    assert found[2]["relevant"] is None
    assert ended.json["labelled"] == 3
    again = run("classify", "--input", "in.jsonl", "--output", "igen.jsonl")
    assert again.status == 1
    assert (tmp_path / "igen.jsonl").read_bytes() == (tmp_path / "ut.jsonl").read_bytes()


def test_a_line_that_is_not_utf_8_is_set_aside_and_not_guessed_at(run, tmp_path):
    lines = [
        json.dumps({"id": i, "text": "Soc rövar våra barn."}, ensure_ascii=False) for i in "ab"
    ]
    raw = lines[0].encode("cp1252") + b"\n" + lines[1].encode("utf-8") + b"\n"
    (tmp_path / "in.jsonl").write_bytes(raw)
    ended = run("classify", "--input", "in.jsonl", "--output", "ut.jsonl")
    assert ended.status == 1
    assert "rad 1: är inte UTF-8" in ended.err
    (row,) = (tmp_path / "ut.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["id"] == "b"


def test_stories_of_a_file_list_every_id(run, tmp_path):
    long = (
        "Kommunen söker fler familjehem och bjuder in till ett öppet möte i biblioteket på tisdag."
    )
    rows = [
        {"id": "a", "text": long},
        {"id": "b", "text": long + " Välkomna."},
        {"id": "c", "text": "Hej"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    ended = run("stories", "--input", "in.jsonl", "--output", "ut.csv")
    assert ended.status == 0, ended.err
    assert (tmp_path / "ut.csv").read_text() == "id,story\na,a\nb,a\nc,c\n"


def test_a_full_disk_is_said_in_one_line(run_alone, folder):
    mount = folder / "liten"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(mount)], capture_output=True
    )
    if made.returncode != 0:
        pytest.skip("ett litet filsystem kan inte monteras här (kräver root)")
    try:
        text = (folder / "vardkase.toml").read_text(encoding="utf-8")
        (folder / "vardkase.toml").write_text(
            text.replace('"vardkase.duckdb"', '"liten/vardkase.duckdb"'), encoding="utf-8"
        )
        rows = [
            {"url": f"http://x.example/{n}", "title": "t", "text": os.urandom(3000).hex()}
            for n in range(400)
        ]
        (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        ended = run_alone("import", "in.jsonl", cwd=folder)
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=True)
    assert ended.status == 1
    assert "disken är full" in ended.err
    assert "Traceback" not in ended.err
