"""What is taken of entries whose pages are no articles, or say the same under many titles."""

from datetime import timedelta

import pytest

from store.records import Source, SourceKind, TextStatus

pytestmark = pytest.mark.slow

CONSENT = (
    "Vi och våra partner lagrar uppgifter på din enhet för att visa innehåll som passar dig. "
    "Välj vilka ändamål du godkänner innan du går vidare till Nyboda Tidning. "
) * 3


def put_consent(web, *numbers, begin=0):
    """Pages with one text under titles of their own; gives the feed's items."""
    for number in numbers:
        web.put_page(f"/k/{number}", f"Rubrik {number}", CONSENT)
    return [
        {"link": f"/k/{n}", "title": f"Rubrik {n}", "description": f"Ingress {n}."} for n in numbers
    ]


def test_a_text_under_five_titles_is_given_up_for_what_the_feed_says(
    web, source, crawl_pass, now, paragraph
):
    web.put_page("/a", "En riktig nyhet", paragraph * 4)
    real = {"link": "/a", "title": "En riktig nyhet"}
    feed = source(web.put_feed("/feed", real, *put_consent(web, *range(4))))
    first = crawl_pass(feed)
    web.put_feed("/feed", real, *put_consent(web, *range(5)))
    second = crawl_pass(feed, now=now + timedelta(hours=1), recheck_pages_per_host=0)
    third = crawl_pass(feed, now=now + timedelta(hours=2))

    before = {document.title: document for document in first.documents}
    assert {document.text_status for document in before.values()} == {TextStatus.FULL}
    after = {document.title: document for document in second.documents}
    assert sorted(after) == [f"Rubrik {n}" for n in range(5)]
    for title, document in after.items():
        assert document.text_status is TextStatus.BOILERPLATE
        assert document.text == title.replace("Rubrik", "Ingress") + "."
        if title in before:
            assert document.document_id == before[title].document_id
            assert document.first_seen_at == now
    assert second.states["kalla"].problems == ("same text under many titles",)
    assert third.documents == []


def test_a_link_to_no_article_gives_no_document_and_is_asked_once(web, crawl_pass, now, paragraph):
    web.put_page("/nyheter/fler-anmalningar", "Fler anmälningar i Nyboda", paragraph * 4)
    links = "".join(
        f"<li><a href='/nyheter/artikel-{n}'>Rubrik nummer {n} i listan</a></li>" for n in range(30)
    )
    listing = f"<html><body><h1>Ämnen</h1><main><ul>{links}</ul></main></body></html>"
    web.put("/amne/socialtjanst-i-nyboda", listing)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    rows = "".join(
        f"<url><loc>{web.base}{path}</loc></url>"
        for path in ("/nyheter/fler-anmalningar", "/amne/socialtjanst-i-nyboda")
    )
    web.put("/karta.xml", f'<urlset xmlns="{space}">{rows}</urlset>', content_type="text/xml")
    karta = Source("karta", SourceKind.SITEMAP, web.base + "/karta.xml")

    first = crawl_pass(karta)
    second = crawl_pass(karta, now=now + timedelta(hours=1))

    assert [document.title for document in first.documents] == ["Fler anmälningar i Nyboda"]
    assert first.states["karta"].problems[-1] == "pages that are no articles"
    assert second.documents == []
    assert web.paths().count("/amne/socialtjanst-i-nyboda") == 1
    assert web.paths().count("/nyheter/fler-anmalningar") == 2


def test_links_that_lead_nowhere_are_counted_and_those_of_a_sitemap_are_not_asked_for_ever(
    web, source, crawl_pass, now
):
    dead = [{"link": f"/borta/{n}", "title": f"Rubrik {n}"} for n in range(3)]
    feed = source(web.put_feed("/feed", *dead))
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"

    def put_map(*names):
        rows = "".join(f"<url><loc>{web.base}/nyheter/{name}</loc></url>" for name in names)
        web.put("/karta.xml", f'<urlset xmlns="{space}">{rows}</urlset>', content_type="text/xml")

    put_map("en-lank")
    karta = Source("karta", SourceKind.SITEMAP, web.base + "/karta.xml")

    first = crawl_pass(feed, karta)
    for day in (1, 4, 5):
        put_map("en-lank", f"dag-{day}")
        later = crawl_pass(karta, now=now + timedelta(days=day))

    assert first.polls["kalla"].access == "ok", "the listing says that they are there"
    assert len(first.documents) == 3
    assert first.states["kalla"].problems == ("pages",)
    assert first.states["karta"].problems == ("a page failed for good",)
    assert later.states["karta"].problems == ("pages",), "one new link a day, and none is read"
    assert later.documents == []
    assert web.paths().count("/nyheter/en-lank") == 3, "given up after some days"


def test_a_feed_that_carries_the_whole_text_is_believed_rather_than_the_looks_of_its_site(
    web, source, crawl_pass, paragraph
):
    nowhere = "<html><title>Sidan hittades inte</title><p>Pröva att söka.</p></html>"
    for path in ("/hel", "/kort"):
        web.put(path, nowhere)
    whole = {"link": "/hel", "title": "Fler anmälningar", "content": f"<p>{paragraph * 4}</p>"}
    short = {"link": "/kort", "title": "Färre beslut", "description": "Nämnden fattar beslut."}

    found = crawl_pass(source(web.put_feed("/feed", whole, short)))

    (document,) = found.documents
    assert (document.title, document.text_status) == ("Fler anmälningar", TextStatus.FULL)
