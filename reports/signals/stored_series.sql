-- Stories a week of each narrative and stance. Parameters: $model, $first, $last, $min_cell.
-- Private persons' posts count only where at least $min_cell accounts are behind them.
WITH docs AS (
    SELECT a.week, a.story_id, a.private, CASE WHEN a.private THEN a.author END AS account,
        unnest(l.narratives) AS label, l.stance
    FROM appearances a
    JOIN labels l ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE l.relevant AND l.stance IS NOT NULL AND a.text_status <> 'deleted'
        AND a.week BETWEEN $first AND $last
)
SELECT label, stance, week,
    count(DISTINCT story_id) FILTER (NOT private)
        + CASE WHEN count(DISTINCT account) >= $min_cell
            THEN count(DISTINCT story_id) FILTER (private) ELSE 0 END AS stories
FROM docs GROUP BY ALL ORDER BY label, stance, week
