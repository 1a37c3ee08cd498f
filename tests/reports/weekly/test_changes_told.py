"""Which changes the report tells, and which it must not."""

import re
from datetime import UTC, datetime

from reports.signals.changes import Verdict
from reports.signals.weeks import shifted, span
from reports.weekly.evidence import Appearance, Evidence, SourceWeek
from reports.weekly.series import frame_series
from store.records import Frame, Narrative, OutletType, Stance, Tone

FALLING = re.compile(r"färre|minsk|nedgång|sjunk|avta", re.IGNORECASE)
CAUSAL = re.compile(
    r"beror på|på grund av|orsak|därför att|lett till|ledde till|leder till|tack vare|till följd",
    re.IGNORECASE,
)
WEEK = "2026-W47"
PRAISE = {"frames": (Frame.GOOD_PRACTICE,), "tone": Tone.POSITIVE}
SPREADING = {"narratives": (Narrative.KIDNAPPING,), "stance": Stance.ENDORSES}


def test_an_outage_is_never_told_as_a_fall(archive):
    archive.source("norrbladet", name="Norrbladet")
    archive.every_week(6, "norrbladet", **PRAISE)
    archive.silent("norrbladet")
    report = archive.write()
    assert report.series("good_practice")["verdict"] == "not_assessable"
    assert not FALLING.search(report.brief())
    assert "Ingen av serierna kan bedömas: vi såg för lite av 1 källa." in report.brief()
    assert "Vi såg ingenting av Norrbladet." in report.brief()
    sentence = report.series("good_practice")["sentence"]
    assert sentence == "Vi såg för lite av Norrbladet."


def test_a_rare_series_whose_source_was_silent_is_not_called_unchanged(archive):
    archive.source("norrbladet", name="Norrbladet")
    archive.every_week(1, "norrbladet", **PRAISE)
    archive.silent("norrbladet")
    assert archive.write().series("good_practice")["verdict"] == "not_assessable"


def test_a_fall_among_sources_that_answered_is_told(archive):
    archive.every_week(9, "dagbladet", **PRAISE)
    report = archive.write()
    assert report.series("good_practice")["verdict"] == "fall"
    assert "Texter om goda exempel: färre än väntat." in report.brief()


def test_a_fall_that_a_silent_minor_source_does_not_explain_is_told(archive):
    archive.source("norrbladet", name="Norrbladet")
    archive.every_week(9, "dagbladet", **PRAISE)
    archive.every_week(1, "norrbladet", **PRAISE)
    archive.silent("norrbladet")
    assert archive.write().series("good_practice")["verdict"] == "fall"


def test_a_fall_that_disappears_among_the_covered_sources_is_not_assessable():
    weeks = tuple(shifted(WEEK, n) for n in range(-10, 1))
    counts = {"large": 130, "silent": 30}
    found = tuple(
        _appearance(source, week, number)
        for week in weeks
        for source, count in counts.items()
        for number in range(count - (14 if week == WEEK else 0))
        if (source, week) != ("silent", WEEK)
    )
    coverage = {(s, w): float((s, w) != ("silent", WEEK)) for s in counts for w in weeks}
    sources = tuple(SourceWeek(s, s.title(), "", None, None, "") for s in counts)
    evidence = Evidence(WEEK, weeks, found, sources, coverage, {}, {})
    series = frame_series(evidence, Frame.WORKLOAD, 5, False)
    assert series.now.verdict is Verdict.NOT_ASSESSABLE
    assert series.now.silent == ("Silent",)


def _appearance(source, week, number):
    moment = datetime(2026, 11, 18, tzinfo=UTC)
    id_ = f"{source}-{week}-{number}"
    return Appearance(
        id_, week, moment, source, source, "", False, False, None, "", "", "full", (), id_,
        True, "sv", True, True, "neutral", (), None, ("workload",), (),
    )  # fmt: skip


def test_a_spike_is_called_with_its_figures(archive):
    archive.every_week(1, "dagbladet", **SPREADING)
    for _ in range(9):
        archive.document("dagbladet", **SPREADING)
    report = archive.write()
    assert report.series("kidnapping", "endorses")["verdict"] == "rise"
    brief = report.brief()
    assert "1 signal den här veckan." in brief
    assert "sprider narrativet ”Kidnappning”: fler än väntat. Vi fann 9 berättelser" in brief
    assert "Nytt: texter som sprider narrativet ”Kidnappning”." in brief


