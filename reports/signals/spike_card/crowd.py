"""Whether private posts are by many people, by few, or by accounts that act together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.signals.coordination.clusters import Verdict, coordination
from reports.signals.coordination.shares import COLUMNS, shares_of
from reports.signals.spike_card.expected import ByWeek, mean
from reports.signals.spike_card.figures import Private, Share
from reports.signals.spike_card.hidden import explained, may_show, typical
from reports.signals.spike_card.meetings import meeting_accounts
from reports.signals.spike_card.texts import Text, accounts_of, stories_of, texts_of

SEVERAL_EACH = 3
"""The busiest accounts are few that write much only when they write so many posts each."""

MANY = 2
"""Many accounts are at least so many times `min_cell`: of fewer the busiest could be nearly all."""


@dataclass(frozen=True, slots=True)
class Together:
    """Posts of accounts that share the same things at the same times, how many accounts these are,
    and whether chance could be ruled out."""

    posts: list[Text]
    accounts: int
    tested: bool


def private_of(
    private: ByWeek,
    observed: Sequence[str],
    week: str,
    together: Together,
    excess: float,
    min_cell: int,
) -> Private:
    """The week's private posts of the series against those of the observed weeks; `excess` is the
    week's, in texts that are shown. What some accounts write is set against what the same ones
    usually write."""
    posts = private.get(week, ())
    earlier = [private.get(w, ()) for w in observed]
    usual_texts = mean([typical(rows, texts_of(rows), min_cell) for rows in earlier])
    usual_stories = mean([typical(rows, stories_of(rows), min_cell) for rows in earlier])
    none = Share(0.0)
    if not may_show(posts, min_cell):
        return Private(None, None, None, usual_texts, usual_stories, none, none, none)
    if not posts:
        return Private(0, 0, 0, usual_texts, usual_stories, none, none, none)
    by_busiest = busiest(posts, min_cell)
    set_aside = {t.document_id for t in (*together.posts, *by_busiest)}
    aside = [t for t in posts if t.document_id in set_aside]
    rest = [t for t in posts if t.document_id not in set_aside]
    usual_rest = usual_texts - _usually(aside, earlier, min_cell)
    many = accounts_of(rest) >= MANY * min_cell
    group = _explained(together.posts, earlier, excess, min_cell)
    return Private(
        texts_of(posts),
        stories_of(posts),
        accounts_of(posts),
        usual_texts,
        usual_stories,
        busiest=_explained(by_busiest, earlier, excess, min_cell),
        together=group,
        spread=explained(-usual_rest, rest, excess, min_cell) if many else none,
        cluster_accounts=together.accounts if group.of_excess else None,
        tested=together.tested,
    )


def _explained(
    part: Sequence[Text], earlier: Sequence[Sequence[Text]], excess: float, min_cell: int
) -> Share:
    """What a part of the posts explains beyond what its accounts usually write."""
    return explained(-_usually(part, earlier, min_cell), part, excess, min_cell)


def _usually(part: Sequence[Text], earlier: Sequence[Sequence[Text]], min_cell: int) -> float:
    """Posts a week by the accounts of `part` before; those of a hidden week are not looked at."""
    accounts = {t.author for t in part}
    shown = [rows if may_show(rows, min_cell) else () for rows in earlier]
    return mean([texts_of(t for t in rows if t.author in accounts) for rows in shown])


def busiest(posts: Sequence[Text], min_cell: int) -> list[Text]:
    """The posts of the `min_cell` busiest accounts; none where these write fewer than SEVERAL_EACH
    each on average."""
    counts = Counter({t.document_id: t.author for t in posts if t.author}.values())
    chosen = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:min_cell])
    if sum(chosen.values()) < SEVERAL_EACH * min_cell:
        return []
    return [t for t in posts if t.author in chosen]


def copied_posts(posts: Sequence[Text], min_cell: int) -> list[Text]:
    """The first post of each account with a text that `min_cell` accounts have: what one account
    posts again is not copied by others."""
    accounts: dict[str, set[str]] = {}
    for text in posts:
        if text.author:
            accounts.setdefault(text.story_id, set()).add(text.author)
    first = {
        (t.story_id, t.author): t
        for t in reversed(posts)
        if t.author and len(accounts[t.story_id]) >= min_cell
    }
    return list(first.values())


def acting_together(posts: Sequence[Text], week_shares: pd.DataFrame, min_cell: int) -> Together:
    """The posts of accounts that share the same things at the same times. `week_shares` has the
    shares of all private posts of the week (columns of `coordination`).

    First by the test against shuffled times, on all private posts of the week. Where that has too
    little to compare with, by accounts that meet again and again (`meeting_accounts`); then nothing
    is known of chance.
    """
    if not posts:
        return Together([], 0, False)
    tested = False
    if len(week_shares):
        shares, _ = shares_of(week_shares[list(COLUMNS)])
        found = coordination(shares)
        tested = found.verdict is not Verdict.INSUFFICIENT_DATA
        if found.verdict is Verdict.COORDINATED:
            of_cluster = _of_clusters(posts, week_shares, found.clusters, found.objects, min_cell)
            if of_cluster.posts:
                return of_cluster
    mine = {t.document_id for t in posts}
    members = meeting_accounts(week_shares[week_shares["content_id"].isin(mine)], min_cell)
    if not members:
        return Together([], 0, tested)
    return Together([t for t in posts if t.author in members], len(members), False)


def _of_clusters(
    posts: Sequence[Text],
    week_shares: pd.DataFrame,
    clusters: pd.DataFrame,
    objects: pd.DataFrame,
    min_cell: int,
) -> Together:
    """The posts that share what a proven cluster shares, of the cluster that has most of them. A
    cluster that is less than half of the accounts that share its things explains none."""
    best = Together([], 0, True)
    proven = clusters[
        (clusters["verdict"] == Verdict.COORDINATED) & (clusters["accounts"] >= min_cell)
    ]
    for cluster, accounts in zip(proven["cluster"], proven["accounts"], strict=True):
        things = set(objects.loc[objects["cluster"] == cluster, "object_id"])
        sharing = set(week_shares.loc[week_shares["object_id"].isin(things), "content_id"])
        part = [t for t in posts if t.document_id in sharing]
        if 2 * accounts >= accounts_of(part) and texts_of(part) > texts_of(best.posts):
            best = Together(part, int(accounts), True)
    return best
