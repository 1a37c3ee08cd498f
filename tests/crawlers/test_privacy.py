"""Nobody's number, address or account comes through; ordinary figures do.

Every number here is made up. Personal numbers: 640823-3234 and 811228-9874 are the Tax Agency's
own examples; phone numbers are of the series that PTS keeps free for fiction (070-174 06 05 …).
"""

import re
import time
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.masking.own_names import OwnName, folded
from crawlers.privacy import Pseudonyms, hashtags, mask, mask_url, protect, shared_urls
from store.records import Document, DocumentKind

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "number",
    [
        "640823-3234",
        "640823+3234",
        "6408233234",
        "640823 3234",
        "640823 - 3234",
        "640823–3234",
        "19640823-3234",
        "196408233234",
        "19640823 3234",
        "1964-08-23-3234",
        "811228-9874",
        "640883-3231",  # coordination number: day + 60
        "19640883-3231",
        "640823-1111",  # the check digit is wrong, but nobody writes anything else like this
        "640823-T234",  # temporary numbers of health care
        "６４０８２３－３２３４",
        "640823\u200b-\u200b3234",
        "640823\u2011\u00a03234",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Född {}.", "({})", "pnr:{},", "Målet\n{}\navgjordes"])
def test_personal_identity_numbers_are_masked(number, around):
    assert mask(around.format(number)) == around.format("[personnummer]")


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 05",
        "0701740605",
        "070 174 06 05",
        "070.174.06.05",
        "070/174 06 05",
        "+46701740605",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "+46(0)701740605",
        "0046 70 174 06 05",
        "08-123 456 78",
        "08-12 34 56",
        "(08) 12 34 56",
        "031-12 34 56",
        "031 12 34 56",
        "0910-123 45",
        "0771-123 456",
        "+358 40 123 4567",
        "+44 20 7946 0123",
        "0\u00ad70-174\u00a006\u202f05",
        "070\u200b1740605",
        "０７０－１７４ ０６ ０５",
        "٠٧٠١٧٤٠٦٠٥",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Ring {}!", "Tel:{}", "tfn.{}", "({})", "på {} i dag"])
def test_phone_numbers_are_masked(number, around):
    masked = mask(around.format(number))
    assert "[telefon]" in masked
    assert not re.search(r"\d", unicodedata.normalize("NFKC", masked))


@pytest.mark.parametrize(
    "address",
    [
        "anna.b@example.org",
        "anna+x@mejl.example.org",
        "ANNA@EXAMPLE.ORG",
        "åsa@exämple.se",
        "anna (at) example.org",
        "anna(at)example.org",
        "anna [at] example [dot] org",
        "anna snabel-a example.org",
        "anna @ example.org",
        "anna\u200b@example.org",
        "anna＠example.org",
    ],
)
def test_email_addresses_are_masked(address):
    assert mask(f"Skriv till {address}, tack") == "Skriv till [e-post], tack"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@stormkatt71", "[konto]"),
        ("hej @åsa_b!", "hej [konto]!"),
        (".@kalle: ja", ".[konto]: ja"),
        ("(@kalle)", "([konto])"),
        ("@kalle@mastodon.example", "[konto]"),
        ("@kalle.bsky.social.", "[konto]."),
        ("＠kalle", "[konto]"),
        ("t.me/kanalen", "t.me/[konto]"),
        ("https://t.me/s/kanalen/5", "https://t.me/s/[konto]/5"),
        ("https://x.com/kalle/status/1", "https://x.com/[konto]/status/1"),
        ("https://www.facebook.com/anna.b.5", "https://www.facebook.com/[konto]"),
        ("instagram.com/anna_b/", "instagram.com/[konto]/"),
        ("https://www.tiktok.com/@anna.b", "https://www.tiktok.com/[konto]"),
        ("https://bsky.app/profile/anna.bsky.social", "https://bsky.app/profile/[konto]"),
        ("tack /u/anna_b för", "tack [konto] för"),
    ],
)
def test_accounts_are_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "lagen (1990:52) med särskilda bestämmelser",
        "SFS 2025:400, prop. 2024/25:89, SOU 2023:40, HSLF-FS 2022:39",
        "dnr 1234-2024 och mål nr 5678-23, dnr 2024-123456, S2022/01234",
        "JO 6435-2019, 0123-2024",
        "12 500 000 kronor, 1 234 567 kr och +12 500 000 kronor",
        "2020–2024, 2020-2024, 1998",
        "2026-11-20 08.30, 20/11 2026, 05-11-2026, 05.11.2026, 05/11/2026",
        "kl. 08.00–17.00, 08.00-16.30, 08:00-17:00 och 09.30 – 11.00",
        "2026-11-20T08:00:00",
        "0,5 procent, 3,14159265, 0.25, 50 000-60 000",
        "organisationsnummer 202100-4979",
        "bankgiro 5050-1055",
        "artikel 12345678, id 4412345678",
        "väg E4 och riksväg 40, 114 14 och 112",
        "5 @ 3 kr, C++ @2 st, a@b",
        "facebook.com, x.com och https://www.facebook.com/groups/12/posts/3",
        "grupp B/u/x",
    ],
)
def test_ordinary_figures_and_words_survive(text):
    assert mask(text) == text


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text):
    once = mask(text)
    assert mask(once) == once


