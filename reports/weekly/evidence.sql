-- Every appearance of a document in an active source, with its labels by $model.
-- A document that nobody has labelled yet has `labelled` false.
SELECT a.document_id, a.week, a.moment, a.source_id, a.source_name, a.outlet_type, a.private,
    a.private_owner, a.author AS account, a.title, a.url, a.text_status, a.places, a.story_id,
    l.document_id IS NOT NULL AS labelled, l.language, l.language_supported, l.relevant, l.tone,
    l.narratives, l.stance, l.frames, l.abstained
FROM appearances a
LEFT JOIN known_labels l ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
WHERE a.text_status <> 'deleted'

