"""Sources as configured, the attempts at them, and what the next attempt needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import pyarrow as pa

from store.columns import from_arrow, hashes_of, strings, to_arrow
from store.connection import Store, Transaction
from store.records import ANSWERED, ItemState, Poll, Source, SourceKind, SourceState

_NONE: Mapping[str, Source] = MappingProxyType({})

_WANTED = """
SELECT *, true AS active FROM batch
UNION ALL BY NAME
SELECT * EXCLUDE (later_than) REPLACE (false AS active)
FROM sources ANTI JOIN batch USING (source_id) WHERE kind <> 'import'
ORDER BY source_id
"""

_CHANGED = """
SELECT source_id FROM (
    SELECT * FROM wanted EXCEPT (SELECT COLUMNS(* EXCLUDE (later_than)) FROM sources))
"""


def replace_sources(transaction: Transaction, sources: Sequence[Source]) -> None:
    """Make these the active sources; those no longer configured stay, inactive, and count no more.

    Sources that only exist in imported files (kind import) stay as they are. What a source was when
    a report was written is kept (former_sources); one that is the same as before is not touched.
    """
    with transaction.table("batch", to_arrow(sources, Source)):
        wanted = transaction.query(_WANTED)
    with transaction.table("wanted", wanted):
        changed = transaction.query(_CHANGED)
        with transaction.table("changed", changed):
            transaction.execute(
                "INSERT INTO former_sources BY NAME "
                "SELECT s.*, k.until FROM (FROM sources SEMI JOIN changed USING (source_id)) s, "
                "(SELECT max(known_at) AS until FROM known_moments) k WHERE s.later_than < k.until"
            )
            transaction.execute(
                "DELETE FROM sources WHERE source_id IN (SELECT source_id FROM changed)"
            )
            transaction.execute(
                "INSERT INTO sources BY NAME FROM wanted SEMI JOIN changed USING (source_id)"
            )


def add_imported_sources(
    transaction: Transaction, source_ids: Sequence[str], told: Mapping[str, Source] = _NONE
) -> None:
    """Add sources that an imported file names and nobody has configured; `told` is what is known
    of some of them."""
    rows = [
        told.get(source_id)
        or Source(source_id, SourceKind.IMPORT, "", name=source_id, language="und")
        for source_id in sorted(set(source_ids))
    ]
    with transaction.table("batch", to_arrow(rows, Source)):
        transaction.execute(
            "INSERT INTO sources BY NAME SELECT *, true AS active FROM batch "
            "ANTI JOIN sources s USING (source_id)"
        )


def add_polls(transaction: Transaction, polls: Sequence[Poll]) -> None:
    """Append attempts; nothing of earlier ones changes."""
    if polls:
        with transaction.table("batch", to_arrow(polls, Poll)):
            transaction.execute("INSERT INTO polls BY NAME SELECT * FROM batch")


def keep_source_states(transaction: Transaction, states: Sequence[SourceState]) -> None:
    """Replace what is known of these sources; the last state given for a source holds."""
    newest = {state.source_id: state for state in states}
    if newest:
        with transaction.table("batch", to_arrow(list(newest.values()), SourceState)):
            transaction.execute(
                "DELETE FROM source_states WHERE source_id IN (SELECT source_id FROM batch)"
            )
            transaction.execute("INSERT INTO source_states BY NAME SELECT * FROM batch")


_NOT_ERASED = """
SELECT * REPLACE (CASE WHEN document_id IN (SELECT e.document_id FROM erased e
    WHERE e.document_id IS NOT NULL) THEN '' ELSE url END AS url) FROM batch