@given(st.text(alphabet="abcåäö .,\n", max_size=100))
def test_text_without_figures_and_signs_is_left_alone(text):
    assert mask(text) == text


_LOOKALIKES = {"-": "-\u2010\u2011\u2013\u2212", " ": " \u00a0\u202f\u2009"}


@given(
    st.sampled_from(["070-174 06 05", "640823-3234", "anna@example.org", "@stormkatt71"]),
    st.data(),
)
def test_unicode_tricks_hide_nothing(secret, data):
    written = ""
    for place, character in enumerate(secret):
        if place:
            written += data.draw(st.sampled_from(["", "", "", "\u200b", "\u00ad", "\u2060"]))
        if character.isdigit():
            character = data.draw(st.sampled_from([character, chr(ord(character) + 0xFEE0)]))
        written += data.draw(st.sampled_from(list(_LOOKALIKES.get(character, character))))
    masked = mask(f"Före {written} efter")

    plain = unicodedata.normalize("NFKC", masked)
    assert plain.startswith("Före [") and plain.endswith("] efter")
    assert not re.search(r"\d|anna|stormkatt", plain)


@given(st.dates(date(1926, 1, 1), date(2025, 1, 1)), st.integers(0, 999))
def test_every_valid_personal_number_is_masked_in_every_form(day, serial):
    nine = f"{day:%y%m%d}{serial:03d}"
    total = sum(sum(divmod(int(d) * (2 - at % 2), 10)) for at, d in enumerate(nine))
    last = f"{serial:03d}{-total % 10}"
    for written in (f"{day:%y%m%d}-{last}", f"{day:%y%m%d}{last}", f"{day:%Y%m%d}{last}"):
        assert mask(f"x {written} y") == "x [personnummer] y"


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://mastodon.example/@anna/123", "https://mastodon.example/-konto-/123"),
        ("https://x.com/kalle/status/1", "https://x.com/-konto-/status/1"),
        ("https://a.se/p?mejl=anna%40example.org&x=1", "https://a.se/p?mejl=-e-post-&x=1"),
        ("https://anna:pw@a.se/x", "https://a.se/x"),
        ("https://a.se/ring/070-1740605", "https://a.se/ring/-telefon-"),
        ("https://a.se/640823-3234", "https://a.se/-personnummer-"),
        ("https://a.se/%40anna", "https://a.se/-konto-"),
    ],
)
def test_addresses_name_nobody(url, masked):
    assert mask_url(url) == masked


