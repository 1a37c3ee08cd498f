"""`privacy`: what is held is told, and what somebody asks for is erased."""

import json

POST = {
    "url": "https://forum.example/t/1",
    "kind": "post",
    "title": "",
    "text": "Socialtjänsten svarar inte",
    "author": "kvarnfrun88",
    "published_at": "2026-11-10T10:00:00+00:00",
}


def test_an_account_is_erased_on_request_and_does_not_come_back(run, tmp_path):
    assert run("init").status == 0
    (tmp_path / "a.jsonl").write_text(json.dumps(POST) + "\n", "utf-8")
    assert run("import", "a.jsonl", "--json").json["documents"]["new"] == 1
    who = ("--platform", "forum.example", "--account", "@Kvarnfrun88")
    copy = tmp_path / "vardkase.duckdb.v7.kopia"
    copy.write_text(POST["text"])  # as of an upgrade
    assert "1 äldre kopia" in run("privacy", "audit").out
    said = {"documents": 1, "removed_copies": [copy.name]}
    assert run("privacy", "erase", *who, "--json").json == said
    again = run("privacy", "erase", *who)
    assert again.out.startswith("0 dokument raderades.\nIngenting fanns kvar: det raderades redan")
    contents = [path.read_bytes() for path in tmp_path.glob("vardkase.duckdb*")]
    assert contents and not any(POST["text"].encode() in content for content in contents)
    (held,) = run("privacy", "audit", "--json").json["sources"]
    assert (held["posts"], held["texts"], held["deleted"]) == (1, 0, 1)
    again = run("import", "a.jsonl", "--json")
    assert again.json["documents"]["set_aside"] == {"raderat_pa_begaran": 1}
    assert again.status == 0


def test_what_is_to_be_erased_must_be_said(run, tmp_path):
    assert run("init").status == 0
    handle = run("privacy", "erase", "--platform", "bsky.app", "--account", "kvarnfrun.bsky.social")
    assert handle.status == 2
    assert "väntade för bsky.app kontots did" in handle.err
    nothing = run("privacy", "erase", "--platform", "tiktok", "--account", "kvarnfrun88")
    assert "ingenting har sparats" in nothing.out
    (tmp_path / "pseudonym.key").write_text("0" * 64)
    other = run("privacy", "erase", "--platform", "tiktok", "--account", "kvarnfrun88")
    assert other.status == 2
    assert "en annan nyckel" in other.err
    ended = run("privacy", "erase", "--platform", "tiktok.com")
    assert ended.status == 2
    assert "--platform med --account" in ended.err


def test_a_copy_of_an_upgrade_goes_with_the_old_texts_and_that_is_said(run, tmp_path):
    assert run("init").status == 0
    assert run("privacy", "purge").out == "0 texter gallrades.\n"
    (tmp_path / "vardkase.duckdb.v7.kopia").write_text("gamla texter")
    said = run("privacy", "purge").out
    assert "vardkase.duckdb.v7.kopia togs bort" in said
    assert "egna säkerhetskopior" in said
    assert list(tmp_path.glob("*.kopia")) == []
    (tmp_path / ".vardkase.duckdb.ny").write_text("i vägen")
    failed = run("privacy", "purge")
    assert (failed.status, failed.out) == (1, "")
    assert "spår kan ligga kvar i dess fil. Kör vardkase privacy purge" in failed.err
