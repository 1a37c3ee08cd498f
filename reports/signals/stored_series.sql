-- Stories a week of each narrative and stance, and of each frame where there is no narrative.
-- Parameters: $model, $first, $last, $min_cell. Private persons' posts count only where at least
-- $min_cell accounts are behind them. `archived` holds documents that are no news of their week,
-- `captured` the weeks of sources that somebody captured into files (captures.py).
WITH docs AS (
    SELECT a.week, a.story_id, a.private, CASE WHEN a.private THEN a.author END AS account,
        l.narratives, l.frames, l.stance
    FROM appearances a
    JOIN known_labels l
        ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE l.relevant AND a.text_status <> 'deleted' AND a.week BETWEEN $first AND $last
        AND a.document_id NOT IN (SELECT document_id FROM archived)
        AND NOT EXISTS (SELECT 1 FROM captured k
            WHERE k.source_id = a.source_id AND k.week = a.week)
), tagged AS (
    SELECT week, story_id, private, account, unnest(narratives) || ':' || stance AS series
    FROM docs WHERE stance IS NOT NULL
    UNION ALL
    SELECT week, story_id, private, account, unnest(frames) FROM docs WHERE len(narratives) = 0
)
SELECT series, week,
    count(DISTINCT story_id) FILTER (NOT private)
        + CASE WHEN count(DISTINCT account) >= $min_cell
            THEN count(DISTINCT story_id) FILTER (private) ELSE 0 END AS stories
FROM tagged GROUP BY ALL ORDER BY series, week
