"""Articles of media archives as Documents that have passed the privacy door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.canonical import canonical_url, document_id
from crawlers.extraction.text_status import text_status
from crawlers.imports.reading import SAKNAR_TEXT, Reading, Unusable
from crawlers.listing import MAX_TEXT, MAX_TITLE
from crawlers.privacy import protect
from store.records import Document, DocumentKind, Source, TextStatus


@dataclass(frozen=True, slots=True)
class Article:
    """An article as an archive tells it. `key` identifies one without an address; `teaser` says
    that the archive gives no more than its beginning."""

    title: str
    text: str
    url: str = ""
    key: str = ""
    byline: str = ""
    language: str = ""
    published_at: datetime | None = None
    teaser: bool = False


def article_document(article: Article, source: Source, reading: Reading) -> Document:
    """The document of an article. Raises Unusable when it has neither title nor text."""
    title, text = article.title.strip()[:MAX_TITLE], article.text.strip()[:MAX_TEXT]
    if not title and not text:
        raise Unusable(SAKNAR_TEXT)
    canonical = canonical_url(article.url)
    status = text_status(text, locked=False)
    if article.teaser and status is TextStatus.FULL:
        status = TextStatus.TEASER
    document = Document(
        document_id=document_id(canonical or f"id:{article.key}"),
        source_id=source.source_id,
        kind=DocumentKind.ARTICLE,
        url=article.url.strip() if canonical else "",
        canonical_url=canonical,
        title=title,
        text=text,
        first_seen_at=reading.now,
        fetched_at=reading.now,
        language=article.language or source.language or "und",
        text_status=status,
        published_at=article.published_at,
    )
    return protect(document, article.byline or None, reading.pseudonyms)


def once(*parts: str) -> str:
    """The texts of a document below each other; one that stands in another is left out.

    >>> once("Barn omhändertogs …", "Barn omhändertogs i maj.", "Barn omhändertogs i maj.")
    'Barn omhändertogs i maj.'
    """
    kept: list[str] = []
    for part in filter(None, map(str.strip, parts)):
        core = _core(part)
        if any(core in _core(other) for other in kept):
            continue
        kept = [other for other in kept if _core(other) not in core]
        kept.append(part)
    return "\n".join(kept)


def _core(part: str) -> str:
    """A text without its spaces and the dots at its ends that say that it goes on."""
    return " ".join(part.split()).casefold().strip(" .…")
