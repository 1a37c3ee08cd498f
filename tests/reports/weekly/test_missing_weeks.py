"""Weeks before anybody followed the sources are missing, and no noughts."""

from store.records import Frame, Narrative, Stance

WEEK = "2026-W47"
PRAISE = {"frames": (Frame.GOOD_PRACTICE,)}


def short(archive, first="2026-W44"):
    """Monitoring began in `first`."""
    archive.start = first
    archive.document("dagbladet", "2026-W46", **PRAISE)
    archive.document("dagbladet", WEEK, **PRAISE)
    return archive


def test_the_table_begins_with_the_first_week_that_was_followed(archive):
    page = short(archive).write().page
    (table,) = page.cssselect("table.weeks")
    rows = {
        row.findtext("th"): [cell.text for cell in row.findall("td")]
        for row in table.findall("tbody/tr")
    }
    assert rows[WEEK] == ["1", "0", "100\u00a0%"]
    assert rows["2026-W45"] == ["0", "0", "100\u00a0%"]
    assert min(rows) == "2026-W44"
    (note,) = page.cssselect("details p.small")
    assert note.text == "Veckorna före vecka 44 visas inte: då följdes ingen källa."


def test_missing_weeks_are_a_named_gap_in_the_chart(archive):
    report = short(archive).write()
    (chart,) = report.page.cssselect("figure svg")
    (spark,) = report.page.cssselect("td.spark svg")
    assert len(list(spark.iter("path"))) <= len(list(chart.iter("path")))
    assert [t.text for t in chart.iter("text")].count("saknas") == 1
    assert (
        "23 veckor saknas: då följdes ingen källa." in report.series("good_practice")["chart_text"]
    )


def test_a_week_that_was_followed_without_finds_is_no_gap(archive):
    archive.document("dagbladet", **PRAISE)
    report = archive.write()
    assert "saknas" not in report.text["html"]


def test_missing_weeks_have_no_counts_in_the_exports(archive):
    report = short(archive).write()
    row = report.row("good_practice", week="2026-W43")
    assert (row["editorial_stories"], row["private_stories"], row["coverage"]) == ("", "", "")
    assert report.row("good_practice", week="2026-W45")["editorial_stories"] == "0"
    week = report.series("good_practice")["series"]["weeks"][0]
    assert week["editorial"] == {"stories": None, "documents": None, "accounts": None}


def test_last_week_is_missing_where_monitoring_began_this_week(archive):
    archive.start = WEEK
    archive.document("dagbladet", **PRAISE)
    page = archive.write().page
    rows = [r for r in page.iter("tr") if r.findtext("th") == "Förra veckan"]
    assert [cell.text for cell in rows[0].findall("td")] == ["saknas"] * 6


def test_nothing_found_tells_how_many_weeks_we_have_seen(archive, another):
    short(archive).document("dagbladet", narratives=(Narrative.PROFIT,), stance=Stance.REPORTS)
    told = archive.write().content["overview"]["nothing"]
    assert told.startswith("Inget funnet under de 4 veckor som vi har sett: Kidnappning, ")
    assert "Vinst" not in told
    assert "Rättssäkerhet" in told
    assert "Goda exempel" not in told
    whole = another.write().content["overview"]["nothing"]
    assert whole.startswith("Inget funnet de senaste 26 veckorna: Kidnappning, Utan grund, ")
    assert whole.endswith("Brottslighet och Goda exempel.")


def test_a_short_history_is_not_told_as_nothing_to_do(archive):
    brief = short(archive).write().brief()
    assert "Vänta: det behövs minst sex veckor att jämföra med." in brief
    assert "Inget att göra" not in brief
