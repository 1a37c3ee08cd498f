"""The spike card: a page, a text and figures that say the same and nothing of a person."""

import inspect
import json
import re
from datetime import UTC, datetime

import lxml.html
import pytest

from reports.signals.spike_card import rules
from reports.signals.spike_card.card import group_of, read_card
from reports.signals.spike_card.rules import cause_of
from reports.weekly import card_grounds, card_words
from reports.weekly.card_grounds import _GROUNDS, evidence_text
from reports.weekly.card_words import card_text
from reports.weekly.spike_page import card_page, html_card
from reports.weekly.spike_text import json_card, text_card
from reports.weekly.words import Words
from store.records import OutletType, Stance

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SPREADING = {"narratives": ("profit",), "stance": Stance.ENDORSES}


class Card:
    """One card in every form."""

    def __init__(self, archive, label="profit", stance="endorses", min_cell=5, language="sv"):
        self.words = Words(language)
        with archive.store().reading() as transaction:
            self.card = read_card(transaction, "model", WEEK, label, stance, NOW, min_cell)
        self.page = card_page(self.card, self.words, {"program": "0.1.0"})
        self.html = html_card(self.page)
        self.text = text_card(self.page)
        self.json = json.dumps(json_card(self.card), ensure_ascii=False)
        self.tree = lxml.html.document_fromstring(self.html)

    @property
    def everything(self):
        return self.html + self.text + self.json


@pytest.fixture
def event(archive):
    """Eight papers tell of one school within two days, after half a year of little."""
    for n in range(8):
        archive.source(f"tidning{n}", name=f"Tidning {n}")
    archive.every_week(1, "dagbladet", text="Kommunen om budgeten")
    archive.every_week(1, "dagbladet", text="Barnen är en affär", **SPREADING)
    for n in range(8):
        archive.document(
            f"tidning{n}",
            day=2 + n % 2,
            title=f"Rubrik {n} <b>&",
            text=f"Larmet från Tallmoskolan har nått oss också, skriver vi {n}",
            places=("Ekvik",),
            **SPREADING,
        )
    return archive


def crowd(archive, posts=24, accounts=24, **changes):
    archive.every_week(1, "dagbladet", **SPREADING)
    for n in range(posts):
        archive.document("forumet", author=f"p{n % accounts}", **(SPREADING | changes))
    return archive


def test_an_event_is_named_with_what_its_stories_have_in_common(event):
    card = Card(event)
    assert card.page.cause.endswith("de handlar om samma händelse.")
    assert any("Ekvik" in sentence for sentence in card.page.evidence)
    assert json.loads(card.json)["cause"] == "event"


def test_the_first_text_is_no_largest_story_where_all_have_one_text(event):
    assert Card(event).page.first_seen == (
        "Första redaktionella text: Tidning 0, 18 november 2026 kl. 09.52.",
    )


def test_new_words_that_make_no_event_are_said_to_make_none(archive):
    archive.every_week(1, "dagbladet", text="Kommunen om budgeten", **SPREADING)
    for n in range(14):
        archive.source(f"tidning{n}", name=f"Tidning {n}")
        archive.document(
            f"tidning{n}", day=n % 7, text=f"Larmet från Tallmoskolan, {n}", **SPREADING
        )
    card = Card(archive)
    assert card.card.event is None and card.page.terms.rows
    assert card.page.terms_lead.startswith("Orden nedan är vanligare än förut, men inget")
    assert card.page.terms_lead in " ".join(card.text.split()) and card.page.terms_lead in card.html


@pytest.mark.parametrize("kind", ["", "fitted_"])
def test_the_models_quality_is_one_line_that_says_where_to_read_more(event, kind):
    card = Card(event)
    page = card_page(card.card, card.words, {f"measured.{kind}stance_f1": "0.71"})
    assert "i veckorapporten" in page.unknown[-1]
    assert "0,71" not in html_card(page) and "0.71" not in html_card(page)


def test_the_page_stands_alone_and_has_a_language_headings_and_table_headers(event):
    card = Card(event)
    assert card.tree.get("lang") == "sv"
    assert not card.tree.cssselect("script, link, img, iframe")
    assert "@import" not in card.html and "url(" not in card.html
    headings = [h.tag for h in card.tree.cssselect("h1, h2, h3")]
    assert headings[0] == "h1" and headings.count("h1") == 1 and headings.count("h2") == 10
    for table in card.tree.cssselect("table"):
        assert table.cssselect("caption")
        assert all(row.cssselect('th[scope="row"]') for row in table.cssselect("tbody tr"))
        assert table.cssselect('thead th[scope="col"]')


def test_titles_from_elsewhere_are_escaped(event):
    card = Card(event)
    assert "<b>&" not in card.html
    assert "Rubrik 0 &lt;b&gt;&amp;" in card.html


def test_only_web_addresses_are_links(archive):
    archive.document("dagbladet", url="javascript:alert(1)", title="Fälla", **SPREADING)
    card = Card(archive)
    assert "javascript:" not in card.html
    assert "Fälla" in card.html


def test_a_title_cannot_steer_the_terminal(archive):
    archive.document("dagbladet", title="Rött\x1b[31m\x9b2J\rslut", **SPREADING)
    text = Card(archive).text
    assert "Rött [31m" in text and not {"\x1b", "\x9b", "\r"} & set(text)


def test_the_card_says_the_same_in_english(event):
    card = Card(event, language="en")
    assert card.tree.get("lang") == "en"
    assert card.page.cause.endswith("they are about the same event.")
    assert "Denna vecka" not in card.html and "Källor" not in card.html


