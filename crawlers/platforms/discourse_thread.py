"""One topic of a Discourse forum while it is read: its posts, and what each of them answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from crawlers.canonical import platform_document_id
from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.discourse_address import AS_WRITTEN, Place
from crawlers.platforms.discourse_answers import pairs, parse_posts
from crawlers.posts import MAX_CONTEXT, Page, Post
from crawlers.visits.door import READ, Door, unread
from store.records import Access, DocumentKind

PER_ANSWER = 20
"""Posts that a forum gives at a time."""
MAX_BATCHES = 100
"""Requests for the posts of one topic in one visit; the rest comes in the next."""
MAX_PEOPLE = 200
"""Posters of a topic whose names are looked for in what the others write."""
UNFINISHED = "a long topic is read over several visits"
NO_STREAM = "a topic does not list its posts"


class Thread:
    """A topic that is read through a door; `page` is the answer with its first posts."""

    def __init__(self, door: Door, place: Place, topic: int) -> None:
        self._door = door
        self._place = place
        self._topic = topic
        self._read_posts: dict[int, Post] = {}
        self._people: dict[str, None] = {}
        self.page = Page()

    async def open(self) -> Answer | Failure:
        """Ask for the topic and its first posts, which `page` has then."""
        answer = await self._door.ask(self._place.topic_address(self._topic), AS_WRITTEN)
        if isinstance(answer, Failure):
            return answer
        page = await self._read(answer)
        if page.access not in READ:
            return unread(page)
        self.page = page
        return answer

    async def posts(self, ids: list[int]) -> list[Post] | Failure:
        """These posts of the topic, as far as they are still there.

        What comes unasked is no answer: a server that did not understand must not look like one
        that has deleted them.
        """
        answer = await self._door.ask(self._place.posts_address(self._topic, ids), AS_WRITTEN)
        if isinstance(answer, Failure):
            return answer
        page = await self._read(answer)
        if page.access in READ and not _given(page) <= set(ids):
            page = Page(access=Access.PARSE_ERROR, reason="svarade med andra inlägg")
        return unread(page) if page.access not in READ else self.placed(page)

    def placed(self, page: Page) -> list[Post]:
        """The posts of a page with title or context, what they answer, and whom they may name."""
        numbers, answered = pairs(page.detail("numbers")), pairs(page.detail("answered"))
        self._people |= dict.fromkeys(page.detail("people").splitlines())
        for post in page.posts:
            if number := numbers.get(int(post.native_id)):
                self._read_posts[number] = replace(post, text=post.text[:MAX_CONTEXT])
        return [self._placed(post, answered.get(int(post.native_id), 1)) for post in page.posts]

    def _placed(self, post: Post, answers: int) -> Post:
        title = self.page.detail("title")
        if post.deleted:
            return post
        post = replace(post, names=(*post.names, *islice(self._people, MAX_PEOPLE)))
        if post.kind is DocumentKind.POST:
            return replace(post, title=title)
        answered = self._read_posts.get(answers)
        said = post.context or (answered.text if answered else "")
        return replace(
            post,
            context="\n".join(filter(None, (title, said))),
            answers=answered.native_id if answered else "",
            names=(*post.names, *(answered.names if answered else ())),
        )

    async def take(self) -> Failure | bool:
        """Send out the first posts, and those never met of the others; whether that was all."""
        await self._door.take(self.placed(self.page))
        missing = self._missing()
        batches = [missing[n : n + PER_ANSWER] for n in range(0, len(missing), PER_ANSWER)]
        if self._door.since is not None:
            batches.reverse()  # the newest first: the others may be too old
        for batch in batches[:MAX_BATCHES]:
            posts = await self.posts(batch)
            if isinstance(posts, Failure):
                return posts
            await self._door.take(posts)
            if self._are_too_old(posts):
                return True
        if len(batches) > MAX_BATCHES:
            self._door.problems[UNFINISHED] = None
        return len(batches) <= MAX_BATCHES

    def _missing(self) -> list[int]:
        """The ids of the posts that have never been met."""
        stream = [int(one) for one in self.page.detail("stream").split()]
        if not stream:
            self._door.problems[NO_STREAM] = None
        given, host = _given(self.page), self._place.host
        return [
            post
            for post in dict.fromkeys(stream)
            if post not in given and not self._door.has_met(platform_document_id(host, str(post)))
        ]

    def _are_too_old(self, posts: list[Post]) -> bool:
        since, dates = self._door.since, [p.published_at for p in posts if p.published_at]
        return since is not None and bool(dates) and max(dates) < since

    async def _read(self, answer: Answer) -> Page:
        return await self._door.read(parse_posts, answer, self._place.base, self._topic)


def _given(page: Page) -> set[int]:
    """The ids of all posts of a page, also of those that are no person's words."""
    return set(pairs(page.detail("numbers")))
