-- The Exposure table. Parameters: $model, $first and $last (weeks), $min_cell.
-- Tables brought in: cell_coverage(week, outlet_type, region, coverage).
WITH docs AS (
    SELECT a.document_id, a.week, a.outlet_type, a.region, a.source_id, a.reach, a.private,
        CASE WHEN a.private THEN a.author END AS account, a.text_status, a.places, a.story_id,
        l.language, l.language_supported, l.relevant, l.tone, l.narratives, l.stance, l.frames,
        l.abstained
    FROM appearances a
    JOIN labels l ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
),
labelled AS (
    SELECT *, 'relevant' AS label_group, CASE
            WHEN NOT language_supported THEN 'unsupported'
            WHEN list_contains(abstained, 'relevant') THEN 'abstained'
            WHEN relevant THEN 'true' ELSE 'false' END AS label,
        CAST(NULL AS VARCHAR) AS row_stance
    FROM docs
    UNION ALL BY NAME
    SELECT *, 'tone' AS label_group, coalesce(tone, 'abstained') AS label,
        CAST(NULL AS VARCHAR) AS row_stance
    FROM docs WHERE relevant AND text_status = 'full'
    UNION ALL BY NAME
    SELECT *, 'narrative' AS label_group, unnest(narratives) AS label,
        coalesce(stance, 'abstained') AS row_stance
    FROM docs WHERE relevant
    UNION ALL BY NAME
    SELECT *, 'narrative' AS label_group, 'abstained' AS label, CAST(NULL AS VARCHAR) AS row_stance
    FROM docs WHERE relevant AND list_contains(abstained, 'narrative')
    UNION ALL BY NAME
    SELECT *, 'frame' AS label_group, unnest(frames) AS label,
        CASE WHEN len(narratives) > 0 THEN coalesce(stance, 'abstained') END AS row_stance
    FROM docs WHERE relevant
    UNION ALL BY NAME
    SELECT *, 'frame' AS label_group, 'abstained' AS label, CAST(NULL AS VARCHAR) AS row_stance
    FROM docs WHERE relevant AND list_contains(abstained, 'frame')
),
placed AS (SELECT *, {place} AS place FROM labelled),
reached AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        CAST(sum(reach) AS BIGINT) AS reach
    FROM (SELECT DISTINCT week, outlet_type, region, language, label_group, label, row_stance, place,
            source_id, reach FROM placed)
    GROUP BY ALL
),
cells AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        count(DISTINCT story_id) AS stories, count(DISTINCT document_id) AS documents,
        count(DISTINCT story_id) FILTER (NOT private) AS editorial_stories,
        count(DISTINCT document_id) FILTER (NOT private) AS editorial_documents,
        CASE WHEN bool_or(private) THEN count(DISTINCT account) END AS accounts,
        coalesce(accounts < $min_cell, false) AS small
    FROM placed WHERE week BETWEEN $first AND $last
    GROUP BY ALL
),
-- Of a cell with too few accounts only what editorial sources published is given. Labels that add up
-- (tone, relevant) are hidden together: the others would give the hidden one away.
shown AS (
    SELECT *, CASE WHEN label_group IN ('tone', 'relevant') THEN accounts IS NOT NULL AND bool_or(small)
        OVER (PARTITION BY week, outlet_type, region, language, label_group, place)
        ELSE small END AS cut,
        cut AND editorial_documents = 0 AS hidden
    FROM cells
)
SELECT c.week, c.outlet_type, c.region, c.language, c.label_group, c.label, c.row_stance AS stance,
    CASE WHEN hidden THEN NULL WHEN cut THEN editorial_stories ELSE c.stories END AS stories,
    CASE WHEN hidden THEN NULL WHEN cut THEN editorial_documents ELSE c.documents END AS documents,
    CASE WHEN hidden THEN NULL ELSE r.reach END AS reach,
    CASE WHEN cut THEN NULL ELSE c.accounts END AS accounts,
    CAST(NULL AS DOUBLE) AS corrected, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high,
    k.coverage, c.place, hidden
FROM shown c
JOIN reached r ON r.week = c.week AND r.outlet_type = c.outlet_type AND r.region = c.region
    AND r.language = c.language AND r.label_group = c.label_group AND r.label = c.label
    AND r.row_stance IS NOT DISTINCT FROM c.row_stance AND r.place IS NOT DISTINCT FROM c.place
LEFT JOIN cell_coverage k ON k.week = c.week AND k.outlet_type = c.outlet_type AND k.region = c.region
ORDER BY c.week, c.outlet_type, c.region, c.language, c.label_group, c.label, stance NULLS FIRST, c.place NULLS FIRST
