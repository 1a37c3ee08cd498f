-- Every appearance of a document in an active source, weeks $first..$last, with its labels by $model.
-- A document that nobody has labelled yet has `labelled` false.
SELECT d.document_id,
    strftime(timezone('Europe/Stockholm', coalesce(d.published_at, d.first_seen_at)), '%G-W%V') AS week,
    coalesce(d.published_at, d.first_seen_at) AS moment,
    a.source_id, s.name AS source_name, coalesce(s.outlet_type, '') AS outlet_type,
    (d.kind IN ('post', 'comment') OR s.outlet_type IN ('forum', 'social')) AS private,
    (d.kind IN ('post', 'comment') OR coalesce(o.outlet_type, '') IN ('forum', 'social')) AS private_owner,
    d.author AS account, d.title, d.url, d.text_status, d.places,
    coalesce(st.story_id, d.document_id) AS story_id,
    l.document_id IS NOT NULL AS labelled, l.language, l.language_supported, l.relevant, l.tone,
    l.narratives, l.stance, l.frames, l.abstained
FROM current_documents d
JOIN (
    SELECT document_id, source_id FROM documents WHERE version = 1
    UNION
    SELECT document_id, source_id FROM sightings
) a ON a.document_id = d.document_id
JOIN sources s ON s.source_id = a.source_id AND s.active
LEFT JOIN sources o ON o.source_id = d.source_id
LEFT JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
LEFT JOIN stories st ON st.document_id = d.document_id
WHERE d.text_status <> 'deleted'
