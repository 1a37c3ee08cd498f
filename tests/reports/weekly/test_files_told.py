"""What somebody captured into files is counted, told apart, and compared with nothing."""

from datetime import UTC, datetime, timedelta

from reports.signals.stored_series import stored_spikes
from reports.signals.weeks import shifted
from reports.weekly.assessment import shares_seen
from reports.weekly.cells import Count, cell
from reports.weekly.evidence import Appearance, Evidence, SourceWeek
from store.passed_over import add_passed_over
from store.records import (
    Access,
    Narrative,
    OutletType,
    PassedOver,
    Poll,
    SourceKind,
    Stance,
)

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
KIDNAPPING = {"narratives": (Narrative.KIDNAPPING,), "stance": Stance.ENDORSES}
PROFIT = {"narratives": (Narrative.PROFIT,), "stance": Stance.ENDORSES}
MUSLIM = {"narratives": (Narrative.MUSLIM_TARGETING,), "stance": Stance.ENDORSES}


def captured(archive):
    """A source that is only in a file, which claims no days."""
    archive.source("tiktok", OutletType.SOCIAL, name="TikTok (fil)", kind=SourceKind.IMPORT)
    archive.polls.append(Poll("tiktok", NOW, Access.IMPORTED))
    for source_id in ("dagbladet", "forumet"):
        whole = datetime(2026, 5, 4, tzinfo=UTC)
        archive.polls.append(Poll(source_id, NOW, Access.OK, covers_from=whole))


def posts(archive, count, week=WEEK, accounts=9, **labels):
    for n in range(count):
        archive.document("tiktok", week, author=f"p{n % accounts}", **labels)


def of_week(series):
    return series["series"]["weeks"][-1]


def test_more_in_a_file_is_no_rise_and_an_old_capture_hides_none(archive):
    captured(archive)
    archive.every_week(1, "dagbladet", **KIDNAPPING)
    posts(archive, 30, **KIDNAPPING)
    archive.document("dagbladet", **KIDNAPPING)
    archive.every_week(1, "dagbladet", **PROFIT)
    for weeks in range(1, 9):
        posts(archive, 15, shifted(WEEK, -weeks), **PROFIT)
    for _ in range(14):
        archive.document("dagbladet", **PROFIT)
    posts(archive, 6, accounts=3, **MUSLIM)
    store = archive.store()
    with store.write() as transaction:
        more = PassedOver("tiktok", datetime(2026, 11, 18, tzinfo=UTC).date(), "sv", 60)
        add_passed_over(transaction, [more])
    report = archive.write(formats=("json", "csv"))

    grown = report.series("kidnapping", "endorses")
    assert grown["verdict"] == "no_change"
    assert of_week(grown)["captured"] == {"stories": 30, "documents": 30, "accounts": 9}
    assert (of_week(grown)["private"]["stories"], of_week(grown)["coverage"]) == (0, 1.0)
    assert "Ur filer: 30 berättelser, som inte jämförs med andra veckor." in grown["notes"]
    assert report.row("kidnapping", "endorses")["captured_stories"] == "30"
    assert report.series("profit", "endorses")["verdict"] == "rise"
    few = report.series("muslim_targeting", "endorses")
    assert set(of_week(few)["captured"].values()) == {"–"}
    assert "Inläggen ur filer är för få att visa." in few["notes"]

    content = report.content
    assert content["coverage"]["sentence"] == (
        "Båda källorna svarade. Täckningen är 100\u00a0%. Den gäller inte det som är läst från fil."
    )
    (row,) = [row for row in content["attention"] if row["captured"]]
    assert (row["seen"], row["relevant"]) == (96, 36)
    (source,) = [s for s in content["coverage"]["sources"] if s["name"] == "TikTok (fil)"]
    assert (source["coverage"], source["status"]) == (None, "file")
    assert content["manifest"]["captured_posts"] == "96"

    found = stored_spikes(store, "model", "2026-W40", WEEK, NOW, 5)
    counts = found[(found["week"] == WEEK) & (found["count"] > 0)].set_index("series")["count"]
    assert counts.to_dict() == {"kidnapping:endorses": 1, "profit:endorses": 14}


