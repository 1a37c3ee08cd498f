"""What platforms tell of posts, comments and videos, and the Documents made of them.

Crawlers of platforms and importers of other tools' files both read their input into Posts;
`document_of` is the one way from there, and it ends at the privacy door.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from crawlers.canonical import canonical_url, platform_document_id
from crawlers.listing import MAX_TEXT, MAX_TITLE
from crawlers.privacy import Pseudonyms, hashtags, protect, shared_urls
from store.records import Access, Document, DocumentKind, Source, TextStatus

MAX_CONTEXT = 2_000
"""Characters kept of what a post answers or quotes: enough to be understood by."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post, comment or video as its platform tells it. It names people, and is never stored.

    `platform` is where its id and its author's account live (`tiktok.com`, `x.com`, `fediverse`),
    `native_id` what the platform guarantees to be unique there. `author` is the account's lasting
    id, else its handle; `names` are all else that people are called in it (the author's display
    name, the accounts that it mentions), which is masked wherever it stands. `answers` is the
    native id of the post answered or shared on, `context` its text or the text quoted. `lookup` is
    what the platform is asked by whether the post is still there. With `deleted` the platform says
    that it is not. `seen_at` is when it said so, where that is another time than now.
    `author_is_word`: the handle is an ordinary word that is searched for. Texts are plain; times
    are aware, in UTC.
    """

    platform: str
    native_id: str
    text: str
    url: str = ""
    author: str = ""
    names: tuple[str, ...] = ()
    kind: DocumentKind = DocumentKind.POST
    title: str = ""
    context: str = ""
    answers: str = ""
    language: str = ""
    published_at: datetime | None = None
    edited_at: datetime | None = None
    text_status: TextStatus = TextStatus.FULL
    shared_urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    likes: int | None = None
    shares: int | None = None
    comments: int | None = None
    views: int | None = None
    lookup: str = ""
    deleted: bool = False
    author_is_word: bool = False
    seen_at: datetime | None = None

    @property
    def document_id(self) -> str:
        """The same for each way in which the post reaches us: its platform and its id there."""
        return platform_document_id(self.platform, self.native_id)

    @property
    def fingerprint(self) -> str:
        """Hash of what the platform says, figures apart: another one means another version."""
        digest = hashlib.blake2b(digest_size=16)
        for part in (self.title, self.text, "deleted" if self.deleted else ""):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer of a platform held: `access` is ok or empty_valid, else why it was not read.

    `reason` is a Swedish clause for the user when it is an error, `problems` name what was put
    right (English). `next` is how the following answer is asked for: an address or a cursor, as the
    platform gives it. `gone` are native ids that the answer says are deleted. `details` holds what
    a kind needs to know besides, as plain values. `listed_at` is the newest moment that the listing
    stands at, where that is another than its posts' own: of an old post that was shared on now.
    """

    posts: tuple[Post, ...] = ()
    next: str = ""
    problems: tuple[str, ...] = ()
    access: Access = Access.OK
    reason: str = ""
    gone: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    listed_at: datetime | None = None

    def detail(self, name: str) -> str:
        """A value of `details`, "" where there is none."""
        return dict(self.details).get(name, "")


def document_of(
    post: Post,
    source: Source,
    pseudonyms: Pseudonyms,
    now: datetime,
    first_seen_at: datetime | None = None,
) -> Document:
    """The document of a post as it may be stored; of a deleted one, its tombstone."""
    if post.deleted:
        return tombstone(post.document_id, source, post.kind, now)
    text = post.text[:MAX_TEXT]
    return protect(
        Document(
            document_id=post.document_id,
            source_id=source.source_id,
            kind=post.kind,
            url=post.url,
            canonical_url=canonical_url(post.url),
            title=post.title[:MAX_TITLE],
            text=text,
            context=post.context[:MAX_CONTEXT],
            first_seen_at=first_seen_at or now,
            fetched_at=_seen_at(post, now),
            language=post.language or source.language or "und",
            text_status=post.text_status,
            published_at=post.published_at,
            edited_at=post.edited_at,
            reply_to=platform_document_id(post.platform, post.answers) if post.answers else None,
            shared_urls=tuple(dict.fromkeys((*post.shared_urls, *shared_urls(text)))),
            hashtags=tuple(
                dict.fromkeys(
                    (*(tag.lstrip("#").lower() for tag in post.hashtags), *hashtags(text))
                )
            ),
            likes=post.likes,
            shares=post.shares,
            comments=post.comments,
            views=post.views,
        ),
        post.author,
        pseudonyms,
        platform=post.platform,
        names=post.names,
        handle_is_word=post.author_is_word,
    )


def _seen_at(post: Post, now: datetime) -> datetime:
    """When the text was read off the platform; now where that is not told, or cannot be so."""
    seen, written = post.seen_at, post.edited_at or post.published_at
    if seen is None or seen > now or (written is not None and seen < written):
        return now
    return seen


def tombstone(document_id: str, source: Source, kind: DocumentKind, now: datetime) -> Document:
    """What is stored of a document that its platform has deleted: that it was there, no text."""
    return Document(
        document_id=document_id,
        source_id=source.source_id,
        kind=kind,
        url="",
        canonical_url="",
        title="",
        text="",
        first_seen_at=now,
        fetched_at=now,
        text_status=TextStatus.DELETED,
        deleted_at=now,
    )
