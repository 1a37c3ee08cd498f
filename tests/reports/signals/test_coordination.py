"""Coordination: rings are found, chance is not, and nobody is named."""

import importlib.util
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from reports.signals.coordination import closeness
from reports.signals.coordination.chance import tail
from reports.signals.coordination.closeness import close_pairs, close_shares, followers
from reports.signals.coordination.clusters import Reason, Verdict, coordination
from reports.signals.coordination.pairs import repeated
from reports.signals.coordination.shares import SharesError, shares_of
from reports.signals.coordination.tables import HIDDEN, TOO_FEW_ACCOUNTS, published

_SPEC = importlib.util.spec_from_file_location(
    "coordination_cases", Path(__file__).with_name("coordination_cases.py")
)
cases = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = cases
_SPEC.loader.exec_module(cases)

SMALL = {"shares": 15_000, "accounts": 1_500, "objects": 2_500}
KINDS = [cases.HEAVY, cases.VIRAL, cases.RHYTHM, cases.FAST, cases.TOPICS, cases.TAGS]


def small(kind):
    return replace(kind, **SMALL)


def table(*rows):
    """Rows of object, account, time."""
    columns = ["object_id", "account_id", "timestamp_share"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(content_id=[f"c{number}" for number in range(len(frame))])


def looked_for(case):
    drawn = cases.draw(case)
    return drawn, coordination(shares_of(drawn.shares)[0])


def random_shares(seed, rows=400, accounts=12, objects=6, span_s=4000):
    random = np.random.default_rng(seed)
    return shares_of(
        table(
            *zip(
                random.integers(objects, size=rows).astype(str),
                random.integers(accounts, size=rows).astype(str),
                random.integers(span_s, size=rows),
                strict=True,
            )
        )
    )[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("shuffle", ["none", "all", "object", "account"])
def test_nothing_is_found_where_people_share_independently(kind, shuffle):
    _, found = looked_for(cases.Case(small(kind), 11, shuffle=shuffle))
    assert found.verdict is Verdict.NONE_FOUND
    assert not len(found.clusters)
    assert not len(found.objects)


@pytest.mark.parametrize("kind", [cases.FAST, cases.VIRAL, cases.TOPICS], ids=lambda k: k.name)
@pytest.mark.parametrize("ring", [cases.OWN, cases.POPULAR, cases.PARTLY], ids=lambda r: r.name)
def test_a_ring_of_ten_is_found_with_its_objects(kind, ring):
    drawn, found = looked_for(cases.Case(small(kind), 12, ring))
    listed = set(found.objects["object_id"])
    assert found.verdict is Verdict.COORDINATED
    assert found.clusters["accounts"].tolist() == [10]
    assert len(listed & drawn.objects[0]) >= 0.9 * len(drawn.objects[0])
    assert len(listed & drawn.objects[0]) >= 0.75 * len(listed)


def test_a_ring_of_ten_among_a_hundred_thousand_shares_is_found():
    drawn, found = looked_for(cases.Case(cases.VIRAL, 13, cases.HALF))
    assert len(drawn.shares) > 100_000
    assert len(set(found.objects["object_id"]) & drawn.objects[0]) >= 0.9 * len(drawn.objects[0])


def test_a_rings_shares_with_shuffled_times_are_nothing():
    _, found = looked_for(cases.Case(small(cases.HEAVY), 14, cases.OWN, shuffle="all"))
    assert found.verdict is Verdict.NONE_FOUND


def test_two_rings_are_two_clusters():
    drawn, found = looked_for(cases.Case(small(cases.TOPICS), 15, cases.OWN, rings=2))
    assert found.clusters["accounts"].tolist() == [10, 10]
    for ring in drawn.objects:
        of_it = found.objects[found.objects["object_id"].isin(ring)]
        assert of_it["cluster"].nunique() == 1


def test_rows_in_another_order_give_the_same():
    drawn = cases.draw(cases.Case(small(cases.HEAVY), 16, cases.HALF))
    first = coordination(shares_of(drawn.shares)[0])
    second = coordination(shares_of(drawn.shares[::-1])[0])
    pd.testing.assert_frame_equal(first.clusters, second.clusters)
    pd.testing.assert_frame_equal(first.objects, second.objects)


def test_no_account_is_named():
    drawn, found = looked_for(cases.Case(small(cases.HEAVY), 12, cases.OWN))
    clusters, objects = published(found, 5)
    text = clusters.to_csv() + objects.to_csv()
    assert not any(f",{account}," in text for account in drawn.accounts[0])
    assert list(clusters) == [
        "cluster", "accounts", "objects", "first", "last", "weight", "p_value", "verdict",
    ]  # fmt: skip
    assert list(objects) == ["object_id", "cluster"]


def test_a_cluster_of_few_accounts_is_hidden_and_its_objects_are_not_listed():
    ring = replace(cases.OWN, members=4)
    drawn, found = looked_for(cases.Case(small(cases.TOPICS), 17, ring))
    assert found.clusters["accounts"].tolist() == [4]
    clusters, objects = published(found, 5)
    assert clusters["verdict"].tolist() == [TOO_FEW_ACCOUNTS]
    assert set(clusters.iloc[0, 1:-1]) == {HIDDEN}
    assert not len(objects)
    assert len(published(found, 4)[1]) >= 0.9 * len(drawn.objects[0])


def test_objects_that_all_share_weigh_less():
    kind = replace(small(cases.FLAT), objects=400)
    _, own = looked_for(cases.Case(kind, 18, cases.OWN))
    _, popular = looked_for(cases.Case(kind, 18, replace(cases.OWN, popular=1.0)))
    assert own.clusters["weight"][0] > 1.2 * popular.clusters["weight"][0]


def test_few_objects_are_insufficient():
    rows = [(f"o{n}", f"a{m}", n * 5000 + m) for n in range(20) for m in range(10)]
    found = coordination(shares_of(table(*rows))[0])
    assert (found.verdict, found.reason) == (Verdict.INSUFFICIENT_DATA, Reason.FEW_OBJECTS)
    assert published(found, 5)[0]["verdict"].tolist() == ["insufficient_data"]


def test_an_empty_table_is_insufficient():
    found = coordination(shares_of(table())[0])
    assert found.verdict is Verdict.INSUFFICIENT_DATA


def test_few_accounts_are_insufficient():
    rows = [(f"o{n}", f"a{m}", n * 5000 + m * 700) for n in range(60) for m in range(10)]
    found = coordination(shares_of(table(*rows))[0])
    assert (found.verdict, found.reason) == (Verdict.INSUFFICIENT_DATA, Reason.FEW_ACCOUNTS)


def test_times_without_a_clock_are_insufficient():
    rows = [(f"o{n}", f"a{(n * 7 + m) % 90}", n * 86400) for n in range(80) for m in range(6)]
    found = coordination(shares_of(table(*rows))[0])
    assert (found.verdict, found.reason) == (Verdict.INSUFFICIENT_DATA, Reason.COARSE_TIMES)


def test_a_cluster_that_is_nearly_all_there_is_has_nothing_to_be_compared_with():
    """Ten objects of others, with the course of a day, beside a ring of thirty accounts."""
    ring = [(f"r{n}", f"a{m}", n * 9000 + m) for n in range(40) for m in range(30)]
    others = [(f"o{n}", f"b{m}", n * 9000 + m * 700) for n in range(25) for m in range(40)]
    found = coordination(shares_of(table(*ring, *others))[0])
    assert "coordinated" not in set(found.clusters["verdict"])


@pytest.mark.parametrize("seed", range(5))
def test_close_pairs_are_those_of_a_self_join(seed):
    shares = random_shares(seed)
    count = followers(shares, 60.0)
    pairs = [pair for rows in close_shares(shares, count) for pair in zip(*rows, strict=True)]
    expected = [
        (i, j)
        for i, j in combinations(range(len(shares)), 2)
        if shares.object[i] == shares.object[j]
        and shares.account[i] != shares.account[j]
        and abs(shares.time[i] - shares.time[j]) <= 60
    ]
    assert sorted(pairs) == expected
    of_objects = np.bincount(shares.object[[i for i, _ in expected]], minlength=6)
    assert close_pairs(shares, count).tolist() == of_objects.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_repeated_pairs_are_those_of_a_self_join_whatever_the_parts(seed, monkeypatch):
    shares = random_shares(seed)
    count = followers(shares, 60.0)
    met = {}
    for rows in close_shares(shares, count):
        for i, j in zip(*rows, strict=True):
            pair = tuple(sorted((int(shares.account[i]), int(shares.account[j]))))
            met.setdefault(pair, set()).add(int(shares.object[i]))
    expected = {(*pair, thing) for pair, of in met.items() if len(of) >= 3 for thing in of}
    half = np.full(6, 0.5)
    whole = repeated(shares, count, 3, half, 0.0)
    assert set(zip(whole.low, whole.high, whole.object, strict=True)) == expected
    monkeypatch.setattr("reports.signals.coordination.pairs.PART", 50)
    parts = repeated(shares, count, 3, half, 0.0)
    assert np.array_equal(parts.pair(12), whole.pair(12))
    assert np.array_equal(parts.object, whole.object)


def test_an_object_that_a_crowd_shares_at_once_makes_no_pairs():
    rows = [("o", f"a{n}", 0) for n in range(5000)]
    shares = shares_of(table(*rows))[0]
    made = sum(len(earlier) for earlier, _ in close_shares(shares, followers(shares, 60.0)))
    assert made <= closeness.CROWD * (closeness.CROWD + 1) / 2


@pytest.mark.parametrize(("chance", "number", "observed"), [(0.1, 20, 9), (0.02, 50, 6)])
def test_the_bound_is_above_the_binomial_tail_and_near_it(chance, number, observed):
    log_p = tail(
        np.full(number, chance),
        np.ones(number),
        np.zeros(number, int),
        np.array([float(observed)]),
    )[0]
    exact = binom.logsf(observed - 1, number, chance)
    assert exact <= log_p <= exact + 2.5


def test_the_bound_holds_for_weighted_coincidences_drawn_at_random():
    random = np.random.default_rng(5)
    chance, weight = random.uniform(0.01, 0.4, 30), random.uniform(0.1, 1, 30)
    drawn = (random.random((200_000, 30)) < chance) @ weight
    for observed in (4.0, 5.0, 6.0):
        bound = tail(chance, weight, np.zeros(30, int), np.array([observed]))[0]
        assert np.log((drawn >= observed).mean()) <= bound


def test_all_coincidences_that_there_can_be_have_the_product_of_their_chances():
    chance = np.array([0.1, 0.2, 0.5])
    log_p = tail(chance, np.ones(3), np.zeros(3, int), np.array([3.0]))[0]
    assert log_p == pytest.approx(np.log(0.01), abs=1e-6)


def test_times_are_seconds_or_iso_8601():
    rows = [
        ("o", "a", "1790000000"),
        ("o", "b", "1790000000.5"),
        ("o", "c", "2026-09-21T14:13:20Z"),
        ("o", "d", "2026-09-21T16:13:20+02:00"),
        ("o", "e", "2026-09-21 14:13:20"),
    ]
    shares, set_aside = shares_of(table(*rows))
    assert not set_aside
    assert sorted(shares.time.tolist()) == [1790000000.0] * 4 + [1790000000.5]


def test_rows_without_object_account_or_time_are_set_aside():
    rows = [("o", "a", "1"), ("", "a", "2"), ("o", " ", "3"), ("o", "a", "i går"), (None, "a", "4")]
    shares, set_aside = shares_of(table(*rows))
    assert len(shares) == 1
    assert [(row.place, row.columns) for row in set_aside] == [
        (1, ("object_id",)), (2, ("account_id",)), (3, ("timestamp_share",)), (4, ("object_id",)),
    ]  # fmt: skip


def test_milliseconds_and_missing_columns_are_refused():
    with pytest.raises(SharesError, match="dela millisekunder med 1000"):
        shares_of(table(("o", "a", "1790000000000")))
    with pytest.raises(SharesError, match="kolumnen account_id saknas"):
        shares_of(table(("o", "a", "1")).drop(columns="account_id"))


def test_the_same_row_twice_counts_once():
    rows = table(("o", "a", 1), ("o", "b", 2))
    shares, set_aside = shares_of(pd.concat([rows, rows]))
    assert (len(shares), set_aside) == (2, ())