def test_a_week_that_is_only_captured_says_so_and_has_no_coverage(archive):
    archive.sources.clear()
    captured(archive)
    archive.polls = archive.polls[:1]
    archive.source("norrbladet")
    archive.polls.append(Poll("norrbladet", NOW + timedelta(days=14), Access.OK))
    posts(archive, 20, **KIDNAPPING)
    posts(archive, 20, narratives=(Narrative.PROFIT,), stance=Stance.REBUTS)
    report = archive.write(formats=("html", "json"))
    assert report.content["summary"]["headline"] == (
        "Allt från den här veckan kommer från inlästa filer. Det jämförs inte med andra veckor."
    )
    assert report.content["coverage"]["overall"] is None
    assert "ingen vet hur mycket som saknas" in report.brief()
    found = report.series("kidnapping", "endorses")
    assert found["verdict_text"] == "Jämförs inte: läst från fil"
    assert of_week(found)["coverage"] is None
    assert not report.page.cssselect("div.series figure")  # nothing that a chart could show
    table = report.page.cssselect("section.overview table")[0].text_content()
    assert "Ur filer" in table and "saknas" in table and "20" in table
    assert "bygger rapporten på 1 källa eller fil" in report.text["html"]
    assert report.content["manifest"]["sources"] == "1"
    assert "<dt>inlägg ur filer</dt>" in report.text["html"]
    weeks = report.page.cssselect("table.weeks")[0]
    assert [row.text for row in weeks.cssselect("tbody th")] == [WEEK]
    assert [cell.text for cell in weeks.cssselect("td")] == ["saknas", "saknas", "20", "saknas"]
    (heading,) = report.page.cssselect("section[aria-labelledby=svar] h4")
    assert heading.getnext().text.startswith("Bara i inlägg av privatpersoner")


def test_a_file_of_articles_without_a_type_says_what_its_coverage_is_of(archive):
    captured(archive)
    archive.polls[1:] = [Poll("dagbladet", NOW - timedelta(days=7), Access.OUTAGE)]
    archive.source("lista", None, kind=SourceKind.IMPORT)
    monday = datetime(2026, 11, 15, 23, tzinfo=UTC)
    end = monday + timedelta(days=7)
    archive.polls.append(Poll("lista", end, Access.IMPORTED, covers_from=monday))
    archive.document("lista")
    posts(archive, 6)
    archive.sources.pop("forumet")
    report = archive.write()
    assert report.content["coverage"]["sentence"] == (
        "Vi såg ingenting av någon källa. Täckningen av källorna som följs är 0\u00a0%. "
        "I tabellerna räknas också artiklar som är lästa från fil. "
        "Det som är fångat på sociala medier har ingen täckning."
    )
    assert "1 text i källor utan angiven typ, varav 1 om" in report.brief()
    assert report.content["manifest"]["sources"] == "2"


def appearance(number, source_id="forumet", captured=False, account="p1"):
    return Appearance(
        f"d{number}", WEEK, NOW, source_id, source_id, "forum", True, True, account, "", "", "full",
        (), f"d{number}", True, "sv", True, True, "neutral", ("kidnapping",), "endorses", (), (),
        captured,
    )  # fmt: skip


def test_posts_of_a_file_neither_hide_nor_show_those_that_are_followed():
    few = [appearance(n, account=f"p{n}") for n in range(3)]
    many = [appearance(10 + n, "tiktok", True, f"k{n}") for n in range(6)]
    found = cell([*few, *many], 5)
    assert (found.private.hidden, found.captured) == (True, Count(6, 6, 6))
    assert cell(many, 5).private == Count(0, 0, 0)
    assert cell(few, 5).captured == Count(0, 0, 0)


def test_a_hidden_cell_does_not_lie_on_platforms_that_nobody_has_asked():
    sources = [
        SourceWeek("forumet", "Forumet", "forum", 1.0, "ok", ""),
        SourceWeek("flashback", "Flashback", "forum", None, None, ""),
        SourceWeek("tiktok", "TikTok (fil)", "social", None, None, "", imported=True),
    ]
    weeks = ("2026-W46", WEEK)
    covered = {("forumet", week): 1.0 for week in weeks}
    found = Evidence(WEEK, weeks, (appearance(1),), tuple(sources), covered, {}, {})
    by_week = {"2026-W46": [], WEEK: [appearance(1)]}
    series = ("narrative", "kidnapping", "endorses")
    assert shares_seen(found, by_week, series, 5) == (1.0, 1.0)
