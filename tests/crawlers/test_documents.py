"""Entries and pages put together: which of the two is believed in what."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.documents import Maker
from crawlers.extraction.page import Page
from crawlers.listing import Entry
from crawlers.privacy import Pseudonyms
from store.records import DocumentKind, OutletType, Source, SourceKind, TextStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.tidning.se/a"
LONG = "Nämnden beslutade om fler handläggare. " * 20


def maker(outlet_type=OutletType.REGIONAL_DAILY, language="sv"):
    source = Source("k", SourceKind.FEED, "https://www.tidning.se/rss", outlet_type=outlet_type,
                    language=language)  # fmt: skip
    return Maker(source, Pseudonyms(b"a" * 32), NOW)


def page(**more):
    base = {
        "title": "Sidans rubrik", "text": LONG, "published_at": None, "author": "",
        "canonical_url": URL, "language": "", "text_status": TextStatus.FULL,
    }  # fmt: skip
    return Page(**{**base, **more})


def article(entry, page_, outlet_type=OutletType.REGIONAL_DAILY):
    return maker(outlet_type).article(entry, page_, "ab" * 32, "", NOW)


def test_title_and_date_are_the_feeds_and_the_text_the_pages():
    yesterday = NOW - timedelta(days=1)
    entry = Entry("1", URL + "?x", "Flödets rubrik", published_at=yesterday, author="Eva")

    found = article(entry, page(published_at=NOW - timedelta(days=3)))

    assert (found.title, found.published_at) == ("Flödets rubrik", yesterday)
    assert (found.text, found.canonical_url, found.url) == (LONG, URL, URL + "?x")
    assert found.author == Pseudonyms(b"a" * 32).of("tidning.se", "Eva")


def test_the_page_fills_in_what_the_feed_leaves_out_but_no_date_to_come():
    entry = Entry("1", URL, "")

    assert article(entry, page()).title == "Sidans rubrik"
    past = NOW - timedelta(days=2)
    assert article(entry, page(published_at=past)).published_at == past
    assert article(entry, page(published_at=NOW + timedelta(hours=1))).published_at is None


def test_a_page_that_gives_less_than_the_feed_is_not_taken_for_the_article():
    summary = Entry("1", URL, "R", summary="Ett långt sammandrag av hela saken.")
    found = article(summary, page(text="Kort."))
    assert (found.text_status, found.text) == (TextStatus.TEASER, summary.summary)

    full = Entry("1", URL, "R", content=LONG * 2)
    found = article(full, page(text="Kort.", text_status=TextStatus.TEASER))
    assert (found.text_status, found.text) == (TextStatus.FULL, full.content)

    empty = page(text="", text_status=TextStatus.TITLE_ONLY)
    assert article(summary, empty).text_status is TextStatus.TEASER
    assert article(Entry("1", URL, "R"), empty).text_status is TextStatus.TITLE_ONLY
    script = page(text="Aktivera JavaScript " * 9, text_status=TextStatus.BOILERPLATE)
    assert article(summary, script).text == summary.summary


def test_a_feed_that_repeats_the_article_makes_no_teaser_of_it():
    entry = Entry("1", URL, "R", summary=LONG + "  En rad till.")

    assert article(entry, page()).text_status is TextStatus.FULL
    assert article(entry, page()).text == LONG


@pytest.mark.parametrize(
    ("outlet_type", "kind"),
    [
        (OutletType.AUTHORITY, DocumentKind.PRESS_RELEASE),
        (OutletType.MUNICIPALITY, DocumentKind.PRESS_RELEASE),
        (OutletType.PARTY, DocumentKind.PRESS_RELEASE),
        (OutletType.NGO, DocumentKind.ARTICLE),
        (OutletType.ALTERNATIVE, DocumentKind.ARTICLE),
        (None, DocumentKind.ARTICLE),
    ],
)
def test_the_kind_follows_the_outlet(outlet_type, kind):
    assert article(Entry("1", URL, "R"), page(), outlet_type).kind is kind


def test_an_edit_is_later_than_the_publication():
    published = NOW - timedelta(days=1)
    entry = Entry("1", URL, "R", published_at=published)

    same = article(entry, page(modified_at=published))
    later = article(entry, page(modified_at=published + timedelta(hours=2)))

    assert same.edited_at is None
    assert later.edited_at == published + timedelta(hours=2)


def test_an_edit_is_later_than_the_publication_that_the_page_alone_names():
    hours = timedelta(hours=1)
    read = page(published_at=NOW - 5 * hours, modified_at=NOW - hours)
    document = article(Entry("1", URL, "Rubrik"), read)

    assert document.edited_at == NOW - timedelta(hours=1)


def test_a_whole_text_that_ends_with_an_invitation_to_subscribe_is_a_teaser():
    content = "Ett stycke om skolan i byn.\nLogga in för att läsa hela artikeln."
    entry = Entry("1", URL, "Rubrik", content=content, complete=True)
    document = maker().without_page(entry, "", NOW)

    assert (document.text_status, document.text) == (TextStatus.TEASER, content.split("\n")[0])


def test_the_language_is_the_pages_then_the_entrys_then_the_sources():
    entry = Entry("1", URL, "R", language="fi")
    assert article(entry, page(language="ar")).language == "ar"
    assert article(entry, page()).language == "fi"
    assert article(Entry("1", URL, "R"), page()).language == "sv"
    assert maker(language="").without_page(Entry("1", URL, "R"), "", NOW).language == "und"


def test_a_reserved_page_leaves_the_title_alone():
    entry = Entry("1", URL, "R", summary="Sammandrag", content=LONG)

    found = maker().without_page(entry, "", NOW, reserved=True)

    assert (found.text, found.text_status) == ("", TextStatus.TITLE_ONLY)


def test_posts_of_one_feed_have_ids_of_their_own_and_repeat_no_title():
    posts = maker(OutletType.SOCIAL)
    first = posts.post(Entry("1", "", "Hej alla", summary="Hej alla som läser"), "", NOW)
    second = posts.post(Entry("2", "", "Hej alla", summary="Hej alla som läser"), "", NOW)

    assert first.document_id != second.document_id
    assert (first.title, first.text) == ("", "Hej alla som läser")
    titled = posts.post(Entry("3", "https://f.se/3", "Tråden", summary="Svar"), "ar", NOW)
    assert (titled.title, titled.text, titled.language) == ("Tråden", "Svar", "ar")
    only_title = posts.post(Entry("4", "https://f.se/4", "Bara detta"), "", NOW)
    assert (only_title.title, only_title.text) == ("", "Bara detta")


def without_page(entry):
    return maker().without_page(entry, "", NOW)


def test_a_listing_that_gives_the_whole_text_needs_no_page():
    short = "Bron är stängd på lördag."

    found = without_page(Entry("1", URL, "Notis", content=short, complete=True))
    assert (found.text, found.text_status) == (short, TextStatus.FULL)
    told = without_page(Entry("1", URL, "Notis", content=short))
    assert told.text_status is TextStatus.TEASER
    nothing = without_page(Entry("1", URL, "Notis", complete=True))
    assert (nothing.text, nothing.text_status) == ("", TextStatus.TITLE_ONLY)


def test_a_locked_entry_is_never_whole_however_much_it_says():
    locked = without_page(Entry("1", URL, "Granskning", content=LONG, complete=True, locked=True))
    assert (locked.text.strip(), locked.text_status) == (LONG.strip(), TextStatus.TEASER)
    assert without_page(Entry("1", URL, "x", locked=True)).text_status is TextStatus.LOCKED


@pytest.mark.parametrize(
    ("shown", "text", "status"),
    [
        ("Ange lösenord för att visa innehållet.", "", TextStatus.LOCKED),
        (LONG, LONG, TextStatus.TEASER),
    ],
)
def test_the_page_of_a_locked_entry_is_never_the_whole_text(shown, text, status):
    locked = article(Entry("1", URL, "Granskning", locked=True), page(text=shown))

    assert (locked.text.strip(), locked.text_status) == (text.strip(), status)


def test_a_page_that_is_no_article_leaves_what_the_listing_says():
    entry = Entry("1", URL, "Taggen", summary="Allt om saken.")

    found = article(entry, page(is_article=False))
    assert (found.text, found.text_status) == ("Allt om saken.", TextStatus.TEASER)
    assert found.title == "Taggen"
