"""How much of an article its page gave: all, a beginning, nothing, or the site's own words."""

from __future__ import annotations

import hashlib
import re

from store.records import TextStatus

BOILERPLATE_CHARACTERS = 1_500
"""Longer than any notice about cookies or scripts that stands in for an article."""
KEY_CHARACTERS = 40
"""Characters from which a text is recognised again; "Läs mer" is under many titles by right."""

_CUT = re.compile(
    r"(?:logga in|prenumerera|bli prenumerant|redan prenumerant|köp prenumeration|lås upp|"
    r"för att läsa (?:vidare|hela|resten|artikeln)|läs (?:hela artikeln|vidare) (?:som|för|med)\b|"
    r"(?:fortsätt|vill du) läsa\b.{0,40}\b(?:prenumera|logga|plus|premium)|"
    r"endast för prenumeranter|bara för prenumeranter|du behöver vara inloggad|testa oss gratis|"
    r"artikeln är låst|plus-?artikel|innehållet är låst|skaffa (?:konto|prenumeration)|"
    r"första månaden (?:gratis|för \d+)|ingen bindningstid|för att ta del av (?:hela )?artikeln)",
    re.I,
)
_FREE_OFFER = re.compile(
    r"nyhetsbrev|pressmeddeland|våra nyheter|\brss\b|podd|kalender|mina sidor|e-?tjänst|bank-?id|"
    r"e-?legitimation",
    re.I,
)
_OF_ARTICLES = re.compile(r"prenumerant|artikel|läsa (?:vidare|hela|mer|resten)", re.I)
"""Authorities and municipalities, too, ask their readers to log in and to subscribe: to what is for
everybody. Taken for a teaser, their text would be lost to all counts."""
_NOTICE = re.compile(
    r"^(?:.{0,200})(?:javascript (?:krävs|måste vara (?:aktiverat|på)|behövs|is required)|"
    r"(?:aktivera|slå på|enable) javascript|you need to enable javascript|"
    r"(?:vi|webbplatsen|sidan|tidningen) använder (?:cookies|kakor)|we use cookies|"
    r"den här (?:webbplatsen|sidan) använder (?:cookies|kakor)|din integritet är viktig|"
    r"(?:webbläsaren?|browser) (?:är inte kompatibel|stöds inte|is (?:incompatible|not supported))|"
    r"incompatible browser|godkänn (?:alla )?(?:kakor|cookies) för att)",
    re.I | re.S,
)
_FOOTER = re.compile(
    r"^.{0,80}(?:ansvarig utgivare|organisationsnummer|org\.? ?nr|©|copyright|alla rättigheter)",
    re.I | re.S,
)
_FOOTER_CHARACTERS = 400
_PAYWALL_MARK = re.compile(
    r"""(?<![\w-])(?:class|id|data-[\w-]+)\s*=\s*["'][^"']*(?<!no-)(?<!not-)(?<!non-)\b"""
    r"(?:paywall|premium-wall|locked-content)\b(?!-(?:js|css|script|style|inline))",
    re.I,
)
_PAYWALL_WORDS = ("aywall", "AYWALL", "premium-wall", "Premium-wall", "locked-content")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def text_status(text: str, locked: bool) -> TextStatus:
    """How much of an article its page gave. `locked`: the page says that it is not for free."""
    if not text:
        return TextStatus.LOCKED if locked else TextStatus.TITLE_ONLY
    if _NOTICE.match(text) and len(text) < BOILERPLATE_CHARACTERS:
        return TextStatus.BOILERPLATE
    if len(text) < _FOOTER_CHARACTERS and _FOOTER.match(text):
        return TextStatus.BOILERPLATE
    if locked or _cut_at(text) is not None:
        return TextStatus.TEASER
    return TextStatus.FULL


def without_tail(text: str) -> str:
    """The text up to where the invitation to log in begins."""
    cut = _cut_at(text)
    return text if cut is None else text[:cut].rstrip()


def is_walled(source: str) -> bool:
    """Whether the mark-up of a page has a paywall."""
    if not any(word in source for word in _PAYWALL_WORDS):
        return False  # the expression takes longer than the rest of a short page
    return _PAYWALL_MARK.search(source) is not None


def asks_for_password(source: str) -> bool:
    """Whether a WordPress shows its form for a password in place of an article."""
    return 'name="post_password"' in source


def text_key(text: str) -> str:
    """16 hex digits of a text, whatever its case and punctuation; "" for hardly any words.

    Equal keys under many titles of one source are a consent page or a footer. Digits count:
    results, prices and decisions are told in texts that differ in nothing else.
    """
    plain = _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
    if sum(map(str.isalpha, plain)) < KEY_CHARACTERS:
        return ""
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _cut_at(text: str) -> int | None:
    """Where the invitation to log in begins, if the text ends with one."""
    tail = max(0, len(text) - 400)
    lines = text[tail:].split("\n")
    if tail:
        lines = lines[1:] if len(lines) > 1 else []
    for line in lines[-4:]:
        if len(line) < 200 and _CUT.search(line) and not _is_free(line):
            return text.rindex(line)
    return None


def _is_free(line: str) -> bool:
    """Whether an invitation is to something else than articles."""
    return _FREE_OFFER.search(line) is not None and _OF_ARTICLES.search(line) is None
