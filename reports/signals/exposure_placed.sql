-- What the Exposure table counts: a row for each document, source and label (and place). An absent
-- stance or place is ''. Parameters: $model, $begin and $end (moments). What follows the
-- appearances may leave some of them out.
WITH docs AS (
    SELECT a.document_id, a.week, a.outlet_type, a.region, a.source_id, a.reach, a.private,
        a.source_id IN (SELECT source_id FROM known_sources WHERE active AND kind = 'import') AS from_file,
        CASE WHEN a.private THEN a.author END AS account, a.text_status, a.places, a.story_id,
        coalesce(l.language, 'und') AS language, l.language_supported, l.relevant, l.tone,
        l.narratives, l.stance, l.frames, l.abstained
    FROM appearances a {only}
    LEFT JOIN known_labels l
        ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
    WHERE a.moment >= $begin AND a.moment < $end AND a.text_status <> 'deleted'
),
-- What a document is counted for, as a list: one pass over the documents, and nothing kept.
said AS (
    SELECT week, outlet_type, region, language, source_id, reach, private, from_file, account,
        places, document_id, story_id, unnest(list_concat(
            [{'label_group': 'relevant', 'label': CASE
                WHEN language_supported IS NULL THEN 'unlabelled'
                WHEN NOT language_supported THEN 'unsupported'
                WHEN list_contains(abstained, 'relevant') THEN 'abstained'
                WHEN relevant THEN 'true' ELSE 'false' END, 'stance': ''}],
            CASE WHEN relevant AND text_status = 'full' THEN [
                {'label_group': 'tone', 'label': coalesce(tone, 'abstained'), 'stance': ''}] END,
            CASE WHEN relevant THEN [{'label_group': 'narrative', 'label': one,
                'stance': coalesce(stance, 'abstained')} FOR one IN narratives] END,
            CASE WHEN relevant AND list_contains(abstained, 'narrative') THEN [
                {'label_group': 'narrative', 'label': 'abstained', 'stance': ''}] END,
            CASE WHEN relevant THEN [{'label_group': 'frame', 'label': one,
                'stance': CASE WHEN len(narratives) > 0 THEN coalesce(stance, 'abstained')
                    ELSE '' END} FOR one IN frames] END,
            CASE WHEN relevant AND list_contains(abstained, 'frame') THEN [
                {'label_group': 'frame', 'label': 'abstained', 'stance': ''}] END)) AS said
    FROM docs
),
placed AS (
    SELECT week, outlet_type, region, language, said.label_group AS label_group,
        said.label AS label, said.stance AS row_stance, coalesce({place}, '') AS place,
        source_id, reach, private, from_file, account, document_id, story_id
    FROM said
)
