"""Feeds as bytes: formats, encodings that lie, and what must not come through."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.dates import FUTURE, NO_ZONE, TOO_OLD
from crawlers.entries import CUT_TITLE, EDITED_FIRST, ID_TWICE, WRAPPED
from crawlers.feeds import parse_feed
from crawlers.listing import MAX_TITLE
from crawlers.markup import plain_text
from store.records import Access

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://tidning.example/rss/feed.xml"


def read(body, content_type="application/rss+xml", **more):
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, URL, content_type, NOW, **more)


def rss(items, prolog='<?xml version="1.0" encoding="utf-8"?>', root='<rss version="2.0">'):
    return f"{prolog}{root}<channel><title>T</title>{items}</channel></rss>"


ITEM = (
    "<item><title>Åmål får ny chef</title><link>https://tidning.example/a</link>"
    "<guid isPermaLink='false'>1</guid><description>&lt;p&gt;Ett.&lt;/p&gt;&lt;p&gt;Två.&lt;/p&gt;"
    "</description><pubDate>Thu, 19 Nov 2026 10:00:00 CET</pubDate></item>"
)
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xml:lang="sv"><title>T</title><id>x</id><updated>2026-11-19T09:00:00Z</updated><entry>
 <title type="html">Åmål &amp;lt;i&amp;gt;får&amp;lt;/i&amp;gt; ny chef</title><id>tag:1</id>
 <link rel="enclosure" href="https://tidning.example/bild.jpg"/>
 <link rel="alternate" href="../a?x=1"/>
 <published>2026-11-19T10:00:00+01:00</published><updated>2026-11-19T12:00:00+01:00</updated>
 <author><name>Eva R</name></author><summary>Ett.</summary>
 <content type="html">&lt;p&gt;Hela&lt;/p&gt;&lt;p&gt;texten&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="x"><title>T</title></channel>
 <item rdf:about="https://tidning.example/a"><title>Åmål får ny chef</title>
 <link>https://tidning.example/a</link><dc:date>2026-11-19T09:00:00Z</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    "body", [rss(ITEM), rss(ITEM, root='<rss version="0.91">'), rss(ITEM, prolog=""), RDF]
)
def test_the_formats_of_rss_give_the_same_entry(body):
    feed = read(body)

    (entry,) = feed.entries
    assert feed.access is Access.OK
    assert entry.title == "Åmål får ny chef"
    assert entry.url == "https://tidning.example/a"
    assert entry.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_atom_gives_text_link_times_and_language():
    (entry,) = read(ATOM, "application/atom+xml").entries

    assert entry.title == "Åmål får ny chef"
    assert entry.url == "https://tidning.example/a?x=1"
    assert entry.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 19, 11, tzinfo=UTC)
    assert (entry.summary, entry.content) == ("Ett.", "Hela\ntexten")
    assert (entry.author, entry.language) == ("Eva R", "sv")


@pytest.mark.parametrize(
    ("declared", "really", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "cp1252", ""),
        ("iso-8859-1", "cp1252", ""),
        ("windows-1252", "cp1252", ""),
        ("windows-1252", "utf-8", ""),
        ("utf-8", "utf-8", "iso-8859-1"),
        ("iso-8859-1", "cp1252", "utf-8"),
        ("utf-16", "utf-16", ""),
        ("utf-8", "utf-8-sig", "ascii"),
        ("finns-inte", "cp1252", "heller-inte"),
    ],
)
def test_swedish_letters_survive_whatever_is_declared(declared, really, header):
    text = rss(ITEM, prolog=f'<?xml version="1.0" encoding="{declared}"?>')

    feed = read(text.encode(really), f"application/xml; charset={header}")

    assert [entry.title for entry in feed.entries] == ["Åmål får ny chef"]


def test_an_encoding_that_lies_is_noted():
    assert "encoding is not the declared one" in read(rss(ITEM).encode("cp1252")).problems
    assert read(rss(ITEM)).problems == ()


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"", Access.PARSE_ERROR),
        (b"\xef\xbb\xbf  \n", Access.PARSE_ERROR),
        ("<!doctype html><html><body>Hej</body></html>", Access.PARSE_ERROR),
        ('{"version": "https://jsonfeed.org/version/1.1"}', Access.PARSE_ERROR),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', Access.EMPTY_VALID),
        ("<html><title>Just a moment...</title></html>", Access.CHALLENGED),
        ("bara text", Access.PARSE_ERROR),
        (b"/etc/passwd", Access.PARSE_ERROR),
        (b"http://127.0.0.1:9/", Access.PARSE_ERROR),
        (b"\x00\x01\x02\xff" * 100, Access.PARSE_ERROR),
        (rss(""), Access.EMPTY_VALID),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>', Access.EMPTY_VALID),
    ],
)
def test_what_is_no_feed_is_told_from_a_feed_without_entries(body, access):
    feed = read(body)

    assert feed.access is access
    assert feed.entries == ()
    assert bool(feed.reason) == (access is not Access.EMPTY_VALID)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_refused(doctype, encoding):
    body = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}' + rss(ITEM, prolog="")

    feed = read(body.encode(encoding))

    assert feed.access is Access.PARSE_ERROR
    assert "entitet" in feed.reason


@pytest.mark.parametrize(
    "start", ["<!-- <rss> -->", "<?x <rss> ?>", "<!-- <![CDATA[ -->", "<?x <!-- ?>", "\n" * 9]
)
def test_entity_declarations_are_found_behind_what_hides_them(start):
    doctype = '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "]]>">]>'

    assert read(start + doctype + rss(ITEM, prolog="")).access is Access.PARSE_ERROR


def test_an_article_about_entities_is_no_attack():
    items = "<item><title>XML</title><description><![CDATA[<!ENTITY x>]]></description></item>"

    assert read(rss(items)).access is Access.OK


def test_broken_xml_still_gives_its_entries():
    items = "<item><title>Bil & buss</title><link>https://a.example/1</link><guid>1</guid></item>"
    feed = read(rss(items + "<item><title>Oavslutad \x08 rad<guid>2</guid>"))

    assert feed.access is Access.OK
    assert feed.entries[0].title == "Bil & buss"
    assert "malformed XML" in feed.problems


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Rubrik", "Rubrik"),
        ("<![CDATA[<b onclick='x()'>Fet</b> rubrik]]>", "Fet rubrik"),
        ("Mer &amp;amp; mindre", "Mer & mindre"),
        ("Andelen &lt; 5 procent", "Andelen < 5 procent"),
        ("  Två\n  rader ", "Två rader"),
        ("å" * 5_000, "å" * MAX_TITLE),
    ],
)
def test_titles_are_plain_text(written, title):
    items = f"<item><title>{written}</title><guid>1</guid></item>"

    assert read(rss(items)).entries[0].title == title


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/p/1", "https://tidning.example/p/1"),
        ("p?a=1&amp;b=2", "https://tidning.example/rss/p?a=1&b=2"),
        ("//annan.example/x", "https://annan.example/x"),
        ("HTTPS://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https://[::1", ""),
        ("https://a.example/" + "x" * 3_000, ""),
    ],
)
def test_links_are_http_and_absolute(link, url):
    items = f"<item><title>R</title><link>{link}</link><guid isPermaLink='false'>1</guid></item>"

    assert read(rss(items)).entries[0].url == url


def test_entries_are_told_apart_and_given_once():
    def item(guid, link, title="R"):
        return f"<item><title>{title}</title><link>{link}</link>{guid}</item>"

    one = "<guid isPermaLink='false'>1</guid>"
    items = (
        item(one, "https://a.example/1")
        + item(one, "https://a.example/1")
        + item(one, "https://a.example/2")
        + item("", "https://a.example/3")
        + item("", "", "Utan allt")
        + item("", "", "")
    )

    entries = read(rss(items)).entries

    assert len({entry.key for entry in entries}) == len(entries) == 4


def test_no_more_entries_are_read_than_asked_for():
    items = "".join(f"<item><title>R</title><guid>{n}</guid></item>" for n in range(30))

    feed = read(rss(items), max_items=10)

    assert len(feed.entries) == 10
    assert "30 entries, 10 read" in feed.problems


def test_the_fingerprint_follows_what_the_feed_says():
    (before,) = read(rss(ITEM)).entries
    (same,) = read(rss(ITEM, root='<rss version="0.92">')).entries
    (after,) = read(rss(ITEM.replace("ny chef", "ny chef igen"))).entries

    assert before.fingerprint == same.fingerprint != after.fingerprint


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss>", b"<?xml version='1.0'?><feed>"]))
def test_no_bytes_make_it_fail(junk, start):
    assert read(start + junk).access in Access


@pytest.mark.parametrize(
    "junk",
    [
        " " * 1_000_000,
        "<" * 300_000,
        "<a" * 300_000,
        "&lt;script&gt;" * 50_000,
        "<!--" * 200_000,
        "<br" * 300_000,
        "<?" * 200_000,
        "<!entity<![CDATA[" * 50_000,
        "<b/>" * 20_000 + "<" + "a" * 500_000,
        "&amp;" * 200_000,
        "\n " * 300_000,
    ],
)
def test_hostile_lengths_take_no_time_to_speak_of(junk):
    start = time.process_time()
    read(rss(f"<item><title>R</title><description><![CDATA[{junk}]]></description></item>"))
    read("<?xml version='1.0'" + junk)
    plain_text(junk, lines=True)
    assert time.process_time() - start < 10


def test_a_count_of_comments_that_is_none_does_no_harm():
    root = '<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">'
    counts = [f"<slash:comments>{count}</slash:comments>" for count in ("9" * 5_000, " 7 ")]
    entries = read(rss("".join(f"<item><title>R {c}</title>{c}</item>" for c in counts), root=root))

    assert [entry.comments for entry in entries.entries] == [None, 7]


def test_elements_deeper_than_any_feed_are_refused_at_once():
    start = time.process_time()

    listing = read(rss("<item>" + "<a>" * 200_000))

    assert time.process_time() - start < 3
    assert listing.access is Access.PARSE_ERROR
    assert listing.reason == "flödet är nästlat i orimligt många led"


def test_much_unclosed_html_in_texts_is_not_depth():
    text = "<![CDATA[" + "<p><b>x" * 15_000 + "]]>"

    assert read(rss(f"<item><title>R</title><description>{text}</description></item>")).entries


@pytest.mark.parametrize(
    ("root", "item", "end"),
    [
        ("<rss version='2.0'><channel>", "<item><title>R{n}</title><guid>{n}</guid></item>", "rss"),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<entry><title>R{n}</title><id>{n}</id></entry>",
            "feed",
        ),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'>",
            "<a:entry><a:title>R{n}</a:title><a:id>{n}</a:id></a:entry>",
            "a:feed",
        ),
    ],
)
def test_thirty_thousand_entries_cost_as_much_as_those_that_are_read(root, item, end):
    body = root + "".join(item.format(n=n) for n in range(30_000)) + f"</channel></{end}>"
    start = time.process_time()

    listing = read(body)

    assert time.process_time() - start < 5
    assert [entry.title for entry in listing.entries] == [f"R{n}" for n in range(2_000)]
    assert listing.problems == ("30000 entries, 2000 read",)


def test_a_title_of_megabytes_is_cut_and_told_from_another_one():
    def titled(end):
        return read(rss(f"<item><title>{'å' * 2_000_000}{end}</title></item>"))

    (entry,) = titled("a").entries
    (other,) = titled("b").entries

    assert len(entry.title) == MAX_TITLE
    assert CUT_TITLE in titled("a").problems
    assert entry.key != other.key


def test_control_characters_are_removed_before_they_break_the_feed():
    feed = read(rss("<item><title>Två\x08 \x0brader</title><guid>1</guid></item>"))

    assert [entry.title for entry in feed.entries] == ["Två rader"]
    assert feed.problems == ("control characters were removed",)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Ã…mÃ¥l fÃ¥r ny chef", "Åmål får ny chef"),
        ("Ã\x85mÃ¥l", "Åmål"),
        ("&#195;&#8230;m&#195;&#165;l", "Åmål"),
        ("A\u030ama\u030al", "Åmål"),
        ("Familje\xadhem\u200b i \u202eÅmål\u202c", "Familjehem i Åmål"),
        ("Familj 👩\u200d👧 i Åmål", "Familj 👩\u200d👧 i Åmål"),
        ("\ufeffmi\u200cn \u0645\u06cc\u200c\u062e", "min \u0645\u06cc\u200c\u062e"),
    ],
)
def test_equal_words_are_equal_characters(written, title):
    items = f"<item><title>{written}</title><guid>1</guid></item>"

    assert read(rss(items)).entries[0].title == title


@pytest.mark.parametrize(
    ("dates", "published", "problems"),
    [
        ("<pubDate>2026-03-19 11:15:35</pubDate>", (2026, 3, 19, 10, 15, 35), (NO_ZONE,)),
        ("<pubDate>tors, 19 mar 2026</pubDate>", (2026, 3, 18, 23), (NO_ZONE,)),
        ("<pubDate>1774000000</pubDate>", (2026, 3, 20, 9, 46, 40), ()),
        ("<pubDate>Fri, 01 Jan 2099 00:00:00 GMT</pubDate>", None, (FUTURE,)),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None, (TOO_OLD,)),
        (
            "<pubDate>2026-03-19T12:00:00Z</pubDate><a:updated>2026-03-18T12:00:00Z</a:updated>",
            (2026, 3, 19, 12),
            (EDITED_FIRST,),
        ),
    ],
)
def test_what_was_assumed_of_dates_is_told(dates, published, problems):
    root = '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom">'
    listing = read(rss(f"<item><title>R</title><guid>1</guid>{dates}</item>", root=root))

    expected = datetime(*published, tzinfo=UTC) if published else None
    assert listing.entries[0].published_at == expected
    assert listing.problems == problems


@pytest.mark.parametrize(
    ("link", "url", "problems"),
    [
        (
            "https://www.google.com/url?rct=j&amp;url=https://tidning.example/a%3Fb%3D1&amp;ct=ga",
            "https://tidning.example/a?b=1",
            (),
        ),
        (
            "https://news.google.com/rss/articles/CBMiabc?oc=5",
            "https://news.google.com/rss/articles/CBMiabc?oc=5",
            (WRAPPED,),
        ),
        ("https://www.google.com/url?url=javascript:x", None, ()),
    ],
)
def test_wrapped_links_are_unwrapped_where_they_carry_the_address(link, url, problems):
    listing = read(rss(f"<item><title>R</title><link>{link}</link></item>"))

    assert listing.entries[0].url == (url or link)
    assert listing.problems == problems


def test_the_link_that_feedburner_keeps_beside_its_own_is_taken():
    items = (
        "<item><title>R</title><link>http://feedproxy.example/~r/x/1</link>"
        "<f:origLink>https://tidning.example/a</f:origLink></item>"
    )
    root = '<rss version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'

    assert read(rss(items, root=root)).entries[0].url == "https://tidning.example/a"


def test_relative_links_follow_the_base_that_the_feed_names():
    body = ATOM.replace('xml:lang="sv"', 'xml:base="https://annan.example/x/y/"')

    assert read(body).entries[0].url == "https://annan.example/x/a?x=1"


def test_an_entry_without_an_id_is_known_by_its_address_without_tracking():
    def key(link):
        return read(rss(f"<item><title>R</title><link>{link}</link></item>")).entries[0].key

    assert key("https://tidning.example/a?utm_source=x") == key("https://tidning.example/a#topp")
    assert key("https://tidning.example/a") != key("https://tidning.example/b")


def test_ids_of_any_length_are_told_apart_and_one_for_two_stories_is_noted():
    def item(guid, link):
        given = f"<guid isPermaLink='false'>{guid}</guid><link>{link}</link>"
        return f"<item><title>R</title>{given}</item>"

    long = read(rss(item("x" * 2_000 + "1", "/a") + item("x" * 2_000 + "2", "/b")))
    twice = read(rss(item("1", "/a") + item("1", "/b")))

    assert len({entry.key for entry in long.entries}) == 2
    assert all(len(entry.key) < 500 for entry in long.entries)
    assert twice.problems == (ID_TWICE,)


@pytest.mark.parametrize(
    ("links", "pages"),
    [
        ("<link rel='next' href='?paged=2'/>", (URL + "?paged=2",)),
        ("<link rel='prev-archive' href='/2025.xml'/>", ("https://tidning.example/2025.xml",)),
        (f"<link rel='next' href='{URL}'/>", ()),
        ("<link rel='next' href='javascript:x'/>", ()),
        ("<link rel='self' href='?paged=2'/>", ()),
    ],
)
def test_a_paged_feed_names_its_next_page(links, pages):
    body = ATOM.replace("<id>x</id>", f"<id>x</id>{links}")

    assert read(body).next_urls == pages
