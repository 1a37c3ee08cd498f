-- Every appearance of a relevant document under each of its labels. Parameters: $model, $first, $last.
-- A frame counts where there is no narrative. `archived` holds documents that are no news of their week,
-- `captured` the weeks of sources that somebody captured into files (captures.py).
WITH docs AS (
    SELECT a.week, a.story_id, a.source_id, a.private,
        CASE WHEN a.private THEN a.author END AS account, l.narratives, l.frames, l.stance
    FROM appearances a
    JOIN known_labels l
        ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE l.relevant AND a.text_status <> 'deleted' AND a.week BETWEEN $first AND $last
        AND (len(l.narratives) > 0 OR len(l.frames) > 0)
        AND a.document_id NOT IN (SELECT document_id FROM archived)
        AND NOT EXISTS (SELECT 1 FROM captured k
            WHERE k.source_id = a.source_id AND k.week = a.week)
)
SELECT week, story_id, source_id, private, account, 'narrative' AS label_group,
    unnest(narratives) AS label, coalesce(stance, 'abstained') AS stance
FROM docs
UNION ALL
SELECT week, story_id, source_id, private, account, 'frame', unnest(frames), ''
FROM docs WHERE len(narratives) = 0
