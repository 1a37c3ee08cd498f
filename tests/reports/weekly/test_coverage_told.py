"""What the report says of sources that failed, were not visited, or are read from files."""

from datetime import UTC, datetime, timedelta

from reports.signals.coverage import coverage
from reports.signals.weeks import first_day, shifted, span, start_of_day
from store.records import Access, Frame, OutletType, Poll, SourceKind

WEEK = "2026-W47"
PRAISE = {"frames": (Frame.GOOD_PRACTICE,)}
LATER = "En senare hämtning kan visa det som publicerades tidigare."


def moment(week, **later):
    return start_of_day(first_day(week)) + timedelta(**later)


def covered(source_id, until=None, first="2026-W19"):
    """An answer at `until` that reaches back over all weeks from `first`."""
    return Poll(source_id, until or moment(WEEK, days=7), Access.OK, covers_from=moment(first))


def failed(source_id, at):
    return Poll(source_id, at, Access.OUTAGE, message="Fel 503 från servern.")


def test_sources_whose_last_attempt_failed_are_not_said_to_have_answered(archive):
    for source_id in ("dagbladet", "forumet"):
        archive.polls += [covered(source_id), failed(source_id, moment(WEEK, days=7, hours=6))]
    report = archive.write(now=datetime(2026, 11, 24, 6, tzinfo=UTC))
    told = "2 av 2 källor svarade inte vid det senaste försöket. Täckningen är 100\u00a0%."
    assert {row["state"] for row in report.content["coverage"]["sources"]} == {"svarade inte"}
    assert report.content["coverage"]["sentence"] == told
    assert told in report.text["html"]
    assert "2 av 2 källor svarade inte vid det senaste" in report.brief()
    assert LATER in report.content["coverage"]["uncounted"]


def test_a_silent_source_and_one_that_failed_last_are_each_counted_once(archive):
    archive.silent("dagbladet")
    archive.polls += [covered("forumet"), failed("forumet", moment(WEEK, days=7, hours=6))]
    sentence = archive.write().content["coverage"]["sentence"]
    assert sentence.startswith(
        "Vi såg ingenting av Dagbladet. "
        "Ytterligare 1 svarade inte vid det senaste försöket. Täckningen är 50"
    )


def test_two_sources_that_answered_are_both_and_three_are_counted(archive, another):
    assert archive.write().content["coverage"]["sentence"].startswith("Båda källorna svarade.")
    another.source("norrbladet")
    assert another.write().content["coverage"]["sentence"].startswith("Alla 3 källor svarade.")


def test_coverage_by_a_later_visit_is_explained_where_nobody_tried_in_the_week(archive):
    for source_id in ("dagbladet", "forumet"):
        archive.polls.append(covered(source_id, moment(WEEK, days=20)))
    section = archive.write(now=moment(WEEK, days=21)).content["coverage"]
    assert {row["state"] for row in section["sources"]} == {"inget försök denna vecka"}
    assert section["sentence"].startswith(
        "Inga källor besöktes under veckan. Veckans texter kom in i efterhand. Om något saknas i "
        "arkivet syns det inte i täckningen. Täckningen är 100"
    )
    assert LATER in section["uncounted"]


def test_a_later_visit_is_not_spoken_of_where_all_were_visited(archive):
    assert LATER not in archive.write().text["html"]


def imported(archive, first, last):
    """A source that is only in a file, which reaches over the weeks `first`..`last`."""
    archive.source("arkivet", OutletType.FORUM, name="Arkivet", kind=SourceKind.IMPORT)
    end = moment(shifted(last, 1))
    archive.polls.append(Poll("arkivet", end, Access.IMPORTED, covers_from=moment(first)))


def test_an_imported_source_is_expected_only_on_the_days_of_its_file(archive):
    imported(archive, "2026-W40", "2026-W44")
    weeks = span("2026-W38", WEEK)
    with archive.store().reading() as transaction:
        found = coverage(transaction, weeks, moment(WEEK, days=7))
    own = found[found["source_id"] == "arkivet"]
    assert list(own["week"]) == span("2026-W40", "2026-W44")
    assert set(own["coverage"]) == {1.0}
    assert {"source_id", "outlet_type", "region", "week", "coverage"} <= set(found.columns)