"""
"""A pass that was under way when somebody was erased does not bring the address back."""


def keep_item_states(transaction: Transaction, states: Sequence[ItemState]) -> None:
    """Replace what is known of these entries; the last state given for an entry holds. What was
    erased on request is asked for no more."""
    newest = {(state.source_id, state.key): state for state in states}
    if not newest:
        return
    batch = to_arrow(list(newest.values()), ItemState)
    # Two entries that share 64 bits cost one of them its state: its page is fetched once more.
    batch = batch.append_column("key_hash", hashes_of(f"{s}\n{k}" for s, k in newest))
    with transaction.table("batch", batch):
        transaction.execute(
            "DELETE FROM item_states WHERE key_hash IN (SELECT key_hash FROM batch)"
        )
        transaction.execute("INSERT INTO item_states BY NAME " + _NOT_ERASED)


UNLISTED_DAYS = 90
"""An entry that was last met so long before its source last had something new is forgotten. That is
three times as long as an entry that is still listed goes without being noted, and longer than any
page is asked again. Counted from news of the source: while it is silent, or out of reach, nothing
is forgotten of it."""

_UNLISTED = f"""
FROM item_states i
JOIN sources s ON s.source_id = i.source_id
    AND s.kind IN ('feed', 'mastodon', 'bluesky', 'jetstream', 'telegram')
JOIN (SELECT source_id, max(first_seen_at) AS news FROM item_states GROUP BY source_id) n
    ON n.source_id = i.source_id
WHERE i.checked_at < n.news - INTERVAL {UNLISTED_DAYS} DAY AND i.url NOT LIKE 'gAAAA%'
"""
"""Only of lists that hold the newest: the parts of a sitemap, and threads, come back after a year,
and what they have would then be taken for new. Nor of posts that are still to be asked for."""


def forget_unlisted(transaction: Transaction) -> int:
    """Forget entries that their sources have long ceased to list; gives how many. A document that
    stands for one stays, and is known when it is met again."""
    found = transaction.query(f"SELECT i.key_hash {_UNLISTED}")
    if found.num_rows:
        with transaction.table("unlisted", found):
            transaction.execute(
                "DELETE FROM item_states WHERE key_hash IN (SELECT key_hash FROM unlisted)"
            )
    return found.num_rows


def source_states(store: Store) -> dict[str, SourceState]:
    """The last known state of every source, by its id."""
    rows = from_arrow(store.read("SELECT * FROM source_states"), SourceState)
    return {row.source_id: row for row in rows}


def item_states(store: Store, source_ids: Sequence[str]) -> dict[str, list[ItemState]]:
    """The entries known of each of these sources."""
    asked = pa.table({"source_id": strings(sorted(set(source_ids)))})
    with store.reading() as transaction, transaction.table("asked", asked):
        found = transaction.query(
            "SELECT * FROM item_states SEMI JOIN asked USING (source_id) "
            "ORDER BY source_id, first_seen_at, key"
        )
    grouped: dict[str, list[ItemState]] = {source_id: [] for source_id in source_ids}
    for row in from_arrow(found, ItemState):
        grouped[row.source_id].append(row)
    return grouped


def last_attempts(store: Store) -> tuple[dict[str, datetime], dict[str, int]]:
    """For each source, when it was last asked, and how many attempts in a row have failed since."""
    answered = ", ".join(f"'{access}'" for access in sorted(ANSWERED))
    rows = store.read(
        f"""
        WITH asked AS (SELECT source_id, polled_at, access IN ({answered}) AS ok FROM polls
            WHERE access <> 'imported'),
        good AS (SELECT source_id, max(polled_at) AS at FROM asked WHERE ok GROUP BY source_id)
        SELECT a.source_id, max(a.polled_at) AS polled_at,
            count(*) FILTER (g.at IS NULL OR a.polled_at > g.at) AS failures
        FROM asked a LEFT JOIN good g USING (source_id) GROUP BY a.source_id ORDER BY a.source_id
        """
    ).to_pylist()
    return (
        {row["source_id"]: row["polled_at"] for row in rows},
        {row["source_id"]: row["failures"] for row in rows},
    )


def last_polls(store: Store) -> list[Poll]:
    """The newest attempt at each source, imports apart, by source."""
    return from_arrow(
        store.read(
            "SELECT * FROM polls WHERE access <> 'imported' QUALIFY row_number() OVER "
            "(PARTITION BY source_id ORDER BY polled_at DESC) = 1 ORDER BY source_id"
        ),
        Poll,
    )


def source_ids(store: Store) -> set[str]:
    """The ids of all sources that the store has documents or attempts of, or is configured with."""
    rows = store.read("SELECT source_id FROM sources UNION SELECT source_id FROM documents")
    return set(rows.column("source_id").to_pylist())
