"""A real forum as a source: FlaskBB, shown in Flashback's shape (flaskbb_server.py says how).

https://flaskbb.org: 3.0.0rc5 gave what is expected here.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from real.flaskbb_forum import FlaskBB, missing_parts

from crawlers.searches import Search, Searches
from store.records import OutletType, Source, SourceKind

pytestmark = pytest.mark.real_server

SEARCHES = Searches((Search("sv", ("socialtjänst*",)),))
WORDS = (
    "Socialtjänsten ringde i måndags och ville ha ett möte.",
    "Utredningen hos socialtjänsten tog fyra månader för oss.",
    "Handläggaren på socialkontoret förklarade vad en orosanmälan är.",
    "Familjehemmet var till stor hjälp för barnen.",
    "Socialnämnden sammanträder i Åmåsa på tisdag.",
)
NAMES = ("Granruskan_9", "Blamesen_4", "Orrtuppen_7")


@dataclass
class Filled:
    """A forum with a thread of 25 posts, ten on a page, and one about something else."""

    forum: FlaskBB
    thread: int
    posts: list[int]
    users: list[int]


@pytest.fixture(scope="module")
def filled():
    if missing := missing_parts():
        pytest.skip(f"FlaskBB kan inte startas; det här saknas: {', '.join(missing)}")
    with FlaskBB.running() as forum:
        users = [forum.do("user", name=name) for name in NAMES]
        forum.do("topic", user=users[0], title="Vinterdäck", text="Vilka däck är bäst?")
        thread, first = forum.do(
            "topic", user=users[0], title="Erfarenheter av socialtjänsten", text=WORDS[0]
        )
        posts = [first]
        for at in range(1, 25):
            text, of = f"{WORDS[at % 5]} Del {at}.", posts[1] if at in {11, 22} else None
            posts.append(forum.do("reply", user=users[at % 3], topic=thread, text=text, of=of))
        yield Filled(forum, thread, posts, users)


def test_a_real_forum_is_read_with_its_quotes_edits_and_deletions(filled, collect, now):
    forum, posts, users = filled.forum, filled.posts, filled.users
    source = Source(
        "forum", SourceKind.FLASHBACK, f"{forum.base}/f1", outlet_type=OutletType.FORUM,
        language="sv",
    )  # fmt: skip

    def of(seen, words):
        return [row for row in seen.documents if words in row["text"]]

    seen = collect(source, now=now, searches=SEARCHES)
    assert (seen.access("forum"), seen.message("forum")) == ("ok", "")
    assert len(seen.documents) == 25  # three pages of one thread; the other is about tyres
    assert seen.problems("forum") == ()
    stored = str(seen.documents) + str(seen.log) + str(seen.states)
    assert not [name for name in NAMES if name in stored]
    assert len({row["author"] for row in seen.documents}) == 3
    (top,) = (row for row in seen.documents if row["title"])
    assert top["title"] == "Erfarenheter av socialtjänsten"
    quoting, again = of(seen, "Del 11.") + of(seen, "Del 22.")
    (quoted,) = of(seen, "Del 1.")
    for row in (quoting, again):  # what another one wrote is context, and no word of the poster's
        assert row["context"] == quoted["text"]
        assert row["reply_to"] == quoted["document_id"]
        assert quoted["text"] not in row["text"]
    assert now - timedelta(minutes=3) < top["published_at"] < now + timedelta(minutes=3)

    # A day later: the last page has grown over its end, a post is edited, two are deleted.
    forum.do("forward", hours=24)
    for at in range(25, 32):
        text = f"{WORDS[at % 5]} Del {at}."
        posts.append(forum.do("reply", user=users[at % 3], topic=filled.thread, text=text))
    forum.do("edit", user=users[2], post=posts[20], text="Socialnämnden har ställt in mötet.")
    forum.do("delete", post=posts[3])
    forum.do("delete", post=posts[24])
    later = now + timedelta(hours=24)
    seen = collect(source, now=later, searches=SEARCHES)
    assert len(seen.documents) == 32
    (edited,) = of(seen, "ställt in mötet")
    assert (edited["version"], edited["text"]) == (2, "Socialnämnden har ställt in mötet.")
    assert edited["edited_at"] is not None
    gone = [row for row in seen.documents if row["deleted_at"]]
    assert [(row["text"], row["title"], row["context"]) for row in gone] == [("", "", "")] * 2
    assert not of(seen, "Del 3.")
    assert not of(seen, "Del 24.")

    # The thread itself is deleted: all that was in it goes.
    forum.do("delete_topic", topic=filled.thread)
    forum.do("forward", hours=48)
    seen = collect(source, now=now + timedelta(hours=48), searches=SEARCHES)
    assert all(row["deleted_at"] and not row["text"] for row in seen.documents)
