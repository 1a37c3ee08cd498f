"""Telegram channels by their public preview. All pages are built from the published shape; none was
recorded, and none of this was tried on Telegram itself."""

from datetime import UTC, datetime, timedelta

import pytest
import scene_telegram as scene
from one_pass import NOW, PSEUDONYMS

from crawlers.platforms.telegram import channel_of
from crawlers.platforms.telegram_page import numbers, parse_channel
from crawlers.posts import document_of
from crawlers.searches import default_queries_toml, parse_searches
from store.records import Access, Source, SourceKind

SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
HTML = "text/html; charset=utf-8"


def read(page, url="https://t.me" + scene.PATH, searches=SEARCHES):
    body = page if isinstance(page, bytes) else page.encode()
    return parse_channel(body, url, HTML, NOW, scene.CHANNEL.lower(), searches)


def one(*args, **more):
    (post,) = read(scene.page(scene.message(*args, **more))).posts
    return post


def texts(seen):
    return sorted(row["text"].split("\n")[-1] for row in seen.documents if row["text"])


def test_a_message_has_the_words_of_its_poster_and_its_own_number():
    post = one(20, "Soc svarar <b>int</b>e.<br/><br>Nästa rad<i class='emoji'><b>🔥</b></i>")

    assert post.text == "Soc svarar inte.\nNästa rad🔥"
    assert (post.platform, post.native_id) == ("t.me", "norrviksroster/20")
    assert (post.author, post.lookup) == ("norrviksroster", "norrviksroster/20")
    assert post.url == "https://t.me/norrviksroster/20"
    assert post.published_at == datetime(2026, 11, 19, 3, tzinfo=UTC)
    assert (post.views, post.likes, post.edited_at) == (4400, None, None)


def test_what_is_answered_is_context_and_the_last_text_is_the_posters():
    post = one(19, "Nej, <tg-emoji emoji-id='5'><i class='emoji'><b>😡</b></i></tg-emoji> aldrig",
               before=scene.REPLY)  # fmt: skip

    assert (post.text, post.context) == ("Nej, 😡 aldrig", "Svarade nämnden aldrig?")
    assert post.answers == "norrviksroster/17"
    assert scene.TITLE in post.names


def test_a_forwarded_message_answers_its_original_and_names_its_sender_and_signature():
    post = one(24, "Vidaresänt om LVU", before=scene.FORWARDED, footer=scene.SIGNED)

    assert (post.text, post.author, post.context) == ("Vidaresänt om LVU", "norrviksroster", "")
    assert post.answers == "vidare_kanalen77/77"
    assert {"Gunnel Vidaresänd", "vidare_kanalen77", "Torvald Signatursson"} <= set(post.names)


def test_a_channel_named_after_the_services_does_not_lose_these_words_from_its_texts():
    page = scene.page(scene.message(20)).replace(scene.TITLE, "LVU")
    hidden = '<span class="tgme_widget_message_forwarded_from_name">Lvu Larsson</span>'

    assert "LVU" not in read(page).posts[0].names
    assert "Lvu Larsson" in one(21, "Ord", before=hidden).names, "a person without a link"

    said = "LVU upphävdes. Se https://t.me/LVU/3 och @LVU"
    page = scene.page(scene.message(20, said, channel="LVU"))
    (post,) = parse_channel(page.encode(), "", HTML, NOW, "lvu", SEARCHES).posts
    source = Source("x", SourceKind.TELEGRAM, "https://t.me/s/LVU")
    document = document_of(post, source, PSEUDONYMS, NOW)
    assert document.text == "LVU upphävdes. Se https://t.me/[konto]/3 och [konto]"
    assert (document.url, document.author) == (
        "https://t.me/-konto-/20",
        PSEUDONYMS.of("t.me", "lvu"),
    )


def test_links_are_shared_and_mentions_are_names():
    post = one(
        20,
        'Läs <a href="https://exempel.se/dom" target="_blank" rel="noopener" '
        "onclick=\"return confirm('Open this link?')\">domen</a> "
        '<a href="?q=%23LVU">#LVU</a> <a href="https://t.me/omnamnd_konto88">@omnamnd_konto88</a> '
        '<a href="javascript:alert(1)">klicka</a>',
        after='<a class="tgme_widget_message_link_preview" href="https://exempel.se/fler">'
        '<div class="link_preview_title">Inte kanalens ord</div></a>',
    )

    assert post.text == "Läs domen #LVU @omnamnd_konto88 klicka"
    assert post.shared_urls == ("https://exempel.se/dom", "https://exempel.se/fler")
    assert "omnamnd_konto88" in post.names