def test_copies_of_one_story_are_no_spike(archive):
    for paper in ("a", "b", "c", "d", "e", "f"):
        archive.source(paper)
        archive.document(paper, story="wire", title="Demonstration i Ekvik", **SPREADING)
    archive.every_week(1, "dagbladet", **SPREADING)
    report = archive.write()
    found = report.series("kidnapping", "endorses")
    assert found["verdict"] == "no_change"
    assert found["volume"] == "6 redaktionella texter är 1 berättelse: de är kopior av varandra."
    sentence = found["stories"][0]["sentence"]
    assert sentence.startswith("6 texter, 1 berättelse: i stort sett samma text i 6 källor.")
    assert "Först i " in sentence


def test_a_wire_story_without_any_label_is_shown_as_one_story(archive):
    for paper in ("a", "b", "c", "d"):
        archive.source(paper)
        archive.document(paper, story="wire", title=f"Utredning, enligt {paper}")
    archive.document("dagbladet", title="Bara här")
    report = archive.write()
    (story,) = report.content["copied"]
    assert story["sentence"].startswith("4 texter, 1 berättelse: i stort sett samma text i 4")
    assert len(story["links"]) == 4
    assert "Bara här" not in report.text["html"]


def test_a_difference_within_its_range_is_not_called_a_change(archive):
    archive.every_week(3, "dagbladet", **SPREADING)
    archive.document("dagbladet", **SPREADING)
    report = archive.write()
    assert report.series("kidnapping", "endorses")["verdict"] == "no_change"
    assert not FALLING.search(report.brief())
    assert "Inga signaler den här veckan." in report.brief()


def test_a_count_above_the_range_that_is_no_signal_is_not_called_expected(archive):
    archive.every_week(1, "dagbladet", weeks=3, **SPREADING)
    for _ in range(3):
        archive.document("dagbladet", **SPREADING)
    report = archive.write()
    told = report.series("kidnapping", "endorses")
    assert told["verdict"] == "no_change"
    assert told["verdict_text"] == "Över det väntade, men för få för att vara en signal"
    assert "Inga signaler den här veckan." in report.brief()


def test_a_week_without_signals_says_so_in_a_few_lines(archive):
    archive.every_week(2, "dagbladet", **PRAISE)
    archive.document("dagbladet", **PRAISE)
    brief = archive.write().brief()
    assert (
        "Inga signaler den här veckan. Inget har ändrats så mycket att det är en signal." in brief
    )
    assert brief.endswith("Inget att göra den här veckan. Att avvakta är också ett val.")
    assert len(brief.split()) < 100


def test_a_silent_source_in_earlier_weeks_does_not_make_a_rise(archive):
    quiet = [shifted(WEEK, -n) for n in range(1, 10)]
    for week in quiet:
        archive.silent("dagbladet", week)
    for week in span(shifted(WEEK, -26), WEEK):
        for _ in range(0 if week in quiet else 6):
            archive.document("dagbladet", week, **SPREADING)
    found = archive.write().series("kidnapping", "endorses")
    assert found["verdict"] == "no_change"
    assert found["series"]["history_weeks"] == 17


def test_a_new_source_does_not_make_a_rise(archive):
    archive.every_week(1, "dagbladet", **SPREADING)
    archive.source("nybladet")
    archive.silences += [("nybladet", shifted(WEEK, -n)) for n in range(1, 29)]
    for _ in range(12):
        archive.document("nybladet", **SPREADING)
    assert archive.write().series("kidnapping", "endorses")["verdict"] == "too_short"


def test_a_week_that_the_model_has_not_read_is_not_called_calm(archive):
    archive.every_week(1, "dagbladet", **PRAISE)
    for _ in range(4):
        archive.document("dagbladet")
    archive.labels = archive.labels[:-3]
    report = archive.write()
    assert report.series("good_practice")["verdict"] == "not_assessable"
    assert report.content["summary"]["headline"].startswith("Veckan går inte att bedöma")
    assert "3 redaktionella texter är ännu inte bedömda" in str(report.content["coverage"])


