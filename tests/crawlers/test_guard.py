"""What may be connected to: by rule, and by trying it."""

import pytest

from crawlers.guard import AddressRefused, check_url, refusal
from store.records import Access

ALWAYS_REFUSED = [
    "169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "224.0.0.1",
    "239.255.255.250",
    "ff02::1",
    "255.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "2001:db8::1",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fec0::1",
    "inte en adress",
]
PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "fc00::1",
    "fd12::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
]
PUBLIC = ["8.8.8.8", "193.10.1.1", "172.32.0.1", "100.128.0.1", "2a00:801::1", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", ALWAYS_REFUSED)
def test_some_addresses_are_refused_whatever_is_set(address):
    assert refusal(address, allow_private=True)
    assert refusal(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_networks_are_admitted_only_when_allowed(address):
    assert refusal(address, allow_private=False)
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_admitted(address):
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.se/x", "data:text/html,x", "gopher://a.se", "a.se", "http://",
     "http://[::1", "javascript:alert(1)", "http://169.254.1.1/", "http://[fe80::1]/"],
)  # fmt: skip
def test_other_schemes_and_literals_are_refused_before_a_connection(url):
    with pytest.raises(AddressRefused):
        check_url(url, allow_private=True)


def test_no_form_of_the_own_address_is_connected_to_unless_allowed(web, source, crawl_pass):
    web.put_articles(1)
    port = web.base.rsplit(":", 1)[1]
    forms = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1",
             "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "0"]  # fmt: skip
    feeds = [source(f"http://{form}:{port}/feed", f"k{n}") for n, form in enumerate(forms)]

    outcome = crawl_pass(*feeds, allow_private_networks=False)

    assert web.asked == [], "not even robots.txt"
    accesses = {forms[int(name[1:])]: poll.access for name, poll in outcome.polls.items()}
    assert set(accesses.values()) <= {Access.REFUSED, Access.OUTAGE}
    for form in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"):
        assert accesses[form] is Access.REFUSED, form
    assert "adressvakten" in outcome.polls["k0"].message


def test_every_hop_of_a_redirect_is_checked(web, source, crawl_pass):
    targets = {
        "lank": "http://169.254.169.254/latest/meta-data/",
        "noll": "http://0.0.0.0:1/",
        "fil": "file:///etc/passwd",
        "data": "data:application/rss+xml,<rss/>",
        "delad": "http://100.64.0.1/feed",
    }
    for name, target in targets.items():
        web.put(f"/{name}", status=302, headers={"Location": f"/{name}-2"})
        web.put(f"/{name}-2", status=302, headers={"Location": target})
    feeds = [source(f"{web.base}/{name}", name) for name in targets]

    outcome = crawl_pass(*feeds)

    assert {poll.access for poll in outcome.polls.values()} == {Access.REFUSED}
    assert "länklokal" in outcome.polls["lank"].message
    assert "otillåten adress" in outcome.polls["fil"].message


def test_proxies_of_the_environment_are_not_used(web, source, crawl_pass, monkeypatch, afresh):
    feed = source(web.put_articles(1))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert crawl_pass(feed).poll().access is Access.OK


def test_a_page_that_leads_to_a_forbidden_address_is_no_document(web, source, crawl_pass):
    web.put("/a", status=302, headers={"Location": "http://169.254.169.254/"})
    feed = web.put_feed(
        "/feed",
        {"link": "/a", "title": "Ett"},
        {"link": "http://169.254.169.254/x", "title": "Två"},
    )

    outcome = crawl_pass(source(feed))

    assert outcome.documents == []
    assert "2 av 2 artikelsidor" in outcome.poll().message
    assert "länklokal" in outcome.poll().message


def test_a_redirect_to_a_name_that_is_refused_says_so_though_robots_txt_is_not_asked(
    web, source, crawl_pass
):
    web.put("/feed", status=302, headers={"Location": "http://2852039166/"})

    poll = crawl_pass(source(web.base + "/feed"), obey_robots=False).poll()

    assert (poll.access, "länklokal" in poll.message) == (Access.REFUSED, True)
