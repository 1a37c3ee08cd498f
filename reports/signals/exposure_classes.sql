-- Stories by what the model says of them, for each row of the Exposure table: how many that nobody
-- has coded are in each class, and how many of the coded ones have the label.
-- Parameters: $model, $first and $last (weeks). Tables brought in: coded_stories(story_id) and
-- known(story_id, label_group, label, stance, share). An absent stance or place is ''. What stands in
-- braces is filled from `Cells` of exposure_correction.py.
WITH docs AS (
    SELECT a.week, {outlet_type} AS outlet_type, {region} AS region, {language} AS language,
        {place} AS place, a.story_id,
        a.text_status = 'full' AS full_text, l.relevant, l.tone, l.narratives, l.stance, l.frames,
        l.abstained, CASE WHEN len(l.narratives) > 0 THEN 1 WHEN len(l.abstained) > 0 THEN 2
            WHEN l.relevant THEN 3 ELSE 4 END AS said
    FROM appearances a
    JOIN known_labels l ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE a.week BETWEEN $first AND $last AND l.language_supported AND {counted}
),
base AS (
    SELECT week, outlet_type, region, language, place, story_id, tone_only, min(said) AS said,
        story_id IN (SELECT story_id FROM coded_stories) AS coded
    FROM (SELECT *, false AS tone_only FROM docs
        UNION ALL SELECT *, true AS tone_only FROM docs WHERE full_text)
    GROUP BY ALL
),
given AS (
    SELECT *, 'relevant' AS label_group, CASE WHEN relevant THEN 'true' ELSE 'false' END AS label,
        '' AS row_stance
    FROM docs WHERE NOT list_contains(abstained, 'relevant')
    UNION ALL BY NAME
    SELECT *, 'tone' AS label_group, tone AS label, '' AS row_stance
    FROM docs WHERE relevant AND full_text AND tone IS NOT NULL
    UNION ALL BY NAME
    SELECT *, 'narrative' AS label_group, unnest(narratives) AS label,
        coalesce(stance, 'abstained') AS row_stance
    FROM docs WHERE relevant
    UNION ALL BY NAME
    SELECT *, 'frame' AS label_group, unnest(frames) AS label,
        CASE WHEN len(narratives) > 0 THEN coalesce(stance, 'abstained') ELSE '' END AS row_stance
    FROM docs WHERE relevant
),
targets AS (
    SELECT DISTINCT week, outlet_type, region, language, place, label_group, label, row_stance
    FROM given WHERE row_stance <> 'abstained'
),
flags AS (
    SELECT week, outlet_type, region, language, place, label_group, label, row_stance, story_id,
        true AS yes
    FROM given WHERE row_stance <> 'abstained'
    UNION ALL
    SELECT t.*, d.story_id, false AS yes FROM targets t
    JOIN docs d USING (week, outlet_type, region, language, place)
    WHERE list_contains(d.abstained, t.label_group) AND (t.label_group <> 'tone' OR d.full_text)
    UNION ALL
    SELECT t.*, g.story_id, false AS yes FROM targets t
    JOIN given g USING (week, outlet_type, region, language, place, label_group, label)
    WHERE t.row_stance <> '' AND g.row_stance = 'abstained'
),
flagged AS (
    SELECT * EXCLUDE (yes), bool_or(yes) AS yes, label_group = 'tone' AS tone_only
    FROM flags GROUP BY ALL
),
taken AS (
    SELECT week, outlet_type, region, language, place, label_group, label, row_stance, tone_only,
        count(*) FILTER (yes) AS given, count(*) FILTER (yes AND NOT coded) AS yes,
        count(*) FILTER (NOT yes AND NOT coded) AS withheld,
        count(*) FILTER (NOT coded AND said = 1) AS said_1,
        count(*) FILTER (NOT coded AND said = 2) AS said_2,
        count(*) FILTER (NOT coded AND said = 3) AS said_3,
        count(*) FILTER (NOT coded AND said = 4) AS said_4
    FROM flagged JOIN base USING (week, outlet_type, region, language, place, story_id, tone_only)
    GROUP BY ALL
),
sizes AS (
    SELECT week, outlet_type, region, language, place, tone_only,
        count(*) FILTER (NOT coded AND said = 1) AS all_1,
        count(*) FILTER (NOT coded AND said = 2) AS all_2,
        count(*) FILTER (NOT coded AND said = 3) AS all_3,
        count(*) FILTER (NOT coded AND said = 4) AS all_4
    FROM base GROUP BY ALL
),
positives AS (
    SELECT b.week, b.outlet_type, b.region, b.language, b.place, k.label_group, k.label,
        k.stance AS row_stance, sum(k.share) AS known
    FROM base b JOIN known k ON k.story_id = b.story_id
    WHERE b.tone_only = (k.label_group = 'tone') GROUP BY ALL
)
SELECT t.week, t.outlet_type, t.region, t.language, t.place, t.label_group, t.label,
    t.row_stance AS stance, t.given, t.yes, t.withheld, s.all_1 - t.said_1 AS narrative,
    s.all_2 - t.said_2 AS abstained, s.all_3 - t.said_3 AS relevant, s.all_4 - t.said_4 AS other,
    coalesce(p.known, 0) AS known
FROM taken t
JOIN sizes s USING (week, outlet_type, region, language, place, tone_only)
LEFT JOIN positives p USING (week, outlet_type, region, language, place, label_group, label,
    row_stance)
ORDER BY ALL
