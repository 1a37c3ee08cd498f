"""The card of one spike: what one label is made of in one week, and which cause that makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.signals.backfill import backfilled
from reports.signals.changes import HISTORY_WEEKS
from reports.signals.coverage import COVERED
from reports.signals.spike_card.crowd import acting_together, private_of
from reports.signals.spike_card.editorial import card_stories, editorial_of, largest_story
from reports.signals.spike_card.event import event_of
from reports.signals.spike_card.expected import (
    expected_of,
    labelled_shares,
    mean,
    observed_weeks,
)
from reports.signals.spike_card.figures import Expected, FirstSeen, Origin, SpikeCard, Unknown
from reports.signals.spike_card.hidden import hidden_weeks, may_show
from reports.signals.spike_card.language import language_of
from reports.signals.spike_card.origins import new_sources, origin_of
from reports.signals.spike_card.terms import SHOWN, new_terms
from reports.signals.spike_card.texts import Text, read_earlier, read_texts, story_starts
from reports.signals.spike_card.voices import unjudged, voices_of
from reports.signals.stored_past import judged_coverage
from reports.signals.story_path import story_paths
from reports.signals.weeks import shifted, span
from store.connection import Transaction
from store.records import Frame, Narrative, SourceKind, Stance
from store.shares import shares_in

ByWeek = dict[str, list[Text]]


def group_of(label: str, stance: str) -> str | None:
    """`narrative` or `frame`; None where there is no such series: a narrative has a stance, a frame
    has none."""
    if label in list(Narrative):
        return "narrative" if stance in list(Stance) else None
    return "frame" if label in list(Frame) and not stance else None


def read_card(
    transaction: Transaction,
    model: str,
    week: str,
    label: str,
    stance: str,
    now: datetime,
    min_cell: int,
    covered: Mapping[tuple[str, str], float] | None = None,
) -> SpikeCard:
    """All figures of one card, from the labels of `model`; `stance` is empty for a frame. `covered`
    is the coverage by source and week where it is at hand.

    Every figure may be shown: where private posts have fewer than `min_cell` accounts it is the
    same whatever they are. Raises ValueError for a label and stance that are no series.
    """
    group = group_of(label, stance)
    if group is None:
        raise ValueError(f"{label}:{stance}")
    weeks = span(shifted(week, -HISTORY_WEEKS), week)
    covered = covered or _coverage(transaction, weeks, now)
    found = _read_series(transaction, (model, weeks, group, label, stance), min_cell, covered)
    rows, shown, expected = found.rows, found.shown, found.expected
    excess, observed = expected.texts.excess, found.observed
    together = acting_together(shown, shares_in(transaction, week, week).to_pandas(), min_cell)
    acting = {t.document_id for t in together.posts}
    others = [t for t in shown if t.document_id not in acting]
    parts = editorial_of(found.editorial, observed, week, others, excess, min_cell)
    crowd = private_of(found.private, observed, week, together, excess, min_cell)
    earlier = read_earlier(transaction, model, weeks, group, label, stance)
    compared = new_terms(rows, shown, earlier, min_cell)
    stories, more = card_stories(rows)
    return SpikeCard(
        week=week,
        group=group,
        label=label,
        stance=stance,
        model=model,
        min_cell=min_cell,
        expected=expected,
        editorial=parts,
        private=crowd,
        origin=_origin(transaction, found, week, min_cell),
        language=language_of(found.editorial, found.private, observed, week, excess, min_cell),
        event=event_of(rows, parts.stories - parts.usual_stories, compared.terms, compared.stories),
        terms=compared.terms[:SHOWN],
        compared_texts=compared.earlier,
        first_seen=_first_seen(transaction, rows, min_cell),
        voices=voices_of(transaction, model, week, group, label, min_cell),
        stories=stories,
        more_stories=more,
        unknown=Unknown(
            *unjudged(transaction, model, week, group, label),
            private_hidden=crowd.hidden,
            hidden_weeks=hidden_weeks(found.private, weeks[:-1], min_cell),
            silent=_silent(transaction, covered, week),
            untested=bool(crowd.texts) and not crowd.tested,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Series:
    """The texts of a series by week, and what its last week is compared with.

    `rows` are that week's editorial texts, `shown` its posts, none where they may not be shown;
    `observed` are the earlier weeks that count, `new` the sources that had none of them.
    """

    editorial: ByWeek
    private: ByWeek
    rows: list[Text]
    shown: list[Text]
    observed: list[str]
    new: set[str]
    expected: Expected


def _read_series(
    transaction: Transaction,
    asked: tuple[str, Sequence[str], str, str, str],
    min_cell: int,
    covered: Mapping[tuple[str, str], float],
) -> _Series:
    """`asked` are the model, the weeks, and group, label and stance of the series."""
    model, weeks, *_ = asked
    week = weeks[-1]
    texts = _followed(transaction, read_texts(transaction, *asked), covered)
    editorial, private = _by_week(texts, False), _by_week(texts, True)
    posts = private.get(week, [])
    visible = [t for t in texts if not t.private or may_show(private[t.week], min_cell)]
    new = new_sources(covered, weeks, {t.source_id for t in visible if t.week == week})
    labelled = labelled_shares(transaction, model, weeks)
    observed = observed_weeks(_by_week(visible), covered, labelled, weeks, new)
    share = _mean_coverage(covered, visible, week)
    return _Series(
        editorial,
        private,
        editorial.get(week, []),
        posts if may_show(posts, min_cell) else [],
        observed,
        new,
        expected_of(editorial, private, observed, week, min_cell, share),
    )


def _origin(transaction: Transaction, found: _Series, week: str, min_cell: int) -> Origin:
    return origin_of(
        found.editorial,
        found.shown,
        found.observed,
        week,
        story_starts(transaction, [t.story_id for t in found.rows], week),
        found.new,
        backfilled(transaction, [week]),
        found.expected.texts.excess,
        min_cell,
    )


def _by_week(texts: Iterable[Text], private: bool | None = None) -> ByWeek:
    found: ByWeek = {}
    for text in texts:
        if private is None or text.private == private:
            found.setdefault(text.week, []).append(text)
    return found


def _followed(
    transaction: Transaction, texts: Sequence[Text], covered: Mapping[tuple[str, str], float]
) -> list[Text]:
    """Without what somebody captured into files, which is compared with nothing (captures.py)."""
    rows = transaction.query(
        "SELECT source_id FROM known_sources WHERE kind = $imported",
        {"imported": SourceKind.IMPORT},
    )
    files = set(rows.column("source_id").to_pylist())
    return [t for t in texts if t.source_id not in files or (t.source_id, t.week) in covered]


def _coverage(
    transaction: Transaction, weeks: Sequence[str], now: datetime
) -> dict[tuple[str, str], float]:
    table = judged_coverage(transaction, weeks[-1], now)
    table = table[table["week"] >= weeks[0]]
    columns = (table[name] for name in ("source_id", "week", "coverage"))
    return {(str(s), str(w)): float(c) for s, w, c in zip(*columns, strict=True)}


def _mean_coverage(
    covered: Mapping[tuple[str, str], float], texts: Sequence[Text], week: str
) -> float | None:
    """Of the sources that carry the series in any of its weeks."""
    sources = sorted({t.source_id for t in texts})
    shares = [covered[s, week] for s in sources if (s, week) in covered]
    return mean(shares) if shares else None


def _silent(
    transaction: Transaction, covered: Mapping[tuple[str, str], float], week: str
) -> tuple[str, ...]:
    """Names of the sources that were asked and of whose week we saw too little."""
    rows = transaction.query(
        "SELECT source_id, coalesce(nullif(name, ''), source_id) AS name FROM known_sources "
        "WHERE active AND kind <> $imported ORDER BY name, source_id",
        {"imported": SourceKind.IMPORT},
    ).to_pylist()
    return tuple(
        row["name"] for row in rows if covered.get((row["source_id"], week), 1.0) < COVERED
    )


def _first_seen(transaction: Transaction, rows: Sequence[Text], min_cell: int) -> FirstSeen | None:
    story = largest_story(rows)
    if story is None:
        return None
    path = story_paths(transaction, [story], min_cell)[story]
    if path.first is None:
        return None
    names = tuple(step.name for step in path.steps)
    return FirstSeen(path.first.name, path.first.moment, names, path.began_in_private)
