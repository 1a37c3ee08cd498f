"""What the report shows of private persons: numbers of enough accounts, and nothing else."""

import pytest

from reports.signals.weeks import shifted
from reports.weekly.outlets import wilson
from store.records import Frame, LabelGroup, Narrative, OutletType, Stance, TextStatus, Tone

WEEK = "2026-W47"
SPREADING = {"narratives": (Narrative.PROFIT,), "stance": Stance.ENDORSES}


def test_small_cells_of_private_posts_are_hidden_in_every_format(archive):
    for n in range(4):
        archive.document("forumet", author=f"p{n}", **SPREADING)
    report = archive.write()
    row = report.row("profit", "endorses")
    assert (row["private_stories"], row["private_documents"], row["private_accounts"]) == ("–",) * 3
    last = report.series("profit", "endorses")["series"]["weeks"][-1]["private"]
    assert last == {"stories": "–", "documents": "–", "accounts": "–"}
    assert "privata inlägg för få att visa" in report.text["html"]
    forum = next(r for r in report.content["attention"] if r["outlet_type"] == "forum")
    assert forum["seen"] == forum["relevant"] == "–"
    assert report.content["manifest"]["private_posts"] == "–"


@pytest.mark.parametrize("week", [WEEK, shifted(WEEK, -3)])
def test_what_is_hidden_leaves_no_trace_in_the_bytes(archive, another, week):
    """One post of one account and seven posts of four give the same report to the byte."""
    for place in (archive, another):
        place.every_week(1, "dagbladet", **SPREADING)
    archive.document("forumet", week, author="p0", **SPREADING)
    for n in range(7):
        another.document("forumet", week, author=f"p{n % 4}", **SPREADING)
    assert archive.write().bytes == another.write().bytes


def test_a_hidden_cell_is_never_a_signal_of_its_own(archive):
    for n in range(40):
        archive.document("forumet", author=f"p{n % 4}", **SPREADING)
    assert archive.write().series("profit", "endorses")["verdict"] == "no_change"


def test_a_change_is_called_only_when_the_figures_shown_bear_it(archive):
    """Three stories are within 0–3, whatever the hidden cell beside them holds."""
    archive.every_week(1, "dagbladet", weeks=13, **SPREADING)
    for _ in range(3):
        archive.document("dagbladet", **SPREADING)
    for n in range(4):
        archive.document("forumet", author=f"p{n}", **SPREADING)
    found = archive.write().series("profit", "endorses")
    assert found["verdict"] == "no_change"
    assert found["series"]["expected_high"] >= 3


def test_a_hidden_cell_keeps_a_fall_from_being_called(archive):
    archive.every_week(7, "dagbladet", **SPREADING)
    archive.document("forumet", author="p", **SPREADING)
    assert archive.write().series("profit", "endorses")["verdict"] == "no_change"


def test_a_small_rest_hides_how_many_posts_were_relevant(archive):
    for n in range(8):
        archive.document("forumet", author=f"p{n}")
    archive.document("forumet", author="p9", relevant=False)
    (row,) = archive.write().content["attention"]
    assert (row["seen"], row["relevant"]) == (9, "–")


def test_posts_without_a_known_author_are_hidden(archive):
    for _ in range(9):
        archive.document("forumet", **SPREADING)
    assert archive.write().row("profit", "endorses")["private_stories"] == "–"


def test_neither_text_nor_title_nor_address_nor_pseudonym_of_a_post_is_shown(archive):
    for n in range(8):
        archive.document(
            "forumet",
            author=f"pseudonym{n}",
            title="Hemlig rubrik",
            text="Hemlig text",
            url=f"https://forumet.example/hemligt/{n}",
            story="spread",
            **SPREADING,
        )
    report = archive.write()
    found = report.series("profit", "endorses")["stories"]
    assert [s["private_documents"] for s in found] == [8]
    assert found[0]["links"] == []
    for data in report.bytes.values():
        for secret in (b"Hemlig", b"hemligt", b"pseudonym"):
            assert secret not in data


