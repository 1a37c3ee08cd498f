"""A Discourse forum, built by hand from the published shapes of its answers, not recorded."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from store.records import OutletType, Source, SourceKind

NEWEST = datetime(2026, 11, 20, 9, tzinfo=UTC)
POSTS = 34
PERSONS = (
    "klockarkatten_81", "Berit Klockare", "tallbacken55", "Tallas Tallbackman", "sotarmurre_n",
    "070-174 06 07", "19900118-9811", "berit.klockare@exempel.se",
)  # fmt: skip
KEYS = {}
PER_PAGE = 2

_OPENINGS = (
    "Socialtjänsten kom hem till oss i går. Hur länge brukar en utredning ta?",
    "Vi fick LVU-beslutet i dag och förstår ingenting av det.",
    "Hur blir man familjehem i Norrvik? Vem ringer jag på socialkontoret?",
    "أخذ السوسيال طفلي من المدرسة. من يساعدني؟",
)
_ANSWERS = (
    "Samma sak hände min syster, socialtjänsten svarade efter fyra månader.",
    "Begär ut journalen, det hjälpte oss när nämnden inte svarade.",
    "Handläggaren på soc var vänlig mot oss.",
)


def row(post_id, number, cooked, **more):
    """A post as /t/ID.json gives it; `more` replaces its fields."""
    at = (NEWEST - timedelta(hours=40) + timedelta(minutes=post_id % 1000)).isoformat()
    author = ("klockarkatten_81", "Berit Klockare") if number % 2 else ("tallbacken55", "Tallas")
    return {
        "id": post_id, "name": author[1], "username": author[0],
        "avatar_template": f"/user_avatar/forum.example/{author[0]}/{{size}}/1_2.png",
        "created_at": at, "updated_at": at, "cooked": cooked, "post_number": number,
        "post_type": 1, "reply_count": 1, "reply_to_post_number": None, "quote_count": 0,
        "reads": 40, "version": 1, "user_id": 7, "hidden": False, "deleted_at": None,
        "user_deleted": False, "actions_summary": [{"id": 2, "count": 3}], **more,
    }  # fmt: skip


QUOTE = (
    '<aside class="quote no-group" data-username="tallbacken55" data-post="2" data-topic="11">'
    '<div class="title"><div class="quote-controls"></div><img width="24" class="avatar"> '
    "Tallas Tallbackman:</div><blockquote><p>De hämtade honom mitt i natten</p></blockquote>"
    "</aside>"
)


class Forum:
    """Topics by their numbers, each a title and its posts; a test changes them and puts anew."""

    def __init__(self):
        self.titles = {
            11: "Socialtjänsten och utredningen", 12: "LVU i Norrvik", 13: "Bli familjehem",
            14: "السوسيال في السويد", 15: "Bästa vinterdäcken",
            16: "Socialnämndens möte",
        }  # fmt: skip
        self.bumped = {topic: NEWEST - timedelta(hours=topic - 10) for topic in self.titles}
        self.posts = {topic: self._posts(topic) for topic in self.titles}

    def _posts(self, topic):
        opening = _OPENINGS[(topic - 11) % 4]
        count = 22 if topic == 11 else 3
        rows = [row(topic * 1000 + 1, 1, f"<p>{opening}</p>")]
        for number in range(2, count + 1):
            cooked = f"<p>{_ANSWERS[number % 3]}</p><p>Svar {number} i {topic}.</p>"
            rows.append(row(topic * 1000 + number, number, cooked))
        if topic == 11:
            rows[2]["cooked"] = QUOTE + "<p>Fy, vilken natt. Ring 070-174 06 07.</p>"
            rows[3]["reply_to_post_number"] = 3
            rows[4]["cooked"] += (
                '<p><a class="mention" href="/u/sotarmurre_n">@sotarmurre_n</a></p>'
            )
            rows[21]["reply_to_post_number"] = 2
            rows[21]["cooked"] = "<p>Tallbacken55 och Berit Klockare har rätt: 19900118-9811.</p>"
            rows[20]["cooked"] = "<p>Skriv till berit.klockare@exempel.se om socialtjänsten.</p>"
        return rows

    def listed(self, topic):
        """A topic as lists have it."""
        at = self.bumped[topic].isoformat()
        tags = ["lvu", {"id": 3, "name": "placerade-barn"}] if topic == 12 else []
        return {
            "id": topic, "title": self.titles[topic], "slug": f"trad-{topic}", "tags": tags,
            "posts_count": len(self.posts[topic]), "bumped_at": at, "last_posted_at": at,
            "pinned": topic == 15,
        }  # fmt: skip

    def put(self, web, path="/latest"):
        """Put lists, topics and posts onto a server."""
        order = sorted(self.bumped, key=lambda topic: self.bumped[topic], reverse=True)
        for page, at in enumerate(range(0, len(order), PER_PAGE)):
            more = {"more_topics_url": f"{path}?no_definitions=true&page={page + 1}"}
            topics = [self.listed(topic) for topic in order[at : at + PER_PAGE]]
            held = {"topics": topics, **(more if at + PER_PAGE < len(order) else {})}
            where = f"{path}.json?page={page}" if page else f"{path}.json"
            web.put_json(where, {"users": [], "topic_list": held})
        for topic in self.titles:
            self._put_topic(web, topic)

    def _put_topic(self, web, topic):
        rows = self.posts[topic]
        stream = {"posts": rows[:20], "stream": [one["id"] for one in rows]}
        whole = {**self.listed(topic), "post_stream": stream}
        web.put_json(f"/t/{topic}.json", whole)
        where = f"/t/{topic}/posts.json"
        web.put_json(where, {})
        empty = web.replies[where]

        def given(asked):
            ids = parse_qs(urlsplit(asked.path).query).get("post_ids[]", [])
            found = [one for one in rows if str(one["id"]) in ids]
            body = json.dumps({"id": topic, "post_stream": {"posts": found}})
            return replace(empty, body=body.encode())

        web.replies[where] = given


def category():
    """The topics that are about the services: all but one."""
    forum = Forum()
    for held in (forum.titles, forum.bumped, forum.posts):
        del held[15]
    return forum


def put(web):
    """Put a category of the forum onto a server, five topics about the services; its source."""
    category().put(web, "/c/familj/5")
    address = f"{web.base}/c/familj/5"
    return Source("discourse", SourceKind.DISCOURSE, address, outlet_type=OutletType.FORUM)
