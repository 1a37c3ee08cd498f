"""`report WEEK` for a week that has a report."""

import json

import pytest

WEEK = "2026-W40"


def row(number):
    return {
        "url": f"https://dagbladet.example/{number}",
        "title": f"Socialtjänsten i Borås får fler tjänster, del {number}",
        "text": "Nämnden anställer fler socialsekreterare nästa år.",
        "published_at": "2026-09-30T09:00:00+02:00",
        "fetched_at": "2026-09-30T10:00:00+02:00",
        "source_id": "dagbladet",
    }


def bring_in(run, folder, *numbers):
    path = folder / "rader.jsonl"
    path.write_text("\n".join(json.dumps(row(n)) for n in numbers), encoding="utf-8")
    assert run("import", path, cwd=folder).status == 0


@pytest.fixture
def folder(run, tmp_path):
    """A folder with an imported text and the report of its week."""
    assert run("init", cwd=tmp_path).status == 0
    bring_in(run, tmp_path, 1)
    assert run("report", WEEK, "--format", "html,csv", cwd=tmp_path).status == 0
    return tmp_path


def test_a_past_week_comes_out_as_it_was_until_it_is_asked_for_afresh(run, folder):
    path = folder / "rapporter" / f"{WEEK}.html"
    before = path.read_bytes()
    path.unlink()
    bring_in(run, folder, 2)
    again = run("report", WEEK, cwd=folder)
    assert again.status == 0 and "Samma som den skrevs" in again.out
    assert path.read_bytes() == before
    anew = run("report", WEEK, "--fresh", cwd=folder)
    assert anew.status == 0
    assert path.read_bytes() != before
    assert f"inte ändrade: {WEEK}.csv. Gör om dem med --format html,csv." in anew.out


def test_a_week_without_a_report_is_told_so_and_one_before_the_store_is_refused(run, folder):
    later = run("report", "2026-W41", cwd=folder)
    assert later.status == 0, later.err
    assert "Det fanns ingen färdig rapport för veckan." in later.out
    early = run("report", "2020-W05", cwd=folder)
    assert early.status == 2
    assert f"lagret har veckorna {WEEK} till {WEEK}" in early.err
    assert not (folder / "rapporter" / "2020-W05.html").exists()


def test_a_frame_alone_has_no_stance(run, folder):
    asked = ["documents", "--output", "lista.csv", "--label", "workload", "--stance", "endorses"]
    ended = run(*asked, cwd=folder)
    assert ended.status == 2
    assert "en ram har ingen hållning" in ended.err
    assert not (folder / "lista.csv").exists()