def test_a_post_that_a_paper_also_has_is_shown_without_title(archive):
    number = archive.document("forumet", author="p", title="Hemlig rubrik", **SPREADING)
    archive.document("dagbladet", story=number, title="Om ett inlägg", **SPREADING)
    for data in archive.write().bytes.values():
        assert b"Hemlig" not in data


def test_no_story_gives_a_small_rest_away_by_subtraction(archive):
    """Seven accounts in the cell, six behind one story: the seventh would stand alone."""
    for n in range(6):
        archive.document("forumet", author=f"p{n}", story="spread", **SPREADING)
    archive.document("forumet", author="p7", **SPREADING)
    report = archive.write()
    assert report.row("profit", "endorses")["private_accounts"] == "7"
    assert report.series("profit", "endorses")["stories"] == []


def test_a_small_tone_hides_the_other_tones_of_private_posts(archive):
    for n in range(6):
        archive.document("forumet", author=f"p{n}", tone=Tone.NEGATIVE)
    archive.document("forumet", author="p7", tone=Tone.POSITIVE)
    report = archive.write()
    row = next(r for r in report.content["tone"] if r["outlet_type"] == "forum")
    assert row["negative"] == row["positive"] == row["judged"] == row["low"] == "–"


def test_tone_counts_relevant_documents_with_full_text_and_shows_abstentions(archive):
    for tone, count in ((Tone.NEGATIVE, 3), (Tone.NEUTRAL, 5), (Tone.POSITIVE, 2)):
        for _ in range(count):
            archive.document("dagbladet", tone=tone)
    archive.document("dagbladet", tone=Tone.NEGATIVE, status=TextStatus.TEASER)
    archive.document("dagbladet", tone=Tone.NEUTRAL, relevant=False)
    archive.document("dagbladet", tone=None, abstained=(LabelGroup.TONE,))
    (row,) = archive.write().content["tone"]
    assert (row["judged"], row["negative"], row["abstained"]) == (10, 3, 1)
    assert (row["low"], row["high"]) == (0.1078, 0.6032)


def test_wilson_agrees_with_a_published_example():
    """Newcombe 1998, Stat. Med. 17:857, table I: 81 of 263 and 0 of 20."""
    assert [round(x, 4) for x in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(x, 4) for x in wilson(0, 20)] == [0.0, 0.1611]


def test_unsupported_languages_and_abstentions_are_counted_and_told(archive):
    archive.source("nytt", OutletType.MINORITY_LANGUAGE)
    archive.document("nytt", supported=False, language="el")
    archive.document("dagbladet", relevant=None, abstained=(LabelGroup.RELEVANT,))
    report = archive.write()
    text = " ".join(report.content["coverage"]["uncounted"])
    assert "1 redaktionell text är på ett språk som modellen inte kan (el)." in text
    assert "om texten hör till ämnet (1)" in text
    rows = {r["outlet_type"]: r for r in report.content["attention"]}
    assert rows["minority_language"]["unsupported"] == 1
    assert rows["regional_daily"]["abstained"] == 1


def test_share_of_attention_counts_what_was_not_relevant(archive):
    archive.document("dagbladet")
    for _ in range(3):
        archive.document("dagbladet", relevant=False)
    (row,) = archive.write().content["attention"]
    assert (row["seen"], row["relevant"]) == (4, 1)


def test_municipalities_in_focus_have_rows_with_private_posts_hidden(archive):
    archive.document("dagbladet", places=("Ekvik",), frames=(Frame.WORKLOAD,))
    archive.document("dagbladet", places=("Ekvik",), **SPREADING)
    archive.document("forumet", places=("Ekvik",), author="p", **SPREADING)
    report = archive.write(focus=["Ekvik", "Sydhamn"])
    ekvik, sydhamn = report.content["focus"]
    assert (ekvik["stories"], ekvik["criticism"], ekvik["endorses"]) == (2, 1, 1)
    assert ekvik["private"]["stories"] == "–"
    assert (sydhamn["stories"], sydhamn["private"]["stories"]) == (0, 0)
