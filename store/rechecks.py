"""Posts whose platforms are asked whether they are still there."""

from __future__ import annotations

from datetime import datetime

from store.connection import Store


def overdue(store: Store, first_seen_since: datetime, checked_before: datetime) -> int:
    """How many posts of active sources first met since one moment were last met before another.

    A post that its platform can be asked for has a sealed address in its ItemState.
    """
    (row,) = store.read(
        """
        SELECT count(*) AS n FROM item_states i JOIN sources s USING (source_id)
        WHERE s.active AND s.kind IN ('mastodon', 'bluesky', 'jetstream', 'reddit', 'youtube',
                'telegram', 'flashback', 'familjeliv', 'discourse')
            AND i.document_id <> '' AND i.url <> '' AND i.first_seen_at >= ? AND i.checked_at < ?
        """,
        [first_seen_since, checked_before],
    ).to_pylist()
    return row["n"]