@pytest.mark.parametrize(
    "url",
    [
        "https://www.svt.se/nyheter/lokalt/skane/ny-chef-2026-11-20",
        "https://www.dn.se/sverige/a%20b/?id=1234567890",
        "https://a.se/artikel/7.3456.0234567890",
        "https://data.riksdagen.se/dokument/HD0110",
        "",
    ],
)
def test_addresses_of_articles_stay_as_they_are(url):
    assert mask_url(url) == url


def test_pseudonyms_are_the_same_for_one_person_on_one_platform_only():
    names = Pseudonyms(b"a" * 32)

    assert names.of("x.com", "@Kalle") == names.of("X.com", "kalle ")
    assert names.of("x.com", "kalle") != names.of("bsky.app", "kalle")
    assert names.of("x.com", "kalle") != names.of("x.com", "kalla")
    assert names.of("x.com", "kalle") != Pseudonyms(b"b" * 32).of("x.com", "kalle")
    assert re.fullmatch(r"p-[0-9a-f]{32}", names.of("x.com", "kalle"))
    assert "aaaa" not in repr(names)


def document(**fields):
    base = {
        "document_id": "0" * 32,
        "source_id": "k",
        "kind": DocumentKind.POST,
        "url": "https://forum.example/t/1",
        "canonical_url": "https://forum.example/t/1",
        "title": "",
        "text": "",
        "first_seen_at": NOW,
        "fetched_at": NOW,
    }
    return Document(**{**base, **fields})


def test_protect_masks_every_field_that_holds_text():
    secret = "@kalle 070-174 06 05 anna@example.org 640823-3234 stormkatt71"
    found = protect(
        document(
            title=secret,
            text=secret,
            context=secret,
            url="https://forum.example/@kalle/stormkatt71",
            canonical_url="https://forum.example/@kalle/stormkatt71",
            shared_urls=("https://x.com/kalle/status/1", "https://a.se/?m=anna@example.org"),
            hashtags=("lvu", "stormkatt71"),
            author="kalle",
        ),
        "@stormkatt71",
        Pseudonyms(b"a" * 32),
    )

    whole = repr(found)
    for word in ("kalle", "070", "anna", "640823", "stormkatt"):
        assert word not in whole
    assert found.author == Pseudonyms(b"a" * 32).of("forum.example", "stormkatt71")


def test_protect_never_trusts_an_author_that_came_with_the_document():
    assert protect(document(author="Kalle K"), None, Pseudonyms(b"a")).author is None
    assert protect(document(author="Kalle K"), "  ", Pseudonyms(b"a")).author is None


def test_what_the_store_cannot_hold_is_taken_away_and_letters_are_composed():
    found = protect(document(title="A\u030amal\x00 \ud800!"), None, Pseudonyms(b"a"))

    assert found.title == "Åmal !"


def test_names_in_running_text_of_editors_stay():
    found = protect(
        document(kind=DocumentKind.ARTICLE, text="Socialministern Eva Ek säger nej."),
        "Eva Ek",
        Pseudonyms(b"a"),
    )

    assert found.text == "Socialministern Eva Ek säger nej."
    assert found.author is not None and "Eva" not in found.author


