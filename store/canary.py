"""What articles looked like as they were collected, counted by source and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from store.connection import Store
from store.records import PRIVATE_OUTLETS, SourceKind, TextStatus

SIGNS = (
    "not_full", "no_text", "locked", "begins_alike", "ends_alike", "off_topic", "dateless",
    "garbled", "no_swedish", "few_letters",
)  # fmt: skip
"""What can be wrong with an article:

- not_full: anything but its whole text; no_text: a title alone, or text of another kind than an
  article's; locked: it is for subscribers;
- begins_alike, ends_alike: the same SAME_CHARACTERS first or last as another article of the source
  has that was collected on one of the SAME_DAYS up to then;
- off_topic: fewer than a quarter of the title's longer words are in the text;
- dateless: nobody says when it was published;
- garbled: U+FFFD, or UTF-8 that was read as Latin-1; no_swedish: neither å, ä nor ö in a text of
  some length; few_letters: less than 65 per cent letters (Swedish prose has about 80)."""

SAME_CHARACTERS = 60
SAME_DAYS = 7
BACKFILL = timedelta(days=14)
"""What was published longer before we met it is an archive that was opened, not a day's news."""


@dataclass(frozen=True, slots=True)
class ArticleDay:
    """The articles of a source that were collected on one day of Stockholm's calendar.

    `signs` maps each of SIGNS to how many have it and of how many that could be said; `lengths`
    are those of whole texts, in characters, in rising order.
    """

    day: date
    articles: int
    signs: Mapping[str, tuple[int, int]]
    lengths: tuple[int, ...]


_PRIVATE = ", ".join(f"'{outlet}'" for outlet in sorted(PRIVATE_OUTLETS))
_ARTICLE_DAYS = f"""
WITH collected AS (
    SELECT d.source_id, CAST(timezone('Europe/Stockholm', d.first_seen_at) AS DATE) AS day,
        d.text_status, d.published_at IS NULL AS dateless, length(d.text) AS length,
        regexp_extract_all(lower(d.title), '\\p{{L}}{{5,}}') AS words,
        lower(left(d.text, 5000)) AS text, lower(right(d.text, {SAME_CHARACTERS})) AS ending
    FROM known_documents d JOIN known_sources s ON s.source_id = d.source_id
    WHERE d.version = 1 AND d.text_dropped_at IS NULL AND d.text_status <> '{TextStatus.DELETED}'
        AND d.kind NOT IN ('post', 'comment', 'video') AND s.active
        AND s.kind <> '{SourceKind.IMPORT}' AND coalesce(s.outlet_type, '') NOT IN ({_PRIVATE})
        AND d.first_seen_at >= timezone('Europe/Stockholm', CAST($first AS TIMESTAMP))
        AND d.first_seen_at < timezone('Europe/Stockholm', CAST($after AS TIMESTAMP))
        AND coalesce(d.published_at >= d.first_seen_at - to_days($backfill), true)
), looked_at AS (
    SELECT source_id, day, length, text_status, dateless,
        CASE WHEN length >= 30 THEN count(*) OVER begin_in_week > 1 END AS begins_alike,
        CASE WHEN length >= 30 THEN count(*) OVER end_in_week > 1 END AS ends_alike,
        CASE WHEN length >= 200 AND len(words) >= 3 THEN
            4 * len(list_filter(words, lambda word: contains(text, left(word, 5)))) < len(words)
            END AS off_topic,
        CASE WHEN length > 0 THEN contains(text, chr(65533))
            OR regexp_matches(text, 'ã[¥¤¶©…„–\\x{{84}}\\x{{85}}\\x{{96}}]|â€') END AS garbled,
        CASE WHEN length >= 300 THEN NOT regexp_matches(text, '[åäö]') END AS no_swedish,
        CASE WHEN length >= 100 THEN length(regexp_replace(text, '\\P{{L}}', '', 'g'))
            < 0.65 * length(text) END AS few_letters,
        text_status <> 'full' AS not_full, text_status = 'locked' AS locked,
        text_status IN ('title_only', 'boilerplate') AS no_text
    FROM collected
    WINDOW begin_in_week AS (PARTITION BY source_id, left(text, {SAME_CHARACTERS}) ORDER BY day
            RANGE BETWEEN INTERVAL {SAME_DAYS} DAY PRECEDING AND CURRENT ROW),
        end_in_week AS (PARTITION BY source_id, ending ORDER BY day
            RANGE BETWEEN INTERVAL {SAME_DAYS} DAY PRECEDING AND CURRENT ROW)
)
SELECT source_id, day, count(*) AS articles,
    {", ".join(f"count(*) FILTER ({sign}) AS {sign}" for sign in SIGNS)},
    {", ".join(f"count({sign}) AS {sign}_asked" for sign in SIGNS)},
    coalesce(list(length ORDER BY length) FILTER (text_status = 'full'), []) AS lengths
FROM looked_at WHERE day >= $wanted GROUP BY source_id, day ORDER BY source_id, day
"""


def article_days(store: Store, first: date, last: date) -> dict[str, list[ArticleDay]]:
    """The days from `first` to `last` on which each active editorial source gave articles, in
    order, by source; as they were when they came, without archives that were opened."""
    rows = store.read(
        _ARTICLE_DAYS,
        {
            "first": first - timedelta(days=SAME_DAYS),
            "after": last + timedelta(days=1),
            "wanted": first,
            "backfill": BACKFILL.days,
        },
    ).to_pylist()
    found: dict[str, list[ArticleDay]] = {}
    for row in rows:
        signs = {sign: (row[sign], row[f"{sign}_asked"]) for sign in SIGNS}
        one = ArticleDay(row["day"], row["articles"], signs, tuple(row["lengths"]))
        found.setdefault(row["source_id"], []).append(one)
    return found