def test_the_text_tells_what_the_page_tells(event):
    card = Card(event)
    whole = " ".join(card.text.split())
    for sentence in (card.page.cause, *card.page.evidence, *card.page.unknown):
        assert " ".join(sentence.split()) in whole
    assert max(len(line) for line in card.text.splitlines() if "http" not in line) <= 100


def test_many_accounts_are_named_and_nothing_of_their_posts_is_shown(archive):
    crowd(archive, title="Hemlig rubrik", text="Hemlig text", url="https://forumet.example/hemligt")
    card = Card(archive)
    assert json.loads(card.json)["cause"] == "many_accounts"
    assert "24 privata inlägg från 24 konton" in card.text
    for secret in ("Hemlig rubrik", "forumet.example", "p0", "p23"):
        assert secret not in card.everything


def test_a_text_that_enough_accounts_have_is_copies_without_its_author(archive):
    crowd(archive, story="spridd")
    assert json.loads(Card(archive).json)["cause"] == "copies"


def test_posts_of_fewer_accounts_than_min_cell_leave_no_trace(archive, another):
    """One post of one account and forty of four give the same card to the byte."""
    for place, posts in ((archive, 1), (another, 40)):
        place.every_week(1, "dagbladet", **SPREADING)
        for _ in range(9):
            place.document("dagbladet", **SPREADING)
        for n in range(posts):
            place.document("forumet", author=f"p{n % 4}", language="ar", **SPREADING)
    one, other = Card(archive), Card(another)
    assert one.everything == other.everything
    assert json.loads(one.json)["private"]["texts"] == "–"


def test_hidden_posts_alone_are_no_rise(archive):
    crowd(archive, posts=60, accounts=4)
    found = json.loads(Card(archive).json)
    assert (found["cause"], found["private"]["accounts"]) == ("unclear", "–")


def test_parts_of_private_posts_are_told_in_steps(archive):
    """Twenty of twenty-four posts are in Arabic; neither 20 nor 4 nor 83 % is told."""
    archive.every_week(4, "dagbladet", **SPREADING)
    for n in range(24):
        language = "ar" if n < 20 else "sv"
        archive.document("forumet", author=f"p{n}", language=language, **SPREADING)
    found = json.loads(Card(archive).json)
    assert found["cause"] == "one_language"
    assert found["language"]["explained"] == {"of_excess": 0.75, "floor": True}


def test_a_term_is_told_without_the_number_of_accounts_that_have_it(archive, another):
    """Twelve of twelve accounts or eleven: the card says the same."""
    for place, others in ((archive, 0), (another, 1)):
        for _ in range(4):
            place.every_week(1, "dagbladet", weeks=8, text="Kommunen om budgeten", **SPREADING)
        for n in range(12):
            text = "Något helt annat" if n < others else "sjung ropet"
            place.document("forumet", author=f"p{n}", text=text, **SPREADING)
    one, other = Card(archive), Card(another)
    assert one.card.terms and one.everything == other.everything


def test_those_who_answer_are_counted_beside_those_who_spread(event):
    event.source("kollen", OutletType.FACTCHECK)
    for source in ("kollen", "dagbladet"):
        event.document(source, narratives=("profit",), stance=Stance.REBUTS)
    event.document("dagbladet", frames=("good_practice",))
    voices = {row["kind"]: row for row in json.loads(Card(event).json)["voices"]}
    assert (voices["rebuts"]["stories"], voices["rebuts"]["sources"]) == (2, 2)
    assert (voices["endorses"]["stories"], voices["good_practice"]["stories"]) == (8, 1)
    assert voices["endorses"]["reach"] is None


def test_what_the_model_could_not_judge_and_silent_sources_are_told(event):
    event.document("dagbladet", supported=False, language="el")
    event.document("dagbladet", narratives=("profit",), stance=None)
    event.silent("tidning3")
    unknown = " ".join(Card(event).page.unknown)
    assert "1 redaktionell text är på ett språk som modellen inte kan." in unknown
    assert "I 1 redaktionell text avstod modellen" in unknown
    assert "Tidning 3" in unknown


def test_a_calm_week_has_nothing_to_explain(archive):
    archive.every_week(2, "dagbladet", **SPREADING)
    archive.document("dagbladet", **SPREADING)
    assert Card(archive).page.cause.startswith("Det finns ingen ökning att förklara")


def test_a_frame_has_a_card_without_stance(archive):
    archive.every_week(1, "dagbladet", frames=("workload",))
    for _ in range(9):
        archive.document("dagbladet", frames=("workload",))
    card = Card(archive, "workload", "")
    assert card.page.subject == "Granskning och nyheter om arbetsbelastning"
    assert [v["kind"] for v in json.loads(card.json)["voices"]] == ["workload", "good_practice"]


def test_only_narratives_have_a_stance():
    assert group_of("profit", "endorses") == "narrative"
    assert group_of("workload", "") == "frame"
    assert group_of("profit", "") is group_of("workload", "rebuts") is group_of("x", "") is None


def test_no_sentence_says_why_anybody_wrote():
    """The words of intent are in none of the sentences on causes and grounds."""
    said = (inspect.getsource(card_words) + inspect.getsource(card_grounds)).lower()
    for word in ("kampanj", "påverkansoperation", "desinformation", "troll", "avsikt", "bottar"):
        assert word not in said


def test_every_ground_that_the_rules_give_has_a_sentence(event):
    kinds = set(re.findall(r'Evidence\(\s*"(\w+)"', inspect.getsource(rules)))
    assert len(kinds) > 10
    assert kinds <= set(_GROUNDS)
    card = Card(event)
    told = card_text(card.words, card.card)
    grounds = cause_of(card.card)[1]
    assert told.evidence == tuple(evidence_text(card.words, ground) for ground in grounds)
