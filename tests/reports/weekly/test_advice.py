"""What the report advises: by situation, who does it, and never two that contradict each other."""

import re
from datetime import UTC, datetime

import pytest

from store.records import Frame, Narrative, Stance

ANSWERED = "”Vinst”: Modellen fann 9 texter som verkar bemöta påståendet."


def rise(archive, count=9, **labels):
    for _ in range(count):
        archive.document("dagbladet", **labels)


def advice(report):
    (heading,) = [h for h in report.page.iter("h3") if h.text == "Det här kan ni göra"]
    found = heading.getnext()
    items = [item.text_content() for item in found.iter("li")]
    return found.tag, items or [found.text_content()]


def test_each_advice_is_an_item_of_a_list(archive):
    rise(archive, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    rise(archive, narratives=(Narrative.KIDNAPPING,), stance=Stance.REPORTS)
    rise(archive, frames=(Frame.WORKLOAD,))
    tag, items = advice(archive.write())
    assert tag == "ul"
    assert [item.split(".")[0] for item in items] == [
        "”Vinst”: Analytikern läser texterna och bedömer vem de når och om de kan skada",
        "”Kidnappning”: Medier skriver om påståendet",
        "Granskning och kritik är inte desinformation",
    ]


def test_a_narrative_that_is_spread_and_rebutted_gets_one_advice(archive):
    for stance in (Stance.ENDORSES, Stance.REBUTS):
        rise(archive, narratives=(Narrative.PROFIT,), stance=stance)
    _, items = advice(archive.write())
    assert len(items) == 1
    assert items[0].startswith(ANSWERED)


def test_what_is_spread_and_already_rebutted_is_advised_to_look_at_the_answers_first(archive):
    rise(archive, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    rise(archive, 1, narratives=(Narrative.PROFIT,), stance=Stance.REBUTS)
    _, items = advice(archive.write())
    assert items == [
        "”Vinst”: Modellen fann 1 text som verkar bemöta påståendet. Kommunikatören läser den "
        "först, för modellen kan ha fel, och hänvisar bara till den om den verkligen bemöter det."
    ]


def test_rebuttals_of_private_persons_alone_are_read_and_never_referred_to(archive):
    for n in range(12):
        archive.document(
            "forumet", author=f"p{n}", narratives=(Narrative.PROFIT,), stance=Stance.REBUTS
        )
    _, items = advice(archive.write())
    assert len(items) == 1
    assert items[0].endswith("Hänvisa inte till privatpersoner.")


def test_a_running_week_is_advised_to_wait(archive):
    archive.every_week(3, "dagbladet", frames=(Frame.CRIME,))
    archive.silent("dagbladet")
    report = archive.write(now=datetime(2026, 11, 18, 9, tzinfo=UTC))
    assert advice(report)[1] == ["Vänta tills veckan är slut."]
    assert "kan bedömas än: veckan pågår." in report.brief()


def test_another_narrative_that_nobody_rebuts_keeps_its_advice(archive):
    for stance in (Stance.ENDORSES, Stance.REBUTS):
        rise(archive, narratives=(Narrative.PROFIT,), stance=stance)
    rise(archive, narratives=(Narrative.KIDNAPPING,), stance=Stance.ENDORSES)
    _, items = advice(archive.write())
    assert items[0].startswith("”Kidnappning”: Analytikern läser texterna")
    assert items[1].startswith(ANSWERED)
    assert len(items) == 2


def test_criticism_is_answered_in_substance_and_never_as_disinformation(week_of):
    _, items = advice(week_of("criticism"))
    assert len(items) == 1
    assert items[0].startswith("Granskning och kritik är inte desinformation.")
    assert "svarar i sak" in items[0]


def test_a_blind_week_is_advised_to_check_the_sources_and_conclude_nothing(week_of):
    _, items = advice(week_of("outage"))
    assert items == [
        "Analytikern kontrollerar källorna som saknas. Dra inga slutsatser om det som inte kan "
        "bedömas."
    ]


def test_a_fall_alone_needs_no_answer(archive):
    archive.every_week(9, "dagbladet", frames=(Frame.CRIME,))
    assert advice(archive.write()) == ("p", ["Inget att göra: färre texter behöver inget svar."])


def test_nothing_to_do_is_a_sentence_and_no_list(week_of):
    told = ("p", ["Inget att göra den här veckan. Att avvakta är också ett val."])
    assert advice(week_of("calm")) == told


def test_a_signal_of_a_second_week_is_followed_up(archive):
    for week in ("2026-W46", "2026-W47"):
        for _ in range(9):
            archive.document(
                "dagbladet", week, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES
            )
    report = archive.write()
    _, items = advice(report)
    assert items[-1].startswith("”Vinst”: Signalen är inte ny.")
    assert "Signalen från förra veckan kvarstår" in report.brief()


@pytest.mark.parametrize("name", ["wave", "answered", "criticism", "outage", "storm"])
def test_at_most_five_items_say_who_does_what(week_of, name):
    _, items = advice(week_of(name))
    assert 1 <= len(items) <= 5
    for item in items:
        assert re.search(r"[Aa]nalytikern|[Kk]ommunikatören", item)
        assert len(item.split()) <= 35


def test_different_situations_get_different_advice(archive, another):
    """The sources of the advice stand in the method; the advice itself follows the figures."""
    rise(archive, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    rise(another, frames=(Frame.LEGAL_CERTAINTY,))
    first, second = archive.write(), another.write()
    assert not set(advice(first)[1]) & set(advice(second)[1])
    for report in (first, second):
        sources = str(report.content["method"][-1])
        assert "RESIST 2" in sources
        assert "Myndigheten för psykologiskt försvar" in sources