def test_earlier_weeks_that_the_model_has_not_read_do_not_make_a_rise(archive):
    archive.every_week(6, "dagbladet", **SPREADING)
    archive.labels = archive.labels[-60:]
    for _ in range(6):
        archive.document("dagbladet", **SPREADING)
    found = archive.write().series("kidnapping", "endorses")
    assert (found["verdict"], found["series"]["history_weeks"]) == ("no_change", 10)


def test_a_short_history_is_said_to_be_short(archive):
    archive.source("norrbladet")
    archive.silences += [("norrbladet", shifted(WEEK, -n)) for n in range(4, 29)]
    archive.every_week(2, "norrbladet", weeks=3, **SPREADING)
    archive.document("norrbladet", **SPREADING)
    found = archive.write().series("kidnapping", "endorses")
    assert found["verdict"] == "too_short"
    assert found["sentence"].startswith("Det finns 3 tidigare veckor att jämföra med")


def test_stances_are_never_added_up(archive):
    for stance, count in ((Stance.ENDORSES, 2), (Stance.REPORTS, 3), (Stance.REBUTS, 4)):
        for _ in range(count):
            archive.document("dagbladet", narratives=(Narrative.PROFIT,), stance=stance)
    report = archive.write()
    counts = {r["stance"]: r["editorial_stories"] for r in report.rows if r["week"] == WEEK}
    assert counts == {"endorses": "2", "reports": "3", "rebuts": "4"}
    assert all(r["stance"] for r in report.rows if r["label_group"] == "narrative")


def test_criticism_is_never_in_the_figure_of_a_narrative(archive):
    archive.document("dagbladet", frames=(Frame.LEGAL_CERTAINTY,), tone=Tone.NEGATIVE)
    archive.document("dagbladet", frames=(Frame.LEGAL_CERTAINTY,), **SPREADING)
    report = archive.write()
    assert report.row("legal_certainty")["editorial_stories"] == "1"
    assert report.row("kidnapping", "endorses")["editorial_stories"] == "1"
    assert "Det är inte desinformation" in report.text["html"]


def test_a_wave_of_criticism_is_told_apart_from_narratives(archive):
    archive.every_week(1, "dagbladet", frames=(Frame.WORKLOAD,))
    for _ in range(9):
        archive.document("dagbladet", frames=(Frame.WORKLOAD,))
    report = archive.write()
    assert report.content["summary"]["signals"] == []
    assert "arbetsbelastning: fler än väntat" in report.content["summary"]["legitimate"][0]
    assert "Granskning och kritik är inte desinformation" in report.brief()


def test_the_summary_names_no_cause(archive):
    archive.source("norrbladet", name="Norrbladet")
    archive.every_week(6, "norrbladet", **PRAISE)
    archive.silent("norrbladet")
    archive.every_week(9, "dagbladet", frames=(Frame.CRIME,))
    for _ in range(9):
        archive.document("dagbladet", **SPREADING)
    assert not CAUSAL.search(archive.write().brief())


def test_the_running_week_is_preliminary_and_never_has_a_fall(archive):
    archive.every_week(9, "dagbladet", **PRAISE)
    report = archive.write(now=datetime(2026, 11, 18, 9, tzinfo=UTC))
    assert "(preliminär)" in report.page.findtext(".//title")
    assert "(preliminär)" in report.page.findtext(".//h1")
    assert report.page.cssselect(".banner")[0].text_content().strip().startswith("Preliminär:")
    assert report.series("good_practice")["verdict"] == "not_assessable"
    assert not FALLING.search(report.brief())


def test_a_spike_in_the_running_week_is_called(archive):
    archive.every_week(1, "dagbladet", **SPREADING)
    for _ in range(9):
        archive.document("dagbladet", day=1, **SPREADING)
    report = archive.write(now=datetime(2026, 11, 18, 9, tzinfo=UTC))
    assert report.series("kidnapping", "endorses")["verdict"] == "rise"


def test_narrative_posts_of_many_accounts_count(archive):
    archive.source("torget", OutletType.SOCIAL)
    for n in range(12):
        archive.document("torget", author=f"p{n}", **SPREADING)
    report = archive.write()
    assert report.series("kidnapping", "endorses")["verdict"] == "rise"
    assert report.row("kidnapping", "endorses")["private_accounts"] == "12"