def test_an_imported_source_is_not_counted_among_those_that_did_not_answer(archive):
    imported(archive, "2026-W40", "2026-W44")
    report = archive.write()
    rows = {row["name"]: row for row in report.content["coverage"]["sources"]}
    assert (rows["Arkivet"]["state"], rows["Arkivet"]["silent"]) == ("läst från fil", False)
    assert report.content["coverage"]["sentence"].startswith("Båda källorna svarade.")


def test_a_week_that_is_only_in_files_says_so_and_folds_the_sources_never_fetched(archive):
    imported(archive, "2026-W19", WEEK)
    later = moment(WEEK, days=9)
    for source_id in ("dagbladet", "forumet"):
        archive.polls.append(Poll(source_id, later, Access.OK, covers_from=later))
    section = archive.write().content["coverage"]
    assert section["sentence"] == (
        "Alla texter är lästa från fil. Inga källor har hämtats. Täckningen är 100\u00a0%."
    )
    assert [row["name"] for row in section["sources"]] == ["Arkivet"]
    assert section["uncounted"] == [
        "2 källor i källistan hade ännu inte hämtats. De står inte i tabellen."
    ]


def test_a_week_in_which_no_source_answered_is_not_calm_even_where_nothing_was_ever_found(archive):
    for source_id in ("dagbladet", "forumet"):
        archive.silent(source_id)
    brief = archive.write().brief()
    assert "Veckan går inte att bedöma: vi såg för lite av källorna." in brief
    assert (
        "Ingen av serierna kan bedömas: vi såg för lite av 2 källor. De står under Täckning."
        in brief
    )
    assert "Vi såg ingenting av någon källa." in brief
    assert "Inget att göra" not in brief


def test_a_series_from_a_file_that_ended_is_neither_a_fall_nor_a_silence(archive):
    imported(archive, "2026-W19", "2026-W46")
    for week in span("2026-W21", "2026-W46"):
        for n in range(9):
            archive.document("arkivet", week, author=f"p{n}", **PRAISE)
    report = archive.write()
    found = report.series("good_practice")
    assert found["verdict"] == "not_assessable"
    assert found["sentence"] == "Det som är läst från fil (Arkivet) räcker inte över veckan."
    assert found["series"]["silent_sources"] == []
    assert "Arkivet svarade inte" not in report.text["html"]
    assert "det som är läst från fil (Arkivet) räcker inte över veckan" in report.brief()


def test_the_half_page_names_at_most_five_sources(archive):
    names = [f"Blad{number:02}" for number in range(12)]
    for number, name in enumerate(names):
        archive.source(name.lower(), name=name)
        frame = (Frame.CRIME, Frame.WORKLOAD)[number % 2]
        archive.every_week(1, name.lower(), frames=(frame,))
        archive.silent(name.lower())
    archive.every_week(2, "dagbladet", **PRAISE)
    archive.document("dagbladet", **PRAISE)
    brief = archive.write().brief()
    assert 1 <= sum(name in brief for name in names) <= 5
    assert "och 3 till" in brief
    assert "Vi såg ingenting av 12 av 14 källor." in brief


def test_table_and_section_show_the_share_that_the_verdict_rests_on(archive):
    archive.source("norrbladet", name="Norrbladet")
    archive.every_week(9, "dagbladet", **PRAISE)
    archive.every_week(3, "norrbladet", **PRAISE)
    archive.silent("norrbladet")
    for _ in range(6):
        archive.document("dagbladet", **PRAISE)
    report = archive.write()
    (row,) = [
        r for r in report.page.cssselect(".overview tbody tr") if "Goda" in r.findtext("th/a")
    ]
    shown = row.cssselect("td.n")[-1].text
    assert shown != "50\u00a0%"
    assert f"Vi såg {shown} av det som källorna brukar ge." in report.text["html"]
