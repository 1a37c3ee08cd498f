"""The service sends the Monday report, tries again with the next pass, and tells who runs it."""

from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from types import SimpleNamespace

import pytest

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.weekly.settings import ReportSettings
from scheduler.jobs import Service
from scheduler.mail import MailSettings
from scheduler.passes import PassSettings
from store.connection import Store
from store.errors import SettingsError
from store.mail import last_attempts
from store.runs import last_runs

MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)
ANNA, BO, DRIFT = (f"{name}@kommunen.example" for name in ("anna", "bo", "drift"))


@pytest.fixture
def world(tmp_path):
    """A service without sources; `at` is its clock, `broken` keeps its settings from being read."""
    world = SimpleNamespace(at=MONDAY, broken=False, port=1)
    world.store = Store(tmp_path / "lager.duckdb")

    def settings():
        if world.broken:
            raise SettingsError("sources.toml: trasig")
        mail = MailSettings(
            "127.0.0.1",
            world.port,
            "none",
            Address(addr_spec="vardkase@kommunen.example"),
            recipients=(Address(addr_spec=ANNA), Address(addr_spec=BO)),
            technical=(Address(addr_spec=DRIFT),),
            attach_pdf=False,
        )
        return PassSettings(
            world.store,
            [],
            CrawlSettings(),
            Pseudonyms(b"x" * 32),
            SimpleNamespace(name="model"),  # nothing is there to label
            ReportSettings("sv", tmp_path / "rapporter"),
            5,
            365,
            {"model": "model"},
            mail=mail,
        )

    world.service = Service(settings, 15, clock=lambda: world.at)
    world.monday = lambda: world.service._run("report", world.service.monday_report)
    world.crawl = lambda: world.service._run("pass", world.service.crawl_pass)
    return world


def test_the_report_of_monday_is_sent_once_however_often_the_service_starts(world, mail_server):
    box = mail_server()
    world.port = box.port
    world.monday()
    world.at += timedelta(hours=5)
    world.monday()
    world.crawl()
    assert box.to == [[ANNA], [BO]]
    assert "2026-W47" not in box.letters[0]["Subject"]
    assert box.letters[0]["Subject"].startswith("Veckorapport vecka 47, 2026")
    assert [run["status"] for run in last_runs(world.store)] == [0, 0, 0]


def test_what_failed_is_sent_with_the_next_pass_and_the_report_is_there_all_along(
    world, mail_server, tmp_path
):
    world.monday()
    assert (tmp_path / "rapporter" / "2026-W47.html").exists()
    (run,) = last_runs(world.store)
    assert run["status"] == 1 and "ingen server svarar" in run["summary"]
    box = mail_server()
    world.port = box.port
    world.at += timedelta(minutes=15)
    world.crawl()
    world.at += timedelta(minutes=15)
    world.crawl()
    assert box.to == [[ANNA], [BO]]


def test_a_report_that_could_not_be_written_on_monday_is_sent_with_the_next_pass(
    world, mail_server
):
    box = mail_server()
    world.port = box.port
    world.broken = True
    world.monday()
    world.broken = False
    for _ in range(2):
        world.at += timedelta(minutes=15)
        world.crawl()
    assert box.to == [[ANNA], [BO]]


def test_a_pass_before_monday_six_o_clock_sends_nothing(world, mail_server):
    box = mail_server()
    world.port = box.port
    world.at = MONDAY - timedelta(hours=3)
    world.crawl()
    assert box.to == [] and last_attempts(world.store) == []


def test_a_refused_reader_is_told_to_the_technical_and_to_no_other_reader(world, mail_server):
    box = mail_server()
    world.port = box.port
    box.refused[BO] = "550 unknown"
    world.monday()
    assert box.to == [[ANNA], [DRIFT]]
    assert box.letters[1]["Subject"] == "Vårdkase: veckorapporten 2026-W47 nådde inte alla"
    assert f"{BO}: 550 unknown" in box.letters[1].get_content()


def test_a_job_that_fails_is_told_to_the_technical_once_a_day(world, mail_server):
    box = mail_server()
    world.port = box.port
    world.monday()
    world.broken = True
    for _ in range(3):
        world.at += timedelta(minutes=15)
        world.crawl()
    assert box.to == [[ANNA], [BO], [DRIFT]]
    assert box.letters[2]["Subject"] == "Vårdkase: varvet misslyckades"
    assert "sources.toml: trasig" in box.letters[2].get_content()


def test_a_store_that_cannot_be_opened_is_told_too(world, mail_server):
    box = mail_server()
    world.port = box.port
    world.crawl()
    world.store.path.write_bytes(b"x" * 5000)
    for _ in range(2):
        world.store._checked = False
        world.crawl()
    assert box.to == [[DRIFT]]
    assert str(world.store.path) in box.letters[0].get_content()
