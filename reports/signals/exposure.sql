-- The Exposure table, of what exposure.py has counted. Parameter: $min_cell.
-- Tables brought in: parts (cells apart for private and other documents), together (stories of cells
-- that have both), reached (reach of cells) and cell_coverage(week, outlet_type, region, coverage).
--
-- A document is private or not in all of a cell, so that documents of both parts add up; stories do
-- not, and are counted again in the few cells that have both.
WITH cells AS (
    SELECT week, outlet_type, region, language, label_group, label, row_stance, place,
        coalesce(max(t.stories), max(p.stories)) AS stories,
        CAST(sum(p.documents) AS BIGINT) AS documents,
        coalesce(max(p.stories) FILTER (NOT private), 0) AS editorial_stories,
        coalesce(max(p.documents) FILTER (NOT private), 0) AS editorial_documents,
        max(p.accounts) FILTER (private) AS accounts,
        -- The report shows what came in files apart: neither part may follow from the other.
        coalesce(bool_or(p.accounts < $min_cell OR p.file_documents BETWEEN 1 AND p.documents - 1
            AND least(p.file_accounts, p.accounts - p.file_accounts) < $min_cell)
            FILTER (private), false) AS small
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
-- Items that were not stored, as they are plainly about something else. Nobody knows their place.
passed AS (
    SELECT strftime(o.day, '%G-W%V') AS week, coalesce(s.outlet_type, '') AS outlet_type, s.region,
        o.language, '' AS place, sum(o.items) AS items
    FROM known_passed_over o JOIN known_sources s ON s.source_id = o.source_id AND s.active
    GROUP BY ALL
),
-- What a share of attention is a share of: all documents of the cell, whatever is said of them.
seen AS (
    SELECT week, outlet_type, region, language, place,
        CASE WHEN NOT bool_or(hidden)
            THEN CAST(sum(given) + coalesce(any_value(items), 0) AS BIGINT) END AS seen
    FROM shown LEFT JOIN passed USING (week, outlet_type, region, language, place)
    WHERE label_group = 'relevant' GROUP BY ALL
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
