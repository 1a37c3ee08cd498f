"""Those who run the service are told of drift; the report's readers get one sentence at most."""

from email.headerregistry import Address
from types import SimpleNamespace

import pytest
from drift_cases import CASES, MODEL

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.signals.drift import Drift, Finding
from reports.signals.drift_measures import MEASURES, Kind
from reports.weekly.drift_words import drift_lines, drift_sentences
from reports.weekly.settings import ReportSettings
from reports.weekly.words import Words
from scheduler.jobs import Service
from scheduler.mail import MailSettings
from scheduler.passes import PassSettings
from store.connection import Store

READER, TECHNICAL = "anna@kommunen.example", "drift@kommunen.example"
TOLD = "än tidigare veckor, så jämför veckans siffror bakåt med försiktighet."


def finding(group, alarm=True, kind=Kind.UNKNOWN_WORDS):
    return Finding(kind, group, 0.21, 0.04, 0.01, 0.07, alarm)


def test_readers_are_told_nothing_of_an_ordinary_week():
    ordinary = Drift((finding("unknown:all", alarm=False),))
    assert drift_sentences(Words("sv"), ordinary) == ()
    assert drift_lines(Words("sv"), ordinary) == ()


def test_readers_get_one_sentence_without_figures_however_much_has_drifted():
    much = Drift(tuple(finding(f"{m.name}:all", kind=m.kind) for m in MEASURES))
    for language, words in (("sv", "försiktighet"), ("en", "caution")):
        (sentence,) = drift_sentences(Words(language), much)
        assert sentence.count(".") == 1 and words in sentence
        assert not any(letter.isdigit() for letter in sentence)
    assert len(drift_lines(Words("sv"), much)) == len(Kind)


def test_the_service_is_told_what_editorial_texts_show():
    (line,) = drift_lines(
        Words("sv"), Drift((finding("unknown:all"), finding("unknown:editorial")))
    )
    assert line == (
        "Texterna har fler ord som inte har setts förut: andel okända ord 21\u00a0% "
        "(väntat 4\u00a0%, vanligen 1\u00a0%–7\u00a0%)."
    )


@pytest.mark.parametrize("texts", ["private", "all"])
def test_no_figure_is_given_of_private_posts_or_from_which_it_follows(texts):
    for measure in MEASURES:
        shown = Drift((finding(f"{measure.name}:{texts}", kind=measure.kind),))
        (line,) = drift_lines(Words("sv"), shown)
        assert not any(letter.isdigit() for letter in line)


def test_the_alarm_goes_to_the_technical_recipient_and_the_sentence_to_the_readers(
    tmp_path, mail_server
):
    case = next(case for case in CASES if case.name == "less_sure")
    store, box = Store(tmp_path / "lager.duckdb"), mail_server()
    case.fill(store)
    mail = MailSettings(
        "127.0.0.1",
        box.port,
        "none",
        Address(addr_spec="vardkase@kommunen.example"),
        recipients=(Address(addr_spec=READER),),
        technical=(Address(addr_spec=TECHNICAL),),
        attach_pdf=False,
    )
    settings = PassSettings(
        store,
        [],
        CrawlSettings(),
        Pseudonyms(b"x" * 32),
        SimpleNamespace(name=MODEL),  # all is labelled already
        ReportSettings("sv", tmp_path / "rapporter"),
        5,
        365,
        {"model": MODEL},
        mail=mail,
    )
    summary = Service(lambda: settings, 15, clock=lambda: case.now).monday_report()
    assert box.to == [[READER], [TECHNICAL]]
    report, alarm = (letter.get_body(("plain",)).get_content() for letter in box.letters)
    assert "Modellen är säker i annan grad: medelsäkerhet" in alarm and case.week in alarm
    assert "medelsäkerhet" not in report
    page = (tmp_path / "rapporter" / f"{case.week}.html").read_text("utf-8")
    assert TOLD in page and "medelsäkerhet" not in page
    (line,) = summary["drift"]
    assert " ".join(line.split()) in alarm