def test_what_a_post_points_at_is_read():
    text = "Se (https://a.se/x?y=1). #LVU, #barn_2 http://b.se/#topp https://a.se/x?y=1 #1 &#39;"

    assert shared_urls(text) == ("https://a.se/x?y=1", "http://b.se/#topp")
    assert hashtags(text) == ("lvu", "barn_2")


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        "a.",
        "a'",
        "1 ",
        "0",
        "07",
        "@",
        "@a",
        "a@",
        "a@a.",
        "t.me/",
        "+46",
        "(at) ",
        "19",
        "- ",
    ],
)
def test_hostile_lengths_take_no_time_to_speak_of(pattern):
    text = pattern * (200_000 // len(pattern))
    start = time.process_time()
    mask(text)
    mask_url("https://a.se/" + text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("handle", "path"),
    [
        ("Anna Svensson", "/anvandare/anna-svensson/inlagg/9"),
        ("Anna Svensson", "/t/1-fraga-av-anna_svensson"),
        ("Anna Svensson", "/t/1?av=AnnaSvensson"),
        ("Anna Svensson", "/t/Anna%20Svensson"),
        ("Åsa Öberg", "/t/asa.oberg"),
        ("Åsa Öberg", "/t/%C3%85sa-%C3%96berg"),
        ("asa_oberg", "/inlagg/asa-oberg"),
    ],
)
def test_an_author_is_not_named_by_the_address_of_the_post(handle, path):
    url = "https://forum.example" + path

    found = protect(document(url=url, canonical_url=url), handle, Pseudonyms(b"a" * 32))

    assert "-konto-" in found.url and found.url == found.canonical_url
    assert not re.search("svensson|berg", found.url, re.I)


@pytest.mark.parametrize("place", ["user", "users", "u", "anvandare", "användare", "medlem",
                                   "member", "profil", "profile", "author"])  # fmt: skip
def test_addresses_of_forums_name_no_member(place):
    url = f"https://forum.example/{place}/kalle-p/inlagg/9"
    found = protect(
        document(url=url, canonical_url=url, shared_urls=(url,), text=f"Se {url} om saken"),
        None,
        Pseudonyms(b"a" * 32),
    )

    assert "kalle" not in repr(found)
    assert found.url.endswith("/-konto-/inlagg/9")
    assert found.text.endswith("/inlagg/9 om saken")


def test_addresses_of_papers_keep_their_sections_and_bylines():
    url = "https://www.tidning.se/profil/anna-svensson/artikel"
    editorial = document(kind=DocumentKind.ARTICLE, url=url, canonical_url=url)

    assert protect(editorial, "Anna Svensson", Pseudonyms(b"a" * 32)).url == url


def test_the_authors_own_name_is_masked_however_its_words_are_joined():
    text = "annasvensson: hej, Anna Svensson här (anna.svensson). Anna känner en svensson till."

    found = protect(document(text=text), "Anna Svensson", Pseudonyms(b"a" * 32))

    assert found.text == ("[konto]: hej, [konto] här ([konto]). Anna känner en svensson till.")


def test_a_short_handle_takes_no_ordinary_words_with_it():
    text = "Den som bor i Adelsö delar ut den där idén."

    assert protect(document(text=text), "d_en", Pseudonyms(b"a" * 32)).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("snap: anna_71", "snap: [konto]"),
        ("Min insta: annasvensson.", "Min insta: [konto]."),
        ("IG:kalle81, Telegram: kalle_81!", "IG:[konto], Telegram: [konto]!"),
        ("tiktok: anna.b_2 och discord: stormkatt71", "tiktok: [konto] och discord: [konto]"),
        ("Citerar kalle_81:\nhåller med", "Citerar [konto]:\nhåller med"),
    ],
)
def test_handles_after_the_name_of_their_platform_are_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Telegram: nya regler gäller från i dag",
        "TikTok: Socialtjänsten svarar på frågor",
        "Instagram: bilder från mötet i går, discord: en plattform för spel",
        "rolig: anna_71 var namnet på filen",
        "Citerar polisen: ingen är misstänkt. Citerar SOU 2023:40 och lagen (1990:52):",
        "ig: nej",
    ],
)
def test_words_after_the_name_of_a_platform_survive(text):
    assert mask(text) == text


LETTERS = "aAåÅäiIıİsSſßẞkKé·أا한ᄒ._- 7"
"""Letters with several capitals or small ones, with accents, and what joins words."""


@given(st.text(LETTERS, min_size=3, max_size=6), st.text(LETTERS, max_size=12))
def test_the_cheap_look_for_a_name_never_hides_it(name, around):
    found = OwnName.of(name)
    if found is None:
        return
    for text in (around, name.upper() + around, around + name.lower(), name.title(), name):
        assert found.word in folded(text) or not found.pattern.search(text)
