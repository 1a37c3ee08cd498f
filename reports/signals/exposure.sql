-- The Exposure table. Parameters: $model, $begin and $end (moments), $min_cell.
-- Tables brought in: cell_coverage(week, outlet_type, region, coverage).
WITH docs AS (
    SELECT a.document_id, a.week, a.outlet_type, a.region, a.source_id, a.reach, a.private,
        CASE WHEN a.private THEN a.author END AS account, a.text_status, a.places, a.story_id,
        coalesce(l.language, 'und') AS language, l.language_supported, l.relevant, l.tone,
        l.narratives, l.stance, l.frames, l.abstained
    FROM appearances a
    LEFT JOIN known_labels l
        ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE a.moment >= $begin AND a.moment < $end AND a.text_status <> 'deleted'
),
labelled AS (
    SELECT *, 'relevant' AS label_group, CASE
            WHEN language_supported IS NULL THEN 'unlabelled'
            WHEN NOT language_supported THEN 'unsupported'
            WHEN list_contains(abstained, 'relevant') THEN 'abstained'
            WHEN relevant THEN 'true' ELSE 'false' END AS label,
        '' AS row_stance
    FROM docs
    UNION ALL BY NAME
    SELECT *, 'tone' AS label_group, coalesce(tone, 'abstained') AS label,
        '' AS row_stance
    FROM docs WHERE relevant AND text_status = 'full'
    UNION ALL BY NAME
    SELECT *, 'narrative' AS label_group, unnest(narratives) AS label,
        coalesce(stance, 'abstained') AS row_stance
    FROM docs WHERE relevant
    UNION ALL BY NAME
    SELECT *, 'narrative' AS label_group, 'abstained' AS label, '' AS row_stance
    FROM docs WHERE relevant AND list_contains(abstained, 'narrative')
    UNION ALL BY NAME
    SELECT *, 'frame' AS label_group, unnest(frames) AS label,
        CASE WHEN len(narratives) > 0 THEN coalesce(stance, 'abstained') ELSE '' END AS row_stance
    FROM docs WHERE relevant
    UNION ALL BY NAME
    SELECT *, 'frame' AS label_group, 'abstained' AS label, '' AS row_stance
    FROM docs WHERE relevant AND list_contains(abstained, 'frame')
),
placed AS (SELECT *, coalesce({place}, '') AS place FROM labelled),
reached AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        CAST(sum(reach) AS BIGINT) AS reach
    FROM (SELECT DISTINCT week, outlet_type, region, language, label_group, label, row_stance, place,
            source_id, reach FROM placed WHERE reach IS NOT NULL)
    GROUP BY ALL
),
-- A document is private or not in all of a cell, so that documents of both parts add up; stories do
-- not, and are counted again in the few cells that have both.
parts AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place, private,
        count(DISTINCT story_id) AS stories, count(DISTINCT document_id) AS documents,
        count(DISTINCT account) AS accounts
    FROM placed GROUP BY ALL
),
mixed AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place
    FROM parts GROUP BY ALL HAVING count(*) > 1
),
together AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        count(DISTINCT story_id) AS stories
    FROM placed SEMI JOIN mixed
        USING (week, outlet_type, region, language, label_group, label, row_stance, place)
    GROUP BY ALL
),
cells AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        coalesce(max(t.stories), max(p.stories)) AS stories,
        CAST(sum(p.documents) AS BIGINT) AS documents,
        coalesce(max(p.stories) FILTER (NOT private), 0) AS editorial_stories,
        coalesce(max(p.documents) FILTER (NOT private), 0) AS editorial_documents,
        max(p.accounts) FILTER (private) AS accounts,
        coalesce(accounts < $min_cell, false) AS small
    FROM parts p LEFT JOIN together t
        USING (week, outlet_type, region, language, label_group, label, row_stance, place)
    GROUP BY ALL
),
-- Of a cell with too few accounts only what editorial sources published is given. Labels that add up
-- (tone, relevant) are hidden together: the others would give the hidden one away.
shown AS (
    SELECT *, CASE WHEN label_group IN ('tone', 'relevant') THEN accounts IS NOT NULL AND bool_or(small)
        OVER (PARTITION BY week, outlet_type, region, language, label_group, place)
        ELSE small END AS cut,
        cut AND editorial_documents = 0 AS hidden,
        CASE WHEN hidden THEN NULL WHEN cut THEN editorial_documents ELSE documents END AS given
    FROM cells
),
-- What a share of attention is a share of: all documents of the cell, whatever is said of them.
seen AS (
    SELECT week, outlet_type, region, language, place,
        CASE WHEN NOT bool_or(hidden) THEN CAST(sum(given) AS BIGINT) END AS seen
    FROM shown WHERE label_group = 'relevant' GROUP BY ALL
)
SELECT c.week, c.outlet_type, c.region, c.language, c.label_group, c.label,
    nullif(c.row_stance, '') AS stance,
    CASE WHEN hidden THEN NULL WHEN cut THEN editorial_stories ELSE c.stories END AS stories,
    c.given AS documents, CASE WHEN hidden THEN NULL ELSE r.reach END AS reach,
    CASE WHEN cut THEN NULL ELSE c.accounts END AS accounts,
    CAST(NULL AS DOUBLE) AS corrected, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high,
    k.coverage, s.seen, nullif(c.place, '') AS place, hidden
FROM shown c
JOIN seen s USING (week, outlet_type, region, language, place)
LEFT JOIN reached r
    USING (week, outlet_type, region, language, label_group, label, row_stance, place)
LEFT JOIN cell_coverage k ON k.week = c.week AND k.outlet_type = c.outlet_type AND k.region = c.region
ORDER BY c.week, c.outlet_type, c.region, c.language, c.label_group, c.label, stance NULLS FIRST, c.place
