"""Texts are kept as long as the settings say; what was found in them stays."""

from __future__ import annotations

from datetime import datetime

from store.connection import Transaction

_OLD = """
FROM documents d WHERE text_dropped_at IS NULL AND greatest(fetched_at, first_seen_at) < ?
    AND EXISTS (SELECT 1 FROM labels l
        WHERE l.document_id = d.document_id AND l.version = d.version)
"""


def drop_old_texts(transaction: Transaction, before: datetime, now: datetime) -> int:
    """Empty text and context of labelled versions fetched before `before`; gives how many.

    What a file tells of an earlier day is kept as long from the day that the file was read in.
    Titles of private persons' posts go too. Labels, stories and counts stay, and the same text met
    again is still known (its hash is kept). A document that nobody has labelled yet is kept.
    """
    (found,) = transaction.query(f"SELECT count(*) AS n {_OLD}", [before]).to_pylist()
    if found["n"]:
        transaction.execute(
            f"""
            UPDATE documents SET text = '', context = '', text_dropped_at = ?,
                title = CASE WHEN of_a_person(kind, (SELECT s.outlet_type FROM sources s
                    WHERE s.source_id = documents.source_id)) THEN '' ELSE title END
            WHERE (document_id, version) IN (SELECT (document_id, version) {_OLD})
            """,
            [now, before],
        )
        # Whom a post is asked for by is not kept longer than its words.
        transaction.execute(
            "UPDATE item_states SET url = '' WHERE url LIKE 'gAAAA%' AND document_id IN "
            "(SELECT document_id FROM current_documents WHERE text_dropped_at = ?)",
            [now],
        )
    return found["n"]
