"""Flashback: pages built in its shape, for no page of its own is at hand."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import scene_flashback as scene
from one_pass import NOW, PSEUDONYMS
from scene_flashback import Reply, Thread, Written, list_of, page_of, quote, source

from crawlers.dates import STOCKHOLM
from crawlers.network.fetch import Answer
from crawlers.platforms.flashback import FORUM, parse_section, parse_thread, place_of
from crawlers.platforms.flashback_posts import NO_MESSAGES
from crawlers.platforms.forum_place import fetched_at
from crawlers.platforms.forum_progress import KEPT, Progress
from crawlers.platforms.forum_text import NO_TIMES
from crawlers.privacy import mask, mask_url
from crawlers.searches import Search, Searches
from crawlers.settings import CrawlSettings
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import Access, DocumentKind
from store.sources import last_polls, source_states

URL = "https://www.flashback.org/t3141592"
HTML = "text/html; charset=iso-8859-1"
SEARCHES = Searches((Search("sv", ("socialtjänst*", "lvu")),))
DAY = timedelta(days=1)


def read(*posts, url=URL, now=NOW, fetched=None, **more):
    return parse_thread(page_of(posts, **more), url, HTML, now, fetched)


def one(html, **more):
    """The second post of a page: the first has the title."""
    return read(Written(1, "Trådstartare", "Hej"), Written(2, "Talgoxe", html, **more)).posts[1]


# --- One page -----------------------------------------------------------------------------------


def test_a_page_gives_its_posts_with_author_time_and_title():
    page = read(
        Written(11, "Talgoxe", "Soc ringde.<br><br>Å vad bra!", "2026-08-21, 10:15", 77),
        Written(12, "Gäst", "Jaså"),
        pages=7,
    )
    top, other = page.posts
    assert (page.detail("page"), page.detail("pages")) == ("1", "7")
    assert (top.platform, top.native_id, top.url) == (
        "flashback.org", "11", "https://www.flashback.org/p11",
    )  # fmt: skip
    assert (top.author, top.names) == ("u77", ("Talgoxe",))
    assert (top.title, top.text) == ("Vad gör socialtjänsten i Åmåsa?", "Soc ringde.\nÅ vad bra!")
    assert top.published_at == datetime(2026, 8, 21, 8, 15, tzinfo=UTC)
    assert (top.kind, other.kind) == (DocumentKind.POST, DocumentKind.COMMENT)
    assert (other.title, other.context) == ("", "Vad gör socialtjänsten i Åmåsa?")
    assert page.problems == ()


@pytest.mark.parametrize("name", ["Gäst", "Borttagen", "Medlem borttagen", "gäst", ""])
def test_guests_and_members_who_are_gone_are_nobody(name):
    (post,) = read(Written(1, name, "Hej")).posts
    assert (post.author, post.names) == ("", ())


def test_the_first_post_of_later_pages_is_an_answer():
    page = read(Written(31, "Talgoxe", "Hej"), page=3, pages=3, url=URL + "p3")
    assert page.posts[0].kind is DocumentKind.COMMENT
    assert page.posts[0].lookup == "3141592 - 3 31"


def test_quotes_are_not_the_posters_words():
    post = one(quote("Sothöna_9", "De tog barnen.", 1) + "Nej, det gjorde de inte.")
    assert post.text == "Nej, det gjorde de inte."
    assert (post.context, post.answers) == ("De tog barnen.", "1")
    assert post.names == ("Talgoxe", "Sothöna_9")


def test_several_quotes_and_quotes_in_quotes():
    inner = quote("Sothöna_9", "Innerst.", 1)
    post = one(quote("Vinge Å", inner + "Mitt svar.", 3) + "Håller med." + quote("Orre", "Annat."))
    assert post.text == "Håller med."
    assert (post.context, post.answers) == ("Mitt svar.\nAnnat.", "3")
    assert post.names == ("Talgoxe", "Vinge Å", "Sothöna_9", "Orre")


@pytest.mark.parametrize(
    "html",
    [
        '<div class="alt2 post-bbcode-quote">Ursprungligen postat av Sothöna_9<br>Citerat.</div>'
        "Ord.",
        '<div>Citat:</div><div class="post-bbcode-quote"><div>Ursprungligen postat av '
        "<b>Sothöna_9</b></div><div>Citerat.</div></div>Ord.",
        '<p>Ord.</p><div class="post-bbcode-quote">Ursprungligen postat av\n <strong>Sothöna_9'
        "</strong> <i>Citerat.</i></div>",
    ],
)
def test_quotes_are_known_however_they_are_laid_out(html):
    post = one(html)
    assert (post.text, post.context) == ("Ord.", "Citerat.")
    assert "Sothöna_9" in post.names


def test_an_edit_is_told_and_is_no_part_of_the_text():
    post = one("Soc ringde.<div>Senast redigerad av Orrtupp 2026-11-20 kl. 11:02.</div>")
    assert post.text == "Soc ringde."
    assert post.edited_at == datetime(2026, 11, 20, 10, 2, tzinfo=UTC)
    assert post.names == ("Talgoxe", "Orrtupp")
    today = one("Soc ringde.<br>Senast redigerad av Orrtupp Idag, 12:10. Anledning: stavfel")
    assert (today.text, today.edited_at) == (
        "Soc ringde.",
        datetime(2026, 11, 20, 11, 10, tzinfo=UTC),
    )


def test_pictures_links_lists_and_spoilers():
    post = one(
        'Hej <img src="/wink.gif" alt="Wink"><ul><li>ett</li><li>två</li></ul>'
        '<div class="spoiler"><button>Visa</button><div style="display:none">Dolt svar</div></div>'
        '<a href="/leave.php?u=https%3A%2F%2Fwww.example.org%2Fa%3Fb%3D1">https://www.exam…</a>'
        '<a href="https://www.example.org/b">b</a> <a href="/u77">Talgoxe</a>'
        '<a href="javascript:alert(1)">c</a><script>alert(2)</script><a href="http://[x">d</a>'
        '<a href="/t99">tråd</a>'
    )
    assert (
        post.text
        == "Hej Wink\n- ett\n- två\nDolt svar\nhttps://www.exam…b Talgoxec d tråd".replace(
            "c d tråd", "cdtråd"
        )
    )
    assert post.shared_urls == (
        "https://www.example.org/a?b=1", "https://www.example.org/b",
        "https://www.flashback.org/t99",
    )  # fmt: skip


@pytest.mark.parametrize(
    "menu",
    [
        b'<ul><li class="dropdown-header">Talgoxe</li></ul>',
        b'<div class="dropdown"><strong>Talgoxe</strong></div>',
    ],
)
def test_some_authors_are_named_in_a_menu(menu):
    name = b'<div class="post-user-username">Talgoxe</div>'
    body = page_of([Written(1, "Talgoxe", "Hej")]).replace(name, menu)
    assert parse_thread(body, URL, HTML, NOW).posts[0].author == "Talgoxe"


# Ours, in the shape that https://github.com/agm71/FlashbackMonitor (2025) and flashbackscrapR read.
LIVE = """<div id="posts"><div id="post77" class="post clearfix" data-postid="77">
<div class="post-heading">\n\t<i class="fa fa-file"></i>\n\tIg&aring;r, 10:15\n
<a href="/p77" id="postcount77" name="2">#2</a></div>
<div class="post-body"><div class="post-row"><div class="post-left"><div class="dropdown">
<a class="post-user-username dropdown-toggle" id="dropdown-user-post77" href="/u401">
\t\tTalgoxe\n</a><ul class="dropdown-menu"><li><a href="/u401">Hitta alla inl&auml;gg</a></li></ul>
</div><div class="post-user-title">Medlem</div></div><div class="post-right">
<div class="post_message" id="post_message_77">\r\n\t<div class="post-bbcode-quote-wrapper">
<div class="smallfont">Citat:</div><div class="alt2 post-bbcode-quote"><div>Ursprungligen postat av
<strong>Soth&ouml;na_9</strong> <a href="/sp70#p70" rel="nofollow"><i class="fa"></i></a></div>
<div class="post-clamped-text">De tog barnen.<div class="post-bbcode-quote-wrapper"><div>Citat:
</div><div class="alt2 post-bbcode-quote"><div>Ursprungligen postat av <strong>Orre</strong></div>
<div class="post-clamped-text">Vilka?</div></div></div></div></div></div>Nej.<br />Inte alls.</div>
</div></div><div class="post-row">\tSenast redigerad av Talgoxe 2026-11-20 kl. 09:02.\n</div>
</div></div></div><ul class="pagination"><li class="next"><a href="/t3141592p3">N</a></li></ul>
<a class="input-page-jump-xs" data-page="2" data-total-pages="3" data-url="/t3141592"></a>"""


def test_a_page_as_extensions_of_2025_find_it():
    page = parse_thread(LIVE.encode("iso-8859-1"), URL + "p2", HTML, NOW)
    (post,) = page.posts
    assert (page.detail("page"), page.detail("pages"), page.problems) == ("2", "3", ())
    assert (post.native_id, post.author, post.text) == ("77", "u401", "Nej.\nInte alls.")
    assert (post.context, post.answers) == ("De tog barnen.", "70")
    assert set(post.names) == {"Talgoxe", "Sothöna_9", "Orre"}
    assert post.published_at == datetime(2026, 11, 19, 9, 15, tzinfo=UTC)
    assert post.edited_at == datetime(2026, 11, 20, 8, 2, tzinfo=UTC)


def test_a_post_is_known_by_either_of_its_ids():
    for other in (' id="post77"', ' data-postid="77"'):
        (post,) = parse_thread(LIVE.replace(other, "").encode(), URL, HTML, NOW).posts
        assert post.native_id == "77"


def test_a_post_without_words_of_its_own_is_left_out_and_told():
    body = page_of([Written(1, "Talgoxe", "Hej"), Written(2, "Orre", "Stängd.")])
    body = body.replace(b'class="post_message" id="post_message_2"', b'class="notice"')
    page = parse_thread(body, URL, HTML, NOW)
    assert [post.native_id for post in page.posts] == ["1"]
    assert page.problems == (NO_MESSAGES,)


def test_pages_of_another_mark_up_are_told():
    body = page_of([Written(1, "Talgoxe", "Hej"), Written(2, "Orre", "Hej")])
    for name, read in (
        (b"post_message", False), (b"post-user-username", True), (b"post-heading", True),
    ):  # fmt: skip
        page = parse_thread(body.replace(name, b"nytt"), URL, HTML, NOW)
        assert (bool(page.posts), bool(page.problems)) == (read, read)
    body = body.replace(b"post-user-username", b"nytt").replace(b"post-heading", b"nytt")
    page = parse_thread(body, URL, HTML, NOW)
    assert (page.access, page.posts) == (Access.PARSE_ERROR, ())
    assert page.reason.endswith("forumet kan ha bytt utseende")
    tables = b'<table id="post1"><td class="post-date">Idag, 10:15</td><div class="post_message">'
    assert parse_thread(tables, URL, HTML, NOW).access is Access.PARSE_ERROR


# --- Times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "fetched", "meant"),
    [
        ("Idag, 10:15", "2026-11-20T12:00+00:00", "2026-11-20T09:15+00:00"),
        ("Igår, 10:15", "2026-11-20T12:00+00:00", "2026-11-19T09:15+00:00"),
        ("Idag, 00:05", "2026-11-20T23:10+00:00", "2026-11-20T23:05+00:00"),  # 00:10 in Sweden
        ("Igår, 23:55", "2026-11-20T23:10+00:00", "2026-11-20T22:55+00:00"),
        ("Igår, 10:15", "2026-03-29T12:00+00:00", "2026-03-28T09:15+00:00"),  # summer time began
        ("Idag, 02:30", "2026-03-29T12:00+00:00", "2026-03-29T01:30+00:00"),  # does not exist
        ("Igår, 10:15", "2026-10-25T12:00+00:00", "2026-10-24T08:15+00:00"),  # it ended
        ("Idag, 02:30", "2026-10-25T12:00+00:00", "2026-10-25T00:30+00:00"),  # exists twice
        ("Igår, 08:00", "2026-01-01T12:00+00:00", "2025-12-31T07:00+00:00"),
        ("2026-08-21, 10:15", "2026-11-20T12:00+00:00", "2026-08-21T08:15+00:00"),
    ],
)
def test_times_are_swedish_and_relative_to_the_day_of_fetching(shown, fetched, meant):
    fetched = datetime.fromisoformat(fetched)
    page = read(Written(1, "Talgoxe", "Hej", shown), now=fetched)
    assert page.posts[0].published_at == datetime.fromisoformat(meant)


@pytest.mark.parametrize("shown", ["", "32 brumaire", "2026-13-45, 99:99", "2099-01-01, 10:00"])
def test_nonsense_for_a_date_is_no_date(shown):
    page = read(Written(1, "Talgoxe", "Hej", shown))
    assert page.posts[0].published_at is None
    assert len(page.problems) == 1
    assert (NO_TIMES in page.problems) == (not shown)


def test_today_is_the_day_of_the_server_when_a_pass_goes_on_over_midnight():
    def answer(date):
        return Answer(URL, 200, b"", HTML, "", "", "", False, headers={"date": date})

    now = datetime(2026, 11, 20, 22, 50, tzinfo=UTC)
    assert fetched_at(answer("Fri, 20 Nov 2026 23:10:00 GMT"), now) == now + timedelta(minutes=20)
    for wrong in ("", "Sat, 21 Nov 2099 00:00:00 GMT", "Fri, 20 Nov 2026 10:00:00 GMT", "nyss"):
        assert fetched_at(answer(wrong), now) == now
    page = read(Written(1, "Talgoxe", "Hej", "Idag, 00:05"), now=now, fetched=now + DAY / 72)
    assert page.posts[0].published_at == datetime(2026, 11, 20, 23, 5, tzinfo=UTC)


# --- Hostile pages ------------------------------------------------------------------------------


def test_quotes_fifty_deep_leave_the_posters_words():
    text = "Botten."
    for depth in range(50):
        text = quote(f"Fågel {depth}", text + f" Lager {depth}.")
    post = one(text + "Mina ord.")
    assert post.text == "Mina ord."
    assert post.context == "Lager 49."
    assert {f"Fågel {depth}" for depth in range(50)} <= set(post.names)


def test_posts_that_are_not_closed_do_not_take_each_others_words():
    body = page_of([Written(n, f"Fågel {n}", f"Ord {n}.") for n in (1, 2, 3)]).replace(
        b"</div></div>", b""
    )
    page = parse_thread(body, URL, HTML, NOW)
    assert [post.text.split("\n")[0] for post in page.posts] == ["Ord 1.", "Ord 2.", "Ord 3."]
    assert all(str(n) not in page.posts[0].text for n in (2, 3))


@pytest.mark.parametrize("header", [HTML, "text/html; charset=utf-8", "text/html", ""])
def test_letters_are_right_whatever_the_header_says(header):
    page = parse_thread(page_of([Written(1, "Åsa_9", "Ärligt, “öppet”")]), URL, header, NOW)
    assert page.posts[0].names == ("Åsa_9",)
    assert page.posts[0].text == "Ärligt, “öppet”"
    assert ("encoding is not the declared one" in page.problems) == ("utf-8" in header)


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"", Access.PARSE_ERROR),
        (b"{}", Access.PARSE_ERROR),
        (b"<html><body>Inget h\xe4r</body></html>", Access.PARSE_ERROR),
        (b"<html><title>Just a moment...</title></html>", Access.CHALLENGED),
        (b"\0\xff\xfe" * 50, Access.PARSE_ERROR),
        (b"<div class=post id=post1>" * 5000, Access.PARSE_ERROR),
    ],
)
def test_what_is_no_thread_is_said(body, access):
    for parse in (parse_thread, parse_section):
        page = parse(body, URL, HTML, NOW)
        assert (page.access, page.posts) == (access, ())
        assert page.reason


def test_addresses_name_threads_and_sections_and_nothing_else():
    assert place_of("https://www.flashback.org/t123p4").page == 4
    assert place_of("https://www.flashback.org/t123?p=9#p9") == place_of("/t123")
    assert place_of("/f226").section
    assert [place_of(example).section for example in FORUM.examples] == [True, False]
    for other in (
        "/",
        "/fNUMMER",
        "/u12",
        "/p12",
        "/sp12",
        "/t",
        "/t12x",
        "http://[",
        "/leave.php?u=/t12",
    ):
        assert place_of(other) is None


def test_addresses_of_threads_and_posts_are_kept_and_those_of_members_masked():
    for path in ("p7001", "sp7001", "t3141592p2", "f226"):
        assert mask_url(f"https://www.flashback.org/{path}") == f"https://www.flashback.org/{path}"
    assert mask_url("https://www.flashback.org/u401") == "https://www.flashback.org/u-konto-"
    assert mask("flashback.org/granrotsfan") == "flashback.org/[konto]"


def test_a_section_lists_its_threads_with_their_last_activity():
    body = list_of(
        ("5", "Regler", "2020-01-02, 10:00", True), ("6", "LVU &amp; soc", "Idag, 10:15", False),
        page=2, pages=3,
    ).body  # fmt: skip
    page = parse_section(body, "https://www.flashback.org/f226p2", HTML, NOW)
    assert page.next == "3"
    assert page.detail("threads") == (
        '[["/t5", "Regler", "2020-01-02T09:00:00+00:00", true], '
        '["/t6", "LVU & soc", "2026-11-20T09:15:00+00:00", false]]'
    )


def test_rows_whose_titles_have_no_ids_are_read():
    row = """<table id="threadslist"><tbody><tr><td></td><td class="td_title"><div><a
    href="/t6n" class="thread-goto"><i></i></a> <a href="/t6">LVU &amp; soc</a>
    <a href="/t6p2">2</a></div><span><span>Talgoxe</span></span></td><td
    class="td_last_post"><div>Idag, 10:15</div><div><span><a
    href="/u9">Orre</a></span></div></td></tr></tbody></table>"""
    page = parse_section(row.encode(), "https://www.flashback.org/f226", HTML, NOW)
    assert page.detail("threads") == '[["/t6", "LVU & soc", "2026-11-20T09:15:00+00:00", false]]'


def test_a_cursor_that_nobody_wrote_is_begun_anew():
    for cursor in ("", "[]", "{", '{"1":[1]}', '{"1":["a",2,""]}', "null", "7"):
        assert str(Progress(cursor)) == "{}"
    progress = Progress("")
    for thread in range(KEPT + 5):
        progress.read(str(thread), 3)
    assert Progress(str(progress)).of("4") is None
    assert Progress(str(progress)).of("5").last == 3


def test_a_thread_is_read_again_only_after_new_activity():
    progress = Progress("")
    progress.read("7", 2)
    assert not progress.is_read("7", NOW - DAY)  # its end has not been read
    progress.ended("7", NOW)
    kept = Progress(str(progress))
    assert kept.is_read("7", NOW - DAY)
    assert not kept.is_read("7", NOW)  # lists give whole minutes
    assert not kept.is_read("7", None)
    assert not kept.is_read("8", NOW - DAY)


# --- Two passes over all kinds of threads -------------------------------------------------------


def hours_ago(hours):
    """A time as the forum shows it."""
    return f"{(NOW - timedelta(hours=hours)).astimezone(STOCKHOLM):%Y-%m-%d, %H:%M}"


def thread_of(number, hours, per_page=1, ends=False):
    """A thread with a post so many hours ago each."""
    said = "Socialtjänsten svarade inte i dag heller, dag"
    posts = [
        Written(int(number) * 10_000 + at, "Talgoxe", f"{said} {at}.", hours_ago(ago))
        for at, ago in enumerate(hours, 1)
    ]
    return Thread(posts, number, per_page, ends=ends)


TODAY, OLD = "Idag, 10:15", "2026-10-01, 10:15"
MONTH = NOW - 30 * DAY


class Forum:
    """All threads and sections of the passes, on one server."""

    def __init__(self, web):
        self.web = web
        self.whole = scene.whole().on(web)
        self.kept = Thread(
            [replace(post, number=post.number + 1000) for post in self.whole.posts], "27"
        ).on(web)
        # 61 posts in five days and a page each: more than one visit reads
        lately = (1000, *range(120, -1, -2))
        thread_of("28", lately).on(web)
        # a post each twelve hours: more than those of seven days when a month is asked for
        thread_of("29", range(12 * 79, -1, -12), per_page=2).on(web)
        # loses its last page, which is not there then, as in a forum of another make
        self.shorter = thread_of("26", (1000, 900, 20), ends=True).on(web)
        self.closed = thread_of("30", (30, 20)).on(web)
        self.moved = Thread([Written(4500, "Orre", "Socialtjänsten flyttade.", TODAY)], "45").on(
            web
        )
        self._section()
        self._odd()

    def _section(self):
        for number, title in (("41", "LVU i Åmåsa"), ("42", "Bilar"), ("44", "Socialtjänst 1999")):
            post = Written(int(number) * 100, "Talgoxe", f"Socialtjänsten, {title}.", TODAY)
            Thread([post], number, title=title).on(self.web)
        self.web.replies["/t43"] = Reply(b"", 301, headers={"Location": "/t45"})
        self.web.replies["/f226"] = list_of(
            ("40", "Socialtjänsten: regler", OLD, True), ("41", "LVU i Åmåsa", TODAY, False),
            ("42", "Bilar", TODAY, False), ("47", "Socialtjänsten svarar", TODAY, False), pages=9,
        )  # fmt: skip
        self.web.replies["/f226p2"] = list_of(
            ("43", "Socialtjänsten flyttar", TODAY, False), ("44", "Socialtjänst 1999", OLD, False),
            page=2, pages=9,
        )  # fmt: skip
        self.web.replies["/f226p3"] = list_of(
            ("44", "Socialtjänst 1999", OLD, False), page=3, pages=9
        )

        for page in range(1, 14):
            path = "/f227" + (f"p{page}" if page > 1 else "")
            self.web.replies[path] = list_of(("42", "Bilar", TODAY, False), page=page, pages=13)

    def _odd(self):
        post = Written(1, "Talgoxe", "Socialtjänsten igen.", TODAY)
        same = page_of([post], page=1, pages=9, thread="51")
        for page in range(1, 10):
            path = "51" + (f"p{page}" if page > 1 else "")
            self.web.put(f"/t{path}", same, content_type=HTML)
        self.web.replies["/t53"] = Reply(b"", 302, headers={"Location": "/f226"})
        self.web.put("/t54", "<title>Just a moment...</title>", status=403)

    @property
    def sources(self):
        threads = ("26", "27", "28", "29", "30", "51", "53", "54")
        others = (("/f226", "lista"), ("/f227", "lang"), ("/u12", "medlem"))
        return (
            source(self.web), *(source(self.web, path, name) for path, name in others),
            *(source(self.web, f"/t{number}", f"t{number}") for number in threads),
        )  # fmt: skip


@dataclass
class Pass:
    """What one pass left behind, and the pages that it asked for, in order."""

    rows: list
    polls: dict
    problems: dict
    asked: list

    def of(self, source_id):
        return [row for row in self.rows if row["source_id"] == source_id]

    def having(self, words, source_id="kalla"):
        return [row for row in self.of(source_id) if words in row["text"]]

    def pages(self, thread):
        return [path for path in self.asked if re.fullmatch(rf"/t{thread}(p\d+)?", path)]


def numbers(rows):
    return [int(re.search(r"dag (\d+)", row["text"])[1]) for row in rows]


@pytest.fixture(scope="module")
def passes(web_of_module, tmp_path_factory):
    db = Store(tmp_path_factory.mktemp("flashback") / "vardkasse.duckdb")
    forum = Forum(web_of_module)
    settings = CrawlSettings(
        delay_s=0.0, allow_private_networks=True, timeout_s=5.0, searches=SEARCHES
    )

    def one(now, *names, since=None):
        web_of_module.asked.clear()
        sources = [each for each in forum.sources if not names or each.source_id in names]
        crawl_sources(db, sources, settings, PSEUDONYMS, now, since=since)
        rows = db.read("SELECT * FROM current_documents ORDER BY published_at").to_pylist()
        problems = {name: state.problems for name, state in source_states(db).items()}
        return Pass(rows, {p.source_id: p for p in last_polls(db)}, problems, web_of_module.paths())

    first = one(NOW)
    _a_day_later(forum)
    threads = ("t26", "t27", "t28", "t29", "t30")
    second = one(NOW + DAY, "kalla", "lista", *threads, since=MONTH)
    return first, second


def _a_day_later(forum):
    """An answer, an edit and deletions; a section with one thread alive; an outage in thread 27; a
    thread that is shorter and one that is gone."""
    forum.shorter.posts.pop()
    forum.closed.gone = True
    forum.whole.posts.append(Written(7015, "Talltitan", "Socialtjänsten ringde nu.", "Idag, 12:05"))
    forum.whole.edit(7012, html="Socialtjänsten svarar bara på fredagar.")
    forum.whole.delete(7001, 7007)  # those after them move to earlier pages
    forum.moved.posts.append(Written(4501, "Orre", "Socialtjänsten svarade.", "Idag, 12:30"))
    forum.web.replies["/f226"] = list_of(
        ("43", "Socialtjänsten flyttar", "Idag, 12:30", False),
        ("41", "LVU i Åmåsa", "Igår, 10:15", False),
    )
    forum.web.put("/t27", "<html>Underhåll</html>")
    forum.web.put("/t27p2", "<html>Underhåll</html>", status=500)
    forum.web.put("/t27p3", "<html>Logga in</html>", status=403)


def test_a_thread_is_read_page_by_page(passes):
    first = passes[0]
    assert (str(first.polls["kalla"].access), len(first.of("kalla"))) == ("ok", scene.POSTS)
    assert sorted(first.pages(scene.THREAD)) == [f"/t{scene.THREAD}{p}" for p in ("", "p2", "p3")]
    (quoting,) = first.having("ingen bestraffning")
    (quoted,) = first.having("fyra månader")
    assert quoting["context"] == quoted["text"]
    assert quoting["reply_to"] == quoted["document_id"]
    (edited,) = first.having("inte i telefon")
    assert edited["edited_at"] == datetime(2026, 11, 19, 10, 20, tzinfo=UTC)


def test_nobody_is_named_in_what_is_stored(passes):
    for one in passes:
        stored = str(one.rows) + str(one.polls) + str(one.problems)
        assert [person for person in scene.PERSONS if person in stored] == []


def test_the_next_pass_begins_at_the_last_page_and_finds_edits_and_deletions(passes):
    second = passes[1]
    assert second.pages(scene.THREAD)[0] == f"/t{scene.THREAD}p3"
    (new,) = second.having("ringde nu")
    assert new["published_at"] == datetime(2026, 11, 21, 11, 5, tzinfo=UTC)
    (edited,) = second.having("bara på fredagar")
    assert edited["version"] == 2
    gone = [row for row in second.of("kalla") if row["deleted_at"]]
    assert [row["text"] for row in gone] == ["", ""]
    assert len(second.of("kalla")) == scene.POSTS + 1
    assert not second.having("fyra månader")
    # each page once, for all posts on it
    assert len(second.pages(scene.THREAD)) == len(set(second.pages(scene.THREAD))) == 3


def test_a_thread_that_is_gone_takes_its_posts_with_it(passes):
    second = passes[1]
    assert second.polls["t30"].message == "sidan finns inte (HTTP 404)"
    assert [(bool(row["deleted_at"]), row["text"]) for row in second.of("t30")] == [(True, "")] * 2


def test_a_thread_that_has_become_shorter_is_not_taken_for_one_that_is_gone(passes):
    second = passes[1]
    assert (str(second.polls["t26"].access), second.polls["t26"].message) == ("ok", "")
    assert [(bool(row["deleted_at"]), row["text"][-6:]) for row in second.of("t26")] == [
        (False, "dag 2."), (True, ""),
    ]  # fmt: skip


def test_posts_stay_where_a_thread_cannot_be_told_from_its_absence(passes):
    second = passes[1]
    assert str(second.polls["t27"].access) == "refused"
    assert len(second.of("t27")) == scene.POSTS
    assert not any(row["deleted_at"] for row in second.of("t27"))


def test_a_long_thread_is_read_from_the_time_that_is_asked_for(passes):
    first, second = passes
    assert numbers(first.of("t29")) == list(range(65, 81))  # seven days, and the page they begin on
    assert len(first.pages("29")) < 16
    assert numbers(second.of("t29")) == list(range(20, 81))  # thirty days


def test_what_one_visit_does_not_reach_is_read_in_the_next(passes):
    first, second = passes
    assert numbers(first.of("t28")) == list(range(1, 51))
    assert "nästa besök fortsätter" in first.polls["t28"].message
    assert first.polls["t28"].covers_from is None
    assert numbers(second.of("t28")) == list(range(1, 63))
    assert (second.polls["t28"].message, second.problems["t28"]) == ("", ())


def test_a_section_gives_the_threads_that_are_about_the_services(passes):
    first, second = passes
    assert (str(first.polls["lista"].access), first.polls["lista"].message) == ("ok", "")
    assert sorted(row["text"] for row in first.of("lista")) == [
        "Socialtjänsten flyttade.", "Socialtjänsten, LVU i Åmåsa.",
    ]  # fmt: skip
    assert "/f226p3" in first.asked  # a sticky thread does not end the walk, old ones do
    assert "/f226p4" not in first.asked
    assert first.pages("42") == first.pages("44") == []
    assert len(second.of("lista")) == 3
    assert "/t45" in second.asked


def test_a_section_that_is_cut_does_not_say_that_it_goes_on(passes):
    first = passes[0]
    assert first.polls["lang"].message == "bara 10 sidor av avdelningens lista läses"
    assert first.polls["lang"].covers_from is None
    assert len([path for path in first.asked if path.startswith("/f227")]) == 10


def test_pages_that_repeat_or_lead_elsewhere_end_the_visit(passes):
    first = passes[0]
    assert len(first.of("t51")) == 1
    assert first.problems["t51"] == ("cursor repeats", "a page of the listing failed")
    assert "visar samma sida igen" in first.polls["t51"].message
    assert first.polls["t51"].covers_from is None
    assert len(first.pages("51")) < 9
    assert first.polls["t53"].message == "tråden skickar vidare till en annan sida"
    assert str(first.polls["t54"].access) == "challenged"
    assert first.polls["medlem"].message == (
        "adressen är varken en avdelning eller en tråd; skriv till exempel "
        "https://www.flashback.org/f226 eller https://www.flashback.org/t123456"
    )
