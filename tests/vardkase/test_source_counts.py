"""How `health` counts the sources of the list."""

from datetime import UTC, datetime

from store.records import Access, Poll, Source, SourceKind
from vardkase.commands.source_health import counts, counts_line

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_sources_that_were_never_asked_or_refuse_us_are_not_said_to_answer():
    kinds = {**dict.fromkeys("abcde", "feed"), "f": "import", "g": "youtube"}
    sources = [Source(name, SourceKind(kind), "") for name, kind in kinds.items()]
    polls = [
        Poll("a", NOW, Access.STALE),
        Poll("b", NOW, Access.REFUSED),
        Poll("c", NOW, Access.CHALLENGED),
        Poll("g", NOW, Access.NOT_ASKED),
        Poll("gone", NOW, Access.OK),
    ]
    found = counts(sources, polls)
    assert found == {
        "answering": 1, "failing": 1, "refused": 1, "not_asked": 1, "never_asked": 2, "files": 1,
    }  # fmt: skip
    assert counts_line(found) == (
        "Källistan: 1 svarar, 1 svarar inte, 1 släpper inte in oss, "
        "1 kan inte frågas (nyckel eller adress saknas), 2 har aldrig frågats, "
        "1 läses från filer."
    )
    assert counts_line(counts(sources[:1], polls)) == ""
