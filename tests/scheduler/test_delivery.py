"""The report reaches its readers once; what fails is told, tried again, and never lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest

from reports.weekly.report import ReportError, write_report
from reports.weekly.settings import ReportSettings
from scheduler.delivery import is_waiting, send_alarm, send_report
from scheduler.mail import MailSettings
from store.connection import Store
from store.mail import Outcome, claim, last_attempts
from store.records import OutletType, Source, SourceKind
from store.sources import replace_sources

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ANNA, BO, DRIFT = (f"{name}@kommunen.example" for name in ("anna", "bo", "drift"))


@pytest.fixture
def db(tmp_path):
    """A store from which the report of the week has been written."""
    store = Store(tmp_path / "lager.duckdb")
    paper = Source(
        "bladet", SourceKind.FEED, "https://bladet.example/rss", outlet_type=OutletType.TRADE
    )
    with store.write() as transaction:
        replace_sources(transaction, [paper])
    write_report(
        store, "model", WEEK, NOW, ReportSettings("sv", tmp_path), 5, manifest={"model": "model"}
    )
    return store


def settings(box, **values):
    readers = (Address(addr_spec=ANNA), Address(addr_spec=BO))
    mail = MailSettings(
        "127.0.0.1", box.port, "none", Address(addr_spec="vardkase@kommunen.example"), readers
    )
    given = {"technical": (Address(addr_spec=DRIFT),), "attach_pdf": False, "step_s": 2.0}
    return replace(mail, **{**given, **values})


def send(db, mail, now=NOW, **wishes):
    return send_report(db, mail, WEEK, "sv", 5, now, **wishes)


def test_readers_get_the_report_once_and_the_technical_do_not(db, mail_server):
    box = mail_server()
    first = send(db, settings(box))
    again = send(db, settings(box), NOW + timedelta(days=1))
    by_hand = send(db, settings(box), NOW + timedelta(days=1), by_hand=True)
    assert (first.sent, first.status) == (2, 0)
    assert [(s.sent, s.before, s.status) for s in (again, by_hand)] == [(0, 2, 0)] * 2
    assert box.to == [[ANNA], [BO]]
    assert not is_waiting(db, WEEK, "sv")


def test_the_letter_has_the_pdf_of_the_report_that_was_written(db, mail_server, tmp_path):
    box = mail_server()
    send(db, settings(box, attach_pdf=True))
    (attached,) = box.letters[0].iter_attachments()
    report = ReportSettings("sv", tmp_path)
    (path,) = write_report(
        db, "model", WEEK, NOW, report, 5, formats=["pdf"], manifest={"model": "model"}
    )
    assert attached.get_content() == path.read_bytes()


def test_a_reader_that_is_added_gets_it_and_the_others_not_again(db, mail_server):
    box = mail_server()
    send(db, settings(box, recipients=(Address(addr_spec=ANNA),)))
    assert send(db, settings(box), by_hand=True).sent == 1
    assert box.to == [[ANNA], [BO]]


def test_a_server_that_is_down_is_told_and_tried_again(db, mail_server, caplog):
    box = mail_server()
    down = send(db, settings(box, port=1))
    assert down.status == 1
    assert "127.0.0.1:1: ingen server svarar där" in down.failed
    assert down.failed in caplog.text
    assert is_waiting(db, WEEK, "sv")
    assert send(db, settings(box), NOW + timedelta(minutes=15)).sent == 2
    assert not is_waiting(db, WEEK, "sv")


def test_a_refused_reader_alone_is_tried_again(db, mail_server):
    box = mail_server()
    box.refused[BO] = "450 greylisted"
    first = send(db, settings(box))
    assert (first.sent, dict(first.refused)) == (1, {BO: "450 greylisted"})
    assert is_waiting(db, WEEK, "sv")
    box.refused.clear()
    assert send(db, settings(box), NOW + timedelta(minutes=15)).sent == 1
    assert box.to == [[ANNA], [BO]]
    assert box.letters[0]["Message-ID"] == box.letters[1]["Message-ID"]


def test_a_server_that_ends_after_some_letters_gets_those_of_the_others_again(db, mail_server):
    box = mail_server()
    box.refused[BO] = "421 closing"
    cecilia = "cecilia@kommunen.example"
    mail = settings(box, recipients=tuple(Address(addr_spec=a) for a in (ANNA, BO, cecilia)))
    first = send(db, mail)
    assert (first.sent, dict(first.refused)) == (1, {BO: "421 closing"})
    assert "bröt förbindelsen" in first.failed
    box.refused.clear()
    assert send(db, mail, NOW + timedelta(minutes=15)).sent == 2
    assert box.to == [[ANNA], [BO], [cecilia]]


def test_a_letter_that_another_run_is_sending_is_not_said_to_have_arrived(db, mail_server):
    box = mail_server()
    claim(db, "report", f"{WEEK}.sv", [BO], NOW)
    assert send(db, settings(box), NOW, by_hand=True).sent == 1
    again = send(db, settings(box), NOW, by_hand=True)
    assert (again.sent, again.before, again.under_way) == (0, 1, 1)


def test_a_server_that_breaks_off_midway_gets_the_letter_again(db, mail_server):
    box = mail_server()
    box.closes = True
    assert "bröt förbindelsen" in send(db, settings(box)).failed
    box.closes = False
    assert send(db, settings(box), NOW + timedelta(minutes=15)).sent == 2


def test_a_week_or_a_language_without_a_report_is_not_sent(db, mail_server):
    box = mail_server()
    with pytest.raises(ReportError, match="vardkase report 2026-W40"):
        send_report(db, settings(box), "2026-W40", "sv", 5, NOW)
    with pytest.raises(ReportError, match="språket en"):
        send_report(db, settings(box), WEEK, "en", 5, NOW)
    assert not last_attempts(db)


def test_an_alarm_goes_to_the_technical_alone_once_a_day(db, mail_server):
    box = mail_server()
    mail = settings(box)
    bad = "källa\r\nBcc: nagon@annan.example"
    assert send_alarm(db, mail, "varvet misslyckades", [bad], NOW).sent == 1
    assert send_alarm(db, mail, "varvet misslyckades", [bad], NOW + timedelta(hours=1)).sent == 0
    assert send_alarm(db, mail, "annat", [bad], NOW + timedelta(hours=1)).sent == 1
    assert send_alarm(db, mail, "varvet misslyckades", [bad], NOW + timedelta(days=1)).sent == 1
    assert box.to == [[DRIFT]] * 3
    letter = box.letters[0]
    assert letter["Subject"] == "Vårdkase: varvet misslyckades" and letter["Bcc"] is None
    assert "källa Bcc: nagon@annan.example" in letter.get_content()


def test_an_alarm_without_anybody_to_tell_is_no_letter(db, mail_server):
    box = mail_server()
    assert send_alarm(db, settings(box, technical=()), "x", [], NOW).sent == 0
    assert send_alarm(None, settings(box), "lagret är låst", ["x"], NOW).sent == 1
    assert box.to == [[DRIFT]]
    assert not last_attempts(db)


def test_what_a_letter_met_is_in_the_store(db, mail_server):
    box = mail_server()
    box.refused[BO] = "550 unknown"
    send(db, settings(box))
    found = {a.recipient: (a.name, a.outcome, a.message) for a in last_attempts(db)}
    assert found == {
        ANNA: ("2026-W47.sv", Outcome.SENT, ""),
        BO: ("2026-W47.sv", Outcome.REFUSED, "550 unknown"),
    }
