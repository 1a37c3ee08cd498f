-- The documents that drift is looked for in, with their labels and their unknown words. `weeks` holds
-- week and number (from 0), `kept_out` documents without a day. Parameters: $model; $most documents
-- of one source and week, $read of them by their words; $gap and $learned weeks, whose words a later
-- week knows; $shortest words.
WITH chosen AS (
    SELECT d.document_id, d.version, w.number, d.source_id, d.private, d.author, d.story_id,
        d.text_status, coalesce(s.outlet_type, '') AS outlet_type,
        row_number() OVER (PARTITION BY w.number, d.source_id ORDER BY d.document_id) AS place
    FROM counted_documents d
    JOIN weeks w ON w.week = d.week
    JOIN known_sources s ON s.source_id = d.source_id AND s.active
    WHERE d.text_status <> 'deleted'
        AND d.document_id NOT IN (SELECT document_id FROM kept_out)
    -- Ids are hashes: the first ones are a draw, the same each time.
    QUALIFY place <= $most
), spoken AS (
    SELECT c.document_id, c.number, unnest(list_distinct(
        regexp_extract_all(lower(d.title || ' ' || d.text), '\p{L}{2,}'))) AS word
    FROM chosen c JOIN current_documents d USING (document_id, version)
    WHERE c.place <= $read AND c.text_status = 'full' AND d.text <> ''
), texts AS (
    SELECT DISTINCT document_id, number FROM spoken
), learned AS (
    -- As many texts of each week as three weeks in four have: after quiet weeks fewer words would be
    -- known, and more be strange.
    SELECT document_id FROM texts
    QUALIFY row_number() OVER (PARTITION BY number ORDER BY document_id) <= (
        SELECT quantile_disc(texts, 0.25) FROM (SELECT count(*) AS texts FROM texts GROUP BY number))
), met AS (
    SELECT word, bit_or(1::UBIGINT << number) AS weeks
    FROM spoken SEMI JOIN learned USING (document_id) GROUP BY word
), strange AS (
    SELECT s.document_id, count(*) AS words,
        -- Of the weeks in which the word was met, those from number - gap - learned on.
        count(*) FILTER (s.number >= $gap + $learned AND
            ((m.weeks >> greatest(0, s.number - $gap - $learned))
                & ((1::UBIGINT << $learned) - 1)) = 0) AS unknown
    FROM spoken s JOIN met m USING (word) GROUP BY s.document_id HAVING count(*) >= $shortest
), labelled AS (
    SELECT c.* EXCLUDE (version, text_status, place), l.* EXCLUDE (document_id, model, labelled_at),
        c.text_status = 'full' AS readable, s.words, s.unknown,
        coalesce(l.relevant, false) AS on_topic, nullif(l.scores, '') AS given
    FROM chosen c
    JOIN known_labels l
        ON l.document_id = c.document_id AND l.version = c.version AND l.model = $model
    LEFT JOIN strange s ON s.document_id = c.document_id
), sure AS (
    -- Of the answers given, and in a relevant text of tone and of each narrative and frame.
    SELECT document_id, list_avg([
        greatest(p, 1 - p), CASE WHEN on_topic THEN list_max(tones) END,
        CASE WHEN on_topic THEN list_avg(list_transform(claims, lambda q: greatest(q, 1 - q))) END,
        CASE WHEN on_topic THEN list_avg(list_transform(marks, lambda q: greatest(q, 1 - q))) END,
    ]) AS confidence
    FROM (SELECT document_id, on_topic, CAST(json_extract(given, '$.relevant') AS DOUBLE) AS p,
            CAST(json_extract(given, '$.tone.*') AS DOUBLE[]) AS tones,
            CAST(json_extract(given, '$.narratives.*') AS DOUBLE[]) AS claims,
            CAST(json_extract(given, '$.frames.*') AS DOUBLE[]) AS marks
        FROM labelled WHERE language_supported AND len(abstained) = 0)
    WHERE p IS NOT NULL
)
SELECT l.number, l.source_id, l.outlet_type, l.language, l.private, l.author, l.story_id,
    l.narratives, l.frames,
    CASE WHEN relevant IS NULL THEN 'unread' WHEN NOT relevant THEN 'unrelated'
        WHEN len(narratives) + len(frames) = 0 THEN 'other' ELSE '' END AS without,
    -- The measures: null where a document is not asked.
    CASE WHEN language_supported THEN CAST(relevant AS DOUBLE) END AS relevant,
    CASE WHEN on_topic AND readable THEN CAST(tone = 'negative' AS DOUBLE) END AS negative,
    CASE WHEN on_topic AND readable THEN CAST(tone = 'positive' AS DOUBLE) END AS positive,
    CASE WHEN on_topic AND NOT list_contains(abstained, 'narrative')
        THEN CAST(len(narratives) > 0 AS DOUBLE) END AS narrative,
    CAST(stance = 'endorses' AS DOUBLE) AS endorses,
    CASE WHEN on_topic AND NOT list_contains(abstained, 'frame')
        THEN CAST(len(frames) > 0 AS DOUBLE) END AS frame,
    s.confidence,
    CASE WHEN language_supported THEN CAST(len(abstained) > 0 AS DOUBLE) END AS abstained,
    CASE WHEN language_supported THEN unknown / words END AS unknown,
    CAST(NOT language_supported AS DOUBLE) AS unsupported,
    CASE WHEN language_supported THEN CAST(l.language = 'sv' AS DOUBLE) END AS swedish
FROM labelled l LEFT JOIN sure s USING (document_id)
ORDER BY l.number, l.source_id, l.document_id
