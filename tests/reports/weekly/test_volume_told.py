"""What the report says of sources that answered and gave less than they should, and of archives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reports.signals.coverage import Note
from reports.signals.stored_past import judged_coverage
from reports.signals.weeks import first_day, shifted, start_of_day
from reports.weekly.evidence import SourceWeek, read_evidence
from reports.weekly.volume_told import archived_sentences, thin_message, volume_sentences
from reports.weekly.words import Words
from store.records import Access, Frame

WEEK = "2026-W47"
PRAISE = {"frames": (Frame.GOOD_PRACTICE,)}
SV = Words("sv")
FOUND = start_of_day(first_day(WEEK)) + timedelta(days=2, hours=3)


def source(name, note=Note.NONE, **more):
    return SourceWeek(name.lower(), name, "regional_daily", 1.0, Access.OK, "", note=note, **more)


def test_a_thin_source_is_told_as_missing_and_never_as_calm():
    (sentence,) = volume_sentences(SV, [source("Norrbladet", Note.THIN), source("Sydbladet")])
    assert sentence == (
        "Mycket mindre än väntat kom från Norrbladet, som ändå svarade. Flödet kan ha kortats, "
        "tömts eller blivit svårt att läsa. Räkna det som saknas som okänt, inte som lugn."
    )


def test_a_thin_source_says_in_its_row_what_it_gave_and_should_have_given():
    thin = source("Norrbladet", Note.THIN, seen=4, expected=61.2, expected_low=24)
    assert thin_message(SV, thin) == "gav 4 texter; ungefär 61 väntades, och minst 24"
    unread = source("Norrbladet", Note.THIN, seen=60, expected=61.2, expected_low=24)
    assert thin_message(SV, unread) == "en del av veckan är tom eller gick inte att läsa"
    empty = source("Forumet", Note.THIN)
    assert thin_message(SV, empty) == "listan var tom"


def test_silent_sources_are_told_with_the_reason_of_their_last_failure():
    silent = [
        SourceWeek(name.lower(), name, "", 0.2, access, "", time_coverage=0.2, note=Note.OUTAGE)
        for name, access in (("A", Access.OUTAGE), ("B", Access.REFUSED), ("C", None))
    ]
    assert volume_sentences(SV, silent) == (
        "Vi såg inte hela veckan av C. Det som saknas är okänt. Det är inte noll.",
        "Vi såg inte hela veckan av A (senaste felet: svarade inte). Det som saknas är okänt. "
        "Det är inte noll.",
        "Vi såg inte hela veckan av B (senaste felet: nekade oss). Det som saknas är okänt. "
        "Det är inte noll.",
    )


def test_lasting_changes_are_told_by_their_direction():
    changed = [
        source("Norrbladet", Note.VOLUME_CHANGE, level_ratio=0.4),
        source("Sydbladet", Note.VOLUME_CHANGE, level_ratio=2.0),
    ]
    assert volume_sentences(SV, changed) == (
        "Sedan en tid kommer mer än förut från Sydbladet och mindre än förut från Norrbladet. Det "
        "är källornas nya nivå. Jämför inte deras antal med veckorna före ändringen.",
    )


def test_a_calm_season_and_an_archive_have_a_sentence_each():
    told = volume_sentences(SV, [source("A", Note.BACKFILL), source("B", Note.QUIET_SEASON)])
    assert told == (
        "Äldre texter kom under veckan från A. De räknas i den vecka då de publicerades, om "
        "datumet är känt.",
        "1 källa gav mindre än en vanlig vecka. Det är väntat vid helger och semestrar.",
    )


def test_many_sources_are_counted_and_not_named():
    (sentence,) = volume_sentences(SV, [source(name, Note.THIN) for name in "ABCDEF"])
    assert "kom från 6 källor, som ändå svarade" in sentence


def test_ordinary_weeks_need_no_sentence():
    assert volume_sentences(SV, [source("A"), source("B")]) == ()


@pytest.fixture
def busy(archive):
    """Dagbladet has given 30 texts a week, two of them about good practice."""
    archive.every_week(2, "dagbladet", **PRAISE)
    for day in range(7):
        archive.every_week(4, "dagbladet", relevant=False, day=day)
    return archive


def test_a_source_that_gives_next_to_nothing_makes_no_fall(busy):
    for _ in range(9):
        busy.every_week(1, "dagbladet", **PRAISE)
    busy.document("dagbladet", relevant=False, day=1)
    report = busy.write()
    found = report.series("good_practice")
    assert found["verdict"] == "not_assessable"
    rows = {row["name"]: row for row in report.content["coverage"]["sources"]}
    assert rows["Dagbladet"]["coverage"] < 0.2
    assert rows["Dagbladet"]["message"].startswith("gav 1 text; ungefär ")
    assert (
        "1 källa svarade men gav mycket mindre än väntat."
        in (report.content["coverage"]["sentence"])
    )
    assert "färre än väntat" not in report.brief()


def test_a_calm_week_in_a_source_that_gives_what_it_should_can_be_a_fall(busy):
    for _ in range(9):
        busy.every_week(1, "dagbladet", **PRAISE)
    for day in range(7):
        for _ in range(5):
            busy.document("dagbladet", relevant=False, day=day)
    assert busy.write().series("good_practice")["verdict"] == "fall"


def test_texts_without_a_date_that_came_with_an_archive_are_in_no_figure(archive):
    archive.every_week(1, "dagbladet", **PRAISE)
    archive.document("dagbladet", **PRAISE)
    for _ in range(40):
        archive.document("dagbladet", **PRAISE)
        archive.documents[-1] = replace(
            archive.documents[-1], published_at=None, first_seen_at=FOUND, fetched_at=FOUND
        )
    report = archive.write()
    found = report.series("good_practice")
    assert found["series"]["weeks"][-1]["editorial"]["stories"] == 1
    assert found["verdict"] == "no_change"
    told = " ".join(report.content["coverage"]["uncounted"])
    assert "40 redaktionella texter utan datum kom med arkiv. De räknas inte till veckan" in told
    assert "Äldre texter kom under veckan från Dagbladet." in told


def test_archived_private_posts_are_counted_only_with_enough_accounts(archive):
    archive.document("forumet", author="p0", **PRAISE)
    for n in range(6):
        archive.document("forumet", author=f"p{n}")
    archive.document("dagbladet")
    with archive.store().reading() as transaction:
        now = start_of_day(first_day(shifted(WEEK, 1)))
        covered = judged_coverage(transaction, WEEK, now)
        evidence = read_evidence(transaction, "model", WEEK, covered)
    forum = [a for a in evidence.appearances if a.private]
    assert archived_sentences(SV, forum[:3], 5) == ()
    assert archived_sentences(SV, forum, 5) == (
        "7 privata inlägg utan datum kom med arkiv och räknas inte till veckan.",
    )
    assert archived_sentences(SV, [a for a in evidence.appearances if not a.private], 5) == (
        "1 redaktionell text utan datum kom med ett arkiv. Den räknas inte till veckan, eftersom "
        "vi inte vet när den publicerades.",
    )
