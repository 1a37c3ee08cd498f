"""`report --send` and what `health` says of it, as a user runs them."""

from datetime import UTC, datetime, timedelta

from store.connection import Store
from store.runs import add_run

MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "Vårdkase <vardkase@kommunen.example>"
recipients = ["anna@kommunen.example", "bo@kommunen.example"]
"""


def test_without_a_mail_table_nothing_is_done_and_the_error_says_what_is_needed(run, folder):
    ended = run("report", "--send", cwd=folder)
    assert ended.status == 2
    assert "[mail]" in ended.err and "recipients" in ended.err
    assert not (folder / "rapporter").exists()


def test_a_report_is_sent_with_its_pdf_and_health_names_who_did_not_get_it(
    run, folder, mail_server
):
    box = mail_server()
    box.refused["bo@kommunen.example"] = "550 unknown"
    with (folder / "vardkase.toml").open("a", encoding="utf-8") as file:
        file.write(MAIL.format(port=box.port))
    ended = run("report", "--send", cwd=folder)
    assert ended.status == 1
    assert "E-post: skickad till 1 mottagare." in ended.out
    assert ended.err == "E-post: servern godtog inte bo@kommunen.example: 550 unknown\n"
    assert list((folder / "rapporter").glob("*.html"))
    (attached,) = box.letters[0].iter_attachments()
    assert attached.get_content().startswith(b"%PDF")
    told = [
        p for p in run("health", "--json", cwd=folder).json["problems"] if "e-post" in p["what"]
    ]
    assert len(told) == 1 and "bo@kommunen.example" in told[0]["message"]
    box.refused.clear()
    again = run("report", "--send", "--json", cwd=folder)
    assert again.json["mail"] == {"sent": 1, "before": 1, "refused": 0, "failed": ""}
    assert box.to == [["anna@kommunen.example"], ["bo@kommunen.example"]]
    third = run("report", "--send", cwd=folder)
    assert "inget skickat: alla har redan fått den. Servern har inte prövats." in third.out


def test_health_tells_runs_in_swedish_time_and_in_words(run, folder):
    began = datetime(2026, 11, 21, 23, 39, tzinfo=UTC)
    with Store(folder / "vardkase.duckdb").write() as transaction:
        add_run(transaction, "crawl", began, began + timedelta(minutes=5), 1, {})
    told = run("health", cwd=folder).out
    assert "(svensk tid):\n  2026-11-22 00:39 crawl: en del misslyckades\n" in told
