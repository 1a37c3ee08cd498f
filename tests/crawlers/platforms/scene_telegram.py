"""A Telegram channel's public preview, built by hand from the published shape, not recorded."""

from datetime import UTC, datetime, timedelta
from html import escape

from store.records import OutletType, Source, SourceKind

CHANNEL = "NorrviksRoster"
PATH = f"/s/{CHANNEL.lower()}"
TITLE = "Stigfinnaren Norrvik"
PER_PAGE = 5
NEWEST = datetime(2026, 11, 20, 9, tzinfo=UTC)
POSTS = 15
PERSONS = (
    TITLE, "Torvald Signatursson", "Gunnel Vidaresänd", "vidare_kanalen77", "omnamnd_konto88",
    "070-174 06 05", "19811218-9876", "gunnel.vidaresand@exempel.se",
)  # fmt: skip
KEYS = {}

_SUBJECTS = (
    "Socialtjänsten i Norrvik svarar inte på orosanmälningar i tid, skriver nämnden.",
    "السوسيال أخذ الأطفال من بيتهم في نورفيك",
    "LVU-beslutet i Norrvik upphävdes av kammarrätten i dag.",
    "Familjehemmet fick stöd av socialtjänsten först efter ett år.",
)


def text(number):
    """What message `number` says; persons stand in some of them."""
    said = f"{_SUBJECTS[number % len(_SUBJECTS)]}<br/>Del {number} av <b>granskningen</b>."
    if number == 20:
        mention = '<a href="https://t.me/omnamnd_konto88" target="_blank">@omnamnd_konto88</a>'
        said += f" Fråga {mention} eller ring 070-174 06 05. {TITLE}"
    if number == 22:
        said += " Barnet 19811218-9876, skriv till gunnel.vidaresand@exempel.se"
    if number == 24:
        said += "<br>Gunnel Vidaresänd och Torvald Signatursson"
    return said


def message(
    number, words=None, before="", footer="", after="", classes="", channel=CHANNEL, at=None
):
    """A message as the preview shows it; `before` comes before its words, `footer` beside its time.

    `words` is HTML; "" gives a message without words.
    """
    words = text(number) if words is None else words
    at = at or NEWEST - timedelta(hours=3 * (30 - number))
    said = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap js-widget_message {classes}" '
        f'data-post="{channel}/{number}" data-view="eyJjIjotMTAwfQ">'
        '<div class="tgme_widget_message_bubble">'
        '<div class="tgme_widget_message_author accent_color">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}">'
        f'<span dir="auto">{escape(TITLE)}</span></a></div>'
        f"{before}{said if words else ''}{after}"
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        '<div class="tgme_widget_message_info short js-message_info">'
        '<span class="tgme_widget_message_views">4.4K</span>'
        f'<span class="tgme_widget_message_meta">{footer}'
        f'<a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}">'
        f'<time datetime="{at.isoformat()}" class="time">09:00</time></a></span>'
        "</div></div></div></div></div>"
    )


def page(*messages, before=None):
    """A page of the preview; `before` is where its link to older messages leads."""
    more = (
        f'<a href="{PATH}?before={before}" class="tme_messages_more js-messages_more" '
        f'data-before="{before}"></a>'
        if before
        else ""
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Kanal</title></head>'
        '<body class="widget_frame_base tgme_webpage"><main class="tgme_main">'
        f'<div class="tgme_channel_info_header_title"><span>{escape(TITLE)}</span></div>'
        '<section class="tgme_channel_history js-message_history">'
        f"{more}{''.join(messages)}</section></main></body></html>"
    )


REPLY = (
    '<a class="tgme_widget_message_reply user-color-default" '
    f'href="https://t.me/{CHANNEL}/17"><div class="tgme_widget_message_author accent_color">'
    f'<span class="tgme_widget_message_author_name" dir="auto">{TITLE}</span></div>'
    '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">'
    "Svarade nämnden aldrig?</div></a>"
)
FORWARDED = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
    '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/vidare_kanalen77/77">'
    '<span dir="auto">Gunnel Vidaresänd</span></a></div>'
)
SIGNED = '<span class="tgme_widget_message_from_author" dir="auto">Torvald Signatursson</span>, '


def messages(changed=None):
    """The channel: 15 messages with words, a service message and a picture without words.

    `changed` replaces messages by their numbers; None takes one away.
    """
    found = {number: message(number) for number in range(14, 31) if number not in (16, 21)}
    found[19] = message(19, before=REPLY)
    found[24] = message(24, before=FORWARDED, footer=SIGNED)
    found[16] = message(16, words="", classes="service_message")
    found[21] = message(21, words="")
    found |= changed or {}
    return {number: found[number] for number in sorted(found) if found[number]}


def put_channel(web, found):
    """Put all pages of a channel onto a server, whatever message they are asked to end before."""
    for before in range(1, max(found) + 20):
        web.put(f"{PATH}?before={before}", _page_before(found, before))
    web.put(PATH, _page_before(found, max(found) + 1))


def _page_before(found, before):
    numbers = [number for number in found if number < before][-PER_PAGE:]
    older = bool(numbers) and min(numbers) > min(found)
    return page(*(found[n] for n in numbers), before=min(numbers) if older else None)


def put(web):
    """Put the channel onto a server; gives the source of it."""
    put_channel(web, messages())
    return Source("telegram", SourceKind.TELEGRAM, web.base + PATH, outlet_type=OutletType.SOCIAL)
