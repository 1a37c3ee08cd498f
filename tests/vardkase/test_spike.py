"""`spike` on the command line: a card of one series in one week, or what is wrong in Swedish."""

import json
from datetime import timedelta

import click
import pytest
from click.testing import CliRunner

from classifiers.classifier import load_classifier
from reports.signals.weeks import first_day, shifted, span, start_of_day
from store.connection import Store
from store.documents import add_documents
from store.errors import VardkaseError
from store.labels import add_labels
from store.records import (
    Access,
    Document,
    DocumentKind,
    Labels,
    Narrative,
    OutletType,
    Poll,
    Source,
    SourceKind,
    Stance,
    Tone,
)
from store.sources import add_polls, replace_sources
from vardkase.commands.spike import spike

WEEK = "2026-W40"


@click.group()
@click.option("--config")
def vardkase(config):
    """A command line with one command."""


vardkase.add_command(spike)


def document(number, week, source="dagbladet"):
    moment = start_of_day(first_day(week)) + timedelta(days=number % 5, hours=9)
    url = f"https://{source}.example/{number}"
    return Document(
        f"{number:016x}", source, DocumentKind.ARTICLE, url, url, f"Rubrik {number}", "En text.",
        moment, moment, published_at=moment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return load_classifier("embedded").name


@pytest.fixture
def work(folder, model, monkeypatch):
    """Ten weeks with one text each, and one with twelve, of one source."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    documents = [document(n, week) for n, week in enumerate(span(shifted(WEEK, -10), WEEK))]
    documents += [document(100 + n, WEEK) for n in range(11)]
    source = Source(
        "dagbladet", SourceKind.FEED, "https://dagbladet.example/rss", "Dagbladet",
        OutletType.REGIONAL_DAILY, "national",
    )  # fmt: skip
    begin = start_of_day(first_day(shifted(WEEK, -10)))
    with Store(folder / "vardkase.duckdb").write() as transaction:
        replace_sources(transaction, [source])
        add_documents(transaction, documents)
        add_labels(
            transaction,
            [
                Labels(
                    d.document_id, 1, model, d.first_seen_at, "sv", True, True, Tone.NEGATIVE,
                    (Narrative.PROFIT,), Stance.ENDORSES,
                )
                for d in documents
            ],
        )  # fmt: skip
        end = start_of_day(first_day(shifted(WEEK, 1)))
        add_polls(transaction, [Poll("dagbladet", end, Access.OK, covers_from=begin)])
    return folder


def asked(*arguments, status=0):
    ended = CliRunner().invoke(vardkase, ["spike", *map(str, arguments)])
    if isinstance(ended.exception, VardkaseError):
        assert ended.exception.exit_status == status
        return str(ended.exception)
    assert ended.exit_code == status, ended.output
    return ended.stdout


def test_without_output_the_card_is_told_on_the_terminal(work):
    told = asked(WEEK, "profit:endorses")
    assert "Texter som sprider narrativet ”Vinst”" in told
    assert "Rubrik 100" in told


def test_a_narrative_without_stance_is_its_endorsements(work):
    assert asked(WEEK, "profit") == asked("2026W40", "profit:endorses")
    assert asked(WEEK, "profit") == asked(WEEK, "Profit:Sprider")


def test_the_page_is_written_and_the_figures_told_as_json(work):
    told = json.loads(asked(WEEK, "profit", "--output", "topp.html", "--json"))
    assert told["file"] == "topp.html"
    assert (told["label"], told["stance"], told["expected"]["texts"]["now"]) == (
        "profit",
        "endorses",
        12,
    )
    assert told["cause"] in {"unclear", "one_source"}
    page = (work / "topp.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Rubrik 100" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((WEEK, "vinst"), "Etiketten 'vinst' finns inte; väntade ett narrativ (kidnapping"),
        ((WEEK, "profit:gillar"), "hållningen 'gillar' finns inte; väntade en av sprider"),
        ((WEEK, "workload:rebuts"), "en ram har ingen hållning; skriv bara workload"),
        ((WEEK, "profit:rebuts"), f"profit:rebuts har inga texter vecka {WEEK}"),
        (("2020-W01", "profit"), "Vecka 2020-W01 har inga dokument: lagret har veckorna 2026-W30"),
        (("vecka 40", "profit"), "Veckan 'vecka 40': väntade år och ISO-vecka"),
        ((WEEK, "profit", "--output", "x.pdf"), "väntade en fil som slutar på .html"),
    ],
)
def test_wrong_use_is_told_in_swedish_and_nothing_is_written(work, arguments, said):
    assert said in asked(*arguments, status=2)
    assert not list(work.glob("*.pdf")) and not list(work.glob("*.html"))