def test_words_of_a_linked_page_and_kinds_of_answered_media_are_nobodys_words_here():
    preview = (
        '<a class="tgme_widget_message_link_preview" href="https://exempel.se/a"><div '
        'class="link_preview_description"><span class="tgme_widget_message_text">Tidningens ord'
        "</span></div></a>"
    )
    answered = (
        '<a class="tgme_widget_message_reply" href="https://t.me/NorrviksRoster/17"><div '
        'class="tgme_widget_message_metatext js-message_reply_text" dir="auto">{}</div></a>'
    )

    assert one(20, "Läs om soc", after=preview).text == "Läs om soc"
    assert one(20, "Ja", before=answered.format("Video\n ")).context == ""
    assert one(20, "Ja", before=answered.format("😡 Sticker")).context == ""
    quoting = one(20, "Ja", before=answered.format("Video från nämnden"))
    assert (quoting.context, quoting.answers) == ("Video från nämnden", "norrviksroster/17")


def test_what_telegram_no_longer_shows_is_gone_and_its_notice_is_no_post():
    notice = "This message couldn't be displayed on your device because it violates the rules."
    page = read(scene.page(scene.message(20, notice), scene.message(21, f"Där stod: {notice}")))

    assert [(post.native_id[-2:], post.deleted) for post in page.posts] == [
        ("20", True), ("21", False),
    ]  # fmt: skip
    assert page.posts[0].text == ""
    assert page.problems == ("posts that Telegram no longer shows",)


def test_an_album_is_one_post_whose_pictures_take_up_numbers():
    pictures = "".join(
        f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap js-message_photo" '
        f'href="https://t.me/{scene.CHANNEL}/{n}?single"></a>'
        for n in (20, 21, 22, 999_999)
    )
    nested = 'Socialnämnden på bild<a href="https://t.me/NorrviksRoster/88?single">länk</a>'
    page = read(
        scene.page(
            scene.message(
                20,
                f'<div class="tgme_widget_message_text js-message_text">{nested}</div>',
                before=f'<div class="tgme_widget_message_grouped_wrap">{pictures}</div>',
            )
        )
    )

    assert [post.text for post in page.posts] == ["Socialnämnden på billänk".replace("ll", "ldl")]
    assert numbers(page.detail("shown")) == {20, 21, 22}, "no link makes a page reach further"


def test_what_has_no_words_gives_no_post_but_is_known_to_be_there():
    label = (
        '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
        '<div class="message_media_not_supported_label">Please open Telegram to view this post'
        "</div></div></div>"
    )
    beside = f'<div class="media_not_supported_cont">{label}</div>'
    poll = '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">'
    page = read(
        scene.page(
            scene.message(20, "", after=beside),
            scene.message(21, "", after=label),
            scene.message(22, "", classes="service_message"),
            scene.message(23, "LVU <b>igen</b>", after=beside),
            scene.message(24, "", after=f"{poll}Litar du på soc?</div></div>"),
            scene.message(25, "Svara!", after=f"{poll}Litar du på soc?</div></div>"),
            scene.message(26, "", after=label.replace("Please open", "This media is not in")),
        )
    )

    assert [post.text for post in page.posts] == [
        "LVU igen", "Litar du på soc?", "Svara!\nLitar du på soc?",
    ]  # fmt: skip
    assert numbers(page.detail("shown")) == {20, 21, 22, 23, 24, 25, 26}
    assert numbers(page.detail("unread")) == {21}
    assert page.problems == ("posts that only the app shows",)


def test_the_following_page_begins_where_the_link_says_or_at_the_lowest_number():
    messages = [scene.message(n) for n in (30, 31)]
    asked = "https://t.me/s/norrviksroster?before=25"

    assert read(scene.page(*messages, before=28)).next == "28"
    assert read(scene.page(*messages)).next == "30"
    assert read(scene.page(scene.message(1))).next == ""
    assert read(scene.page(*messages, before=40), asked).next == "25", "seen to repeat"
    empty = read(scene.page())
    assert (empty.access, empty.next) == (Access.EMPTY_VALID, "")


@pytest.mark.parametrize(
    ("body", "access"),
    [
        ('{"ok": false}', Access.PARSE_ERROR),
        ("", Access.PARSE_ERROR),
        ("<html><body><p>En annan webbsida</p></body></html>", Access.PARSE_ERROR),
        ('<div class="tgme_page"><a href="tg://resolve?domain=x">Öppna</a></div>', Access.REFUSED),
        (scene.page(scene.message(20, channel="annankanal")), Access.PARSE_ERROR),
        ("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform'></script>",
         Access.CHALLENGED),
    ],
)  # fmt: skip
def test_what_is_no_channel_is_told_from_an_empty_one(body, access):
    page = read(body)

    assert (page.access, page.posts) == (access, ())
    assert page.reason


