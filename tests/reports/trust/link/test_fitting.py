"""Where a campaign lies on the grid of the data."""

import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.fitting import campaign_span
from reports.trust.link.joining import join
from reports.trust.link.plan import plan_of

QUARTERS = [f"{year}-{month:02d}" for year in (2020, 2021, 2022) for month in (1, 4, 7, 10)]


def span(campaign):
    rows = "".join(f"{time},{group},100,40\n" for time in QUARTERS for group in ("mål", "jfr"))
    table = parse_csv_table(f"time,group,n,high\n{rows}".encode(), "x.csv")
    keys = {"question": "?", "design": "campaign", "trust": "x.csv", "comparison": "jfr"}
    plan = plan_of({**keys, "campaign": campaign}, "plan.toml")
    return campaign_span(plan, join(plan, table, table))


def test_a_campaign_holds_the_times_between_its_ends_alone():
    assert span(["2021-01", "2021-11"]) == (4, 7)  # 2022-01 comes after
    assert span(["2021-02", "2021-10"]) == (5, 7)  # 2021-01 comes before
    assert span(["2021-01", "2021-10"]) == (4, 7)


def test_a_campaign_between_two_times_is_refused():
    with pytest.raises(TableError, match="ingen tid i data ligger i kampanjen"):
        span(["2021-02", "2021-03"])
    with pytest.raises(TableError, match="slutar före början"):
        span(["2021-10", "2021-01"])
