-- The Exposure table. Parameters: $model, $first and $last (weeks), $min_cell.
-- Tables brought in: cell_coverage(week, outlet_type, region, coverage).
WITH appearances AS (
    SELECT document_id, source_id FROM documents WHERE version = 1
    UNION
    SELECT document_id, source_id FROM sightings
),
docs AS (
    SELECT d.document_id,
        strftime(timezone('Europe/Stockholm', coalesce(d.published_at, d.first_seen_at)), '%G-W%V') AS week,
        coalesce(s.outlet_type, '') AS outlet_type, s.region, a.source_id, s.reach,
        CASE WHEN d.kind IN ('post', 'comment') OR s.outlet_type IN ('forum', 'social') THEN d.author END AS account,
        (d.kind IN ('post', 'comment') OR s.outlet_type IN ('forum', 'social')) AS private,
        d.text_status, d.places, d.kind, coalesce(st.story_id, d.document_id) AS story_id,
        l.language, l.language_supported, l.relevant, l.tone, l.narratives, l.stance, l.frames, l.abstained
    FROM current_documents d
    JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
    JOIN appearances a ON a.document_id = d.document_id
    JOIN sources s ON s.source_id = a.source_id AND s.active
    LEFT JOIN stories st ON st.document_id = d.document_id
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
        CASE WHEN bool_or(private) THEN count(DISTINCT account) END AS accounts
    FROM placed WHERE week BETWEEN $first AND $last
    GROUP BY ALL
)
SELECT c.week, c.outlet_type, c.region, c.language, c.label_group, c.label, c.row_stance AS stance,
    CASE WHEN hidden THEN NULL ELSE c.stories END AS stories,
    CASE WHEN hidden THEN NULL ELSE c.documents END AS documents,
    CASE WHEN hidden THEN NULL ELSE r.reach END AS reach,
    CASE WHEN hidden THEN NULL ELSE c.accounts END AS accounts,
    CAST(NULL AS DOUBLE) AS corrected, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high,
    k.coverage, c.place, hidden
-- Tones add up to the relevant documents, so one hidden tone hides its siblings too.
FROM (SELECT *, coalesce(accounts < $min_cell, false) OR (label_group = 'tone' AND bool_or(
        coalesce(accounts < $min_cell, false)) OVER (
        PARTITION BY week, outlet_type, region, language, label_group, place)) AS hidden
    FROM cells) c
JOIN reached r ON r.week = c.week AND r.outlet_type = c.outlet_type AND r.region = c.region
    AND r.language = c.language AND r.label_group = c.label_group AND r.label = c.label
    AND r.row_stance IS NOT DISTINCT FROM c.row_stance AND r.place IS NOT DISTINCT FROM c.place
LEFT JOIN cell_coverage k ON k.week = c.week AND k.outlet_type = c.outlet_type AND k.region = c.region
ORDER BY c.week, c.outlet_type, c.region, c.language, c.label_group, c.label, stance NULLS FIRST, c.place NULLS FIRST