def test_broken_and_hostile_pages_give_what_can_be_read():
    whole = scene.page(
        *(scene.message(n, "x", at=scene.NEWEST) for n in ("nej", "0x1f", "9" * 40)),
        scene.message(20, "<script>stor()</script>Soc <?php x ?>&#0; ringde\u202e<div><p>igen"),
        scene.message(20, "en gång till"), scene.message(21, channel="annankanal"),
    )  # fmt: skip
    deep = scene.page(scene.message(22, "<div>" * 50_000 + "LVU"))

    page = read(whole)
    assert [post.native_id for post in page.posts] == ["norrviksroster/20"]
    assert "stor()" not in page.posts[0].text
    assert "posts without a number left out" in page.problems
    assert "posts of another channel left out" in page.problems
    assert read(whole[: len(whole) // 2]).access is Access.OK
    assert read(whole.encode("utf-16")).posts
    read(deep)
    read(b"\xff\xfe\x00<section class=tgme_channel_history>")


def test_addresses_are_those_that_a_browser_shows():
    paths = (
        "s/Nyheter_1",
        "s/nyheter_1?before=120",
        "Nyheter_1/77",
        "nyheter_1/",
        "+AbC",
        "joinchat/AbC",
        "",
        "c/1/2",
    )
    found = [f"https://t.me/{path}" for path in paths]

    assert [channel_of(url) for url in found] == ["nyheter_1"] * 4 + [""] * 4


def odd_channels(web):
    """Channels without a preview, one that repeats itself, and what is none."""
    web.put("/s/sluten", status=302, headers={"Location": "/sluten"})
    web.put("/sluten", "<html><body><div class='tgme_page'>Öppna i appen</div></body></html>")
    web.put("/s/snurrar", scene.page(scene.message(30, channel="snurrar")))
    web.put("/s/snurrar?before=30", scene.page(scene.message(30, channel="snurrar")))
    web.put("/s/appen", scene.page(scene.message(
        30, "", channel="appen", after='<div class="message_media_not_supported_label">Öppna</div>'
    )))  # fmt: skip
    web.put("/s/json", '{"ok": true}', content_type="application/json")
    return [
        Source(name, SourceKind.TELEGRAM, f"{web.base}/{path}")
        for name, path in (("sluten", "s/sluten"), ("snurrar", "snurrar"), ("appen", "s/appen"),
                           ("json", "s/json"), ("inbjudan", "+AbCdEf"))
    ]  # fmt: skip


def assert_the_odd_are_told(seen):
    assert (seen.access("sluten"), seen.access("inbjudan")) == ("refused", "not_asked")
    assert seen.message("sluten") == "kanalen har ingen öppen förhandsvisning"
    assert seen.access("snurrar") == "ok"
    assert "cursor repeats" in seen.problems("snurrar")
    assert seen.access("appen") == "empty_valid"
    assert seen.message("appen") == "kanalen visar sina inlägg bara i Telegrams app"
    assert seen.access("json") == "parse_error"


def test_a_channel_is_read_page_by_page_and_edits_and_deletions_are_mirrored(web, collect):
    source = scene.put(web)
    first = collect(source, *odd_channels(web), searches=SEARCHES)

    assert first.access("telegram") == "ok"
    assert_the_odd_are_told(first)
    held = [row for row in first.documents if row["source_id"] == "telegram"]
    assert len(held) == scene.POSTS
    own = [path for path in web.paths() if path.startswith(scene.PATH)]
    assert own[:4] == [scene.PATH, *(f"{scene.PATH}?before={n}" for n in (26, 21, 16))]
    stored = "\n".join(f"{row['text']}{row['context']}{row['url']}" for row in held)
    assert not [name for name in scene.PERSONS if name in stored]
    assert len({row["author"] for row in held}) == 1
    answer = next(row for row in first.documents if "Del 19 " in row["text"])
    assert answer["context"] == "Svarade nämnden aldrig?"
    assert answer["reply_to"] in {row["document_id"] for row in first.documents}

    # a day later one is edited, one in the middle gone, one without words left, and the newest too
    changes = {17: scene.message(17, "Rättelse: soc svarade visst."), 23: None, 30: None}
    scene.put_channel(web, scene.messages({**changes, 26: scene.message(26, "")}))
    second = collect(source, now=NOW + timedelta(hours=21), searches=SEARCHES)

    gone = [row for row in second.documents if row["text_status"] == "deleted"]
    assert len(second.documents) == len(first.documents)
    assert {row["text"] for row in gone} == {""}
    assert len(gone) == 2, "of the newest nobody can say whether it is gone"
    assert "Rättelse: soc svarade visst." in texts(second)
    assert [row["version"] for row in second.documents if "Rättelse" in row["text"]] == [2]
