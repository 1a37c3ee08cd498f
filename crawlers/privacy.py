"""Nobody is named: handles become pseudonyms, and numbers and addresses in texts are masked.

`protect` is the one door: every Document passes it before it leaves the crawlers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from urllib.parse import quote, unquote

from cryptography.fernet import Fernet, InvalidToken

from crawlers.canonical import host_of, registrable_host
from crawlers.places import places_in
from store.records import Document, DocumentKind

PERSON = "[personnummer]"
PHONE = "[telefon]"
EMAIL = "[e-post]"
ACCOUNT = "[konto]"


@dataclass(frozen=True)
class Pseudonyms:
    """Makes pseudonyms with a secret key: without it, nobody can test a name against them."""

    key: bytes = field(repr=False)

    def of(self, platform: str, handle: str) -> str:
        """The pseudonym of a handle on a platform: the same person the same one, never across."""
        name = unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()
        value = f"{platform.lower()}\0{name}".encode("utf-8", "surrogatepass")
        return "p-" + hmac.new(self.key, value, hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Sealed:
    """Encrypts what a platform is asked by whether a post is still there, which may name a person.

    The key is made of that of the pseudonyms: without it, nobody can read what is sealed.
    """

    pseudonyms: Pseudonyms

    @cached_property
    def _cipher(self) -> Fernet:
        digest = hmac.new(self.pseudonyms.key, b"sealed addresses", hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, address: str) -> str:
        """The address encrypted; "" stays ""."""
        return self._cipher.encrypt(address.encode()).decode() if address else ""

    def open(self, sealed: str) -> str:
        """The address that was sealed; "" when it was not sealed with this key."""
        try:
            return self._cipher.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            return ""


def protect(
    document: Document,
    handle: str | None,
    pseudonyms: Pseudonyms,
    platform: str = "",
    names: Sequence[str] = (),
    handle_is_word: bool = False,
) -> Document:
    """The document as it may be stored: masked everywhere, its author a pseudonym or None.

    `handle` is the author's name as the source writes it, also an editorial byline; `names` are
    what else people are called in a private person's post, and are masked in it too. `platform`
    is where the handle lives; the registrable host of the address unless given. With
    `handle_is_word` it is a word that texts are about (`lvu`), masked in addresses and after @
    alone. The author that the document came with is never trusted.
    """
    home = platform or registrable_host(document.url or document.canonical_url)
    handle = (handle or "").strip()
    private = document.kind in _BY_PERSONS
    masked = _Masking.of([*names] if handle_is_word else [handle, *names], private)
    title, text = masked.text(document.title), masked.text(document.text)
    return replace(
        document,
        title=title,
        text=text,
        context=masked.text(document.context),
        url=masked.url(document.url),
        canonical_url=masked.url(document.canonical_url),
        shared_urls=tuple(dict.fromkeys(masked.url(url) for url in document.shared_urls)),
        hashtags=tuple(dict.fromkeys(masked.text(tag) for tag in document.hashtags)),
        places=places_in(title, text),
        author=pseudonyms.of(home, handle) if handle else None,
    )


@dataclass(frozen=True)
class _Masking:
    """Masks what is in one document. Where a private person wrote it, also the members that
    addresses name, and `own`: what people are called in it, the longest first."""

    private: bool
    own: Sequence[_OwnName]

    @classmethod
    def of(cls, called: Sequence[str], private: bool) -> _Masking:
        """Of `Anna Ek` nothing is to be left standing where `anna` is a handle: longest first."""
        names = sorted(dict.fromkeys(called), key=len, reverse=True) if private else ()
        return cls(private, [own for name in names if (own := _OwnName.of(_storable(name)))])

    def url(self, value: str) -> str:
        """An address, as `mask_url`."""
        return mask_url(_storable(value), (_MEMBER,) if self.private else (), self.own)

    def text(self, value: str) -> str:
        """A text, as `mask`, the addresses in it included."""
        value = _storable(value)
        if self.private:
            value = _SHARED.sub(lambda url: _MEMBER.sub(rf"\g<place>{ACCOUNT}", url[0]), value)
        folded = _folded(value) if self.own else ""
        for name in self.own:
            if name.word in folded:
                value = name.pattern.sub(ACCOUNT, value)
        return mask(value)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    """Text that UTF-8 and the store can hold, with å, ä and ö as one character each."""
    text = _UNSTORABLE.sub("", text)
    return unicodedata.normalize("NFC", text)


_BY_PERSONS = frozenset({DocumentKind.POST, DocumentKind.COMMENT, DocumentKind.VIDEO})


@dataclass(frozen=True)
class _OwnName:
    """Finds what a person is called without @, as in `anna71: hej alla`, and in addresses.

    The words of `Åsa Ek` may be joined otherwise or lack their dots: `asa-ek`, `ÅsaEk`. `word` is
    the longest of them as `_folded` writes it: where it does not stand, nothing is found, and the
    pattern, which costs more than all else here, need not be made.
    """

    words: tuple[str, ...]
    word: str

    @classmethod
    def of(cls, handle: str) -> _OwnName | None:
        """None of a name too short to be told from ordinary words."""
        name = unicodedata.normalize("NFC", handle).removeprefix("/u/").lstrip("@")
        words = tuple(word for word in _JOINTS.split(name) if word)
        if len(name) < 3 or not words:
            return None
        return cls(words, _folded(max(words, key=len)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Short names are not sought as one word, which could be an ordinary one."""
        between = r"[\s._-]*" if sum(map(len, self.words)) >= 6 else r"[\s._-]+"
        letters = ("".join(map(_with_or_without_dots, word)) for word in self.words)
        return re.compile(rf"(?<![^\W_])@?{between.join(letters)}(?![^\W_])", re.I)


_JOINTS = re.compile(r"[\s._-]+")


class _Capitals(dict[int, str]):
    """Each letter without its dots and accents, as a capital; asked for and remembered."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        return self.setdefault(code, base.lower().upper())


_CAPITALS = _Capitals()


def _folded(text: str) -> str:
    """Text in which all that a name's pattern takes for one letter is one.

    What `re.I` holds for the same has the same capital: i and ı, s and ſ, ß and ẞ.
    """
    return text.upper() if text.isascii() else text.translate(_CAPITALS)


def _with_or_without_dots(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return re.escape(letter) if base == letter else f"[{letter}{base}]"


# --- What is looked for ------------------------------------------------------------------------

_EMAIL = re.compile(
    r"""(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+
    |(?<![\w.+%-])[\w.+%-]+[ ]@[ ][\w-]+(?:\.[\w-]+)+
    |(?<![\w.+%-])[\w.+%-]+\s?[(\[{<]\s?(?:at|snabel-?a|snabla|@|a)\s?[)\]}>]\s?
      [\w-]+(?:\s?(?:\.|[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}])\s?[\w-]+)+
    |(?<![\w.+%-])[\w.+%-]+\s(?:at|snabel-?a)\s[\w-]+(?:\s(?:dot|punkt)\s|\.)(?:se|com|org|net|nu|eu)\b
    """,
    re.X | re.I,
)
_PROFILE = re.compile(
    r"""(?<![\w.-])(?:https?://)?(?:(?:www|m|mobile|old|web|sv-se)\.)?(?:
        (?:t\.me|telegram\.me)/(?:s/)?
      | (?:x|twitter|instagram|facebook|fb|threads|vk|twitch|snapchat|flashback|familjeliv)\.
        (?:com|net|org|se|tv)/
        (?:add/|people/|user/|profile\.php\?id=|u(?=\d)|medlem/|profil/)?
      | (?:tiktok|youtube|threads|medium)\.(?:com|net)/@
      | youtube\.com/(?:c|user|channel)/
      | linkedin\.com/in/
      | reddit\.com/(?:u|user)/
      | bsky\.app/profile/
      )(?!(?<=flashback\.org/)(?:[tf]|s?p)\d+(?:p\d+)?(?![\w%@+-])) # its threads and posts
      (?P<name>[\w.%@+-]*[\w%])""",
    re.X | re.I,
)
_NOT_PROFILES = frozenset(
    # one string: a column of words would fill the screen
    "i intent share sharer sharer.php hashtag search explore home p reel reels tv watch "  # noqa: SIM905
    "groups events pages joinchat status stories story login dialog plugins settings about "
    "privacy t forum trad tråd".split()
)
_ACCOUNT = re.compile(r"(?<![\w@])@(?!\d+(?:[.,:]\d+)?\b)\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?")
_PATH_ACCOUNT = re.compile(r"(?<=/)@\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?")
_MEMBER = re.compile(
    r"(?P<place>(?<=[/?&])(?:users?|u|anv(?:a|ä)ndare|medlem(?:mar)?|members?|profile?|author)[/=])"
    r"(?P<name>[^/?#&=\s]+)",
    re.I,
)
"""Where the addresses of forums name a member; papers have authors and profiles in theirs too."""
_LABELLED = re.compile(
    r"""\b(?:snap(?:chat)?|insta(?:gram)?|ig|tiktok|telegram|discord)\s?:\s{0,3}(?:
        (?P<name>(?=[\w.]{0,40}[\d_])(?=[\w.]{0,40}[^\W\d_])\w[\w.]{1,40}\w)
      | (?P<word>(?-i:[a-z])[\w.]{2,40}\w)(?=\s*(?:$|[\n,;|)/])|[.!]\s*$)
      )
    | \bciterar\s{1,3}(?P<quoted>(?=[\w.-]{0,40}[\d_])(?=[\w.-]{0,40}[^\W\d_])\w[\w.-]{1,40})
      (?=\s?:(?:\s|$))""",
    re.X | re.I | re.M,
)
"""`snap: anna_71`, `Citerar kalle_81:`. A name without figures or underscores is taken for one only
where it stands alone after its label: `Telegram: nya regler` are words."""
_REDDITOR = re.compile(r"(?<![\w/])/?u/[A-Za-z][\w-]{2,19}(?![\w-])")

_PERSON = re.compile(
    r"""(?<!\d)(?P<century>18|19|20)?(?P<year>\d{2})[ ./-]?(?P<month>0[1-9]|1[0-2])[ ./-]?
    (?P<day>0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])
    (?P<between>\s?[-+]\s?|\s)?(?P<last>\d{2}\s?\d{2}|[A-Z]\d{3})(?!\d)""",
    re.X,
)
_ABROAD = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ ./-]{0,2}\(0\))?(?:[ ./()-]{0,2}\d){6,12}(?!\d)"
)
_UNIT = re.compile(
    r"\s*(?:kr|kronor|mkr|mnkr|procent|%|miljon|miljard|euro|dollar|personer|invånare)"
)
_THOUSANDS = re.compile(r"\+\d{1,3}(?:[ .]\d{3})+")
_HOME = re.compile(r"(?<!\d)(?<!\d[.,:/-])\(?0[1-9]\d{0,2}\)?(?:[ ./-]{0,3}\d){5,8}(?!\d)")
_DAY_FIRST = re.compile(r"0\d([-./])[01]?\d\1(?:19|20)\d\d")
_OPENING_HOURS = re.compile(r"0\d[.:][0-5]\d\s?-\s?[0-2]?\d[.:]?[0-5]?\d")
_YEAR_AFTER_DAY = re.compile(r"0\d[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)")

# --- Seeing through Unicode --------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_LOOKS = dict.fromkeys((*range(8208, 8214), 8722, 65112, 65123, 65293), "-")
_LOOKS |= dict.fromkeys((160, *range(8192, 8203), 8239, 8287, 12288), " ")
_LOOKS |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0D}
_LOOKS |= {0xFE6B: "@", 0x2024: ".", 0x3002: "."}


def _plain(text: str) -> tuple[str, list[int] | None]:
    """`text` with look-alikes written plainly, and where each character stood if some are gone."""
    if text.isascii():
        return text, None
    plain = text.translate(_LOOKS)
    if _FOREIGN_DIGIT.search(plain):
        plain = _FOREIGN_DIGIT.sub(lambda m: str(unicodedata.decimal(m.group(0))), plain)
    if not _INVISIBLE.search(plain):
        return plain, None
    kept = [at for at, character in enumerate(plain) if not _INVISIBLE.match(character)]
    return "".join(plain[at] for at in kept), kept


def mask(text: str) -> str:
    """`text` with personal identity numbers, phone numbers, e-mail addresses and accounts masked.

    >>> mask("Ring 070-174 06 05 eller skriv till anna@example.org, @anna")
    'Ring [telefon] eller skriv till [e-post], [konto]'
    """
    plain, kept = _plain(text)
    spans = _without_overlaps(list(_spans(plain)))
    if not spans:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, label in spans:
        first = kept[start] if kept else start
        last = kept[end - 1] + 1 if kept else end
        pieces += [text[done:first], label]
        done = last
    return "".join([*pieces, text[done:]])


# Cheap looks that come before the patterns: most texts hold nothing to mask.
_WRITTEN_AT = re.compile(r"\bat\b|snab(?:el|la)|[(\[{<]\s?a\s?[)\]}>]", re.I)
_PLATFORM = re.compile(r"\.(?:me|com|net|org|se|tv|app)/", re.I)
_SEVEN_DIGITS = re.compile(r"\d(?:\D{0,4}\d){6}")


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """What is to be masked in plain text."""
    at = "@" in text
    if at or _WRITTEN_AT.search(text):
        for match in _EMAIL.finditer(text):
            yield *match.span(), EMAIL
    yield from _accounts(text, at)
    if _SEVEN_DIGITS.search(text):
        yield from _numbers(text)


def _accounts(text: str, at: bool) -> Iterator[tuple[int, int, str]]:
    if _PLATFORM.search(text):
        for match in _PROFILE.finditer(text):
            if match.group("name").lower() not in _NOT_PROFILES:
                yield *match.span("name"), ACCOUNT
    for pattern in (_ACCOUNT, _PATH_ACCOUNT) if at else ():
        for match in pattern.finditer(text):
            yield *match.span(), ACCOUNT
    if ":" in text:
        for match in _LABELLED.finditer(text):
            yield *match.span(match.lastgroup or 0), ACCOUNT
    if "u/" in text:
        for match in _REDDITOR.finditer(text):
            yield *match.span(), ACCOUNT


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _PERSON.finditer(text):
        if _is_person_number(match):
            yield *match.span(), PERSON
    for match in _ABROAD.finditer(text):
        if not (_THOUSANDS.fullmatch(match.group(0)) and _UNIT.match(text, match.end())):
            yield *match.span(), PHONE
    for match in _HOME.finditer(text):
        if _is_phone_number(match.group(0), text, match.start()):
            yield *match.span(), PHONE


def _without_overlaps(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in text order; what overlaps becomes one, under the label that begins first.

    Nothing that was found is left standing: a union, not a choice.
    """
    merged: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, kept = merged[-1]
            merged[-1] = (first, max(last, end), kept)
        else:
            merged.append((start, end, label))
    return merged


def _is_person_number(match: re.Match[str]) -> bool:
    """A valid date with the dash or plus of a number, or with a right check digit."""
    day = int(match["day"])
    day -= 60 if day > 60 else 0
    century = match["century"]
    centuries = (int(century),) if century else (19, 20)
    if not any(_is_date(c * 100 + int(match["year"]), int(match["month"]), day) for c in centuries):
        return False
    between = (match["between"] or "").strip()
    if between in {"-", "+"}:
        return True
    last = "".join(match["last"].split())
    return last.isdigit() and _luhn(match["year"] + match["month"] + match["day"] + last)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(digits):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_phone_number(found: str, text: str, start: int) -> bool:
    """Whether digits that begin with 0 can be a Swedish number and are no date or opening hours.

    Eight to ten digits: an area code of two to four and five digits or more after it.
    """
    for other in (_DAY_FIRST, _OPENING_HOURS, _YEAR_AFTER_DAY):
        if other.match(text, start):
            return False
    digits = sum(character.isdigit() for character in found)
    area = re.match(r"\(?(\d+)", found)
    if digits == 8 and area and len(area.group(1)) == 4:
        return False
    return 8 <= digits <= 10


# --- Addresses ---------------------------------------------------------------------------------

_URL_PHONE = re.compile(
    r"(?<!\d)(?:\+|00|%2B)46[ -]?\(?0?\)?7[ -]?(?:\d[ -]?){8}(?!\d)"
    r"|(?<!\d)07[02369](?:[ -]?\d){7}(?!\d)"
)
_IN_URL = {PERSON: "-personnummer-", PHONE: "-telefon-", EMAIL: "-e-post-", ACCOUNT: "-konto-"}
_KNOWN_URL = re.compile(r"^(?:https?://)[^/?#]*", re.I)


def mask_url(
    url: str, persons: Sequence[re.Pattern[str]] = (), own: Sequence[_OwnName] = ()
) -> str:
    """An address without handles, e-mail addresses, phone and personal numbers.

    What can be told to be a page's own number stays: only mobile numbers and personal numbers
    with a dash or a right check digit are masked. User and password are taken away. `persons` finds
    further accounts, by its group `name` where it has one, and `own` are names that are sought.
    """
    if not url:
        return url
    head = _KNOWN_URL.match(url)
    if head and "@" in head.group(0):
        scheme, _, netloc = head.group(0).partition("//")
        url = f"{scheme}//{netloc.rpartition('@')[2]}{url[head.end() :]}"
    plain = unquote(url, errors="surrogateescape") if "%" in url else url
    masked = _mask_plain_url(plain, persons, own)
    if masked == plain:
        return url
    return quote(masked, ":/?#[]@!$&'()*+,;=%-._~", errors="surrogateescape")


def _mask_plain_url(url: str, persons: Sequence[re.Pattern[str]], own: Sequence[_OwnName]) -> str:
    spans: list[tuple[int, int, str]] = [(*m.span(), EMAIL) for m in _EMAIL.finditer(url)]
    spans += _accounts(url, "@" in url)
    spans += [(*m.span(), PERSON) for m in _PERSON.finditer(url) if _is_person_number(m)]
    spans += [(*m.span(), PHONE) for m in _URL_PHONE.finditer(url)]
    for pattern in persons:
        spans += [(*m.span(m.lastgroup or 0), ACCOUNT) for m in pattern.finditer(url)]
    folded = _folded(url) if own else ""
    for name in own:
        if name.word in folded and not _is_within(name.word, folded, url, spans):
            spans += [(*m.span(), ACCOUNT) for m in name.pattern.finditer(url)]
    pieces: list[str] = []
    done = 0
    for start, end, label in _without_overlaps(spans):
        pieces += [url[done:start], _IN_URL[label]]
        done = end
    return "".join([*pieces, url[done:]])


def _is_within(word: str, folded: str, url: str, spans: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a word stands in what is masked anyway alone: a handle in a profile's address."""
    if not url.isascii():  # else the places in both are the same
        return False
    at = folded.find(word)
    while at >= 0:
        if not any(start <= at and at + len(word) <= end for start, end, _ in spans):
            return False
        at = folded.find(word, at + 1)
    return True


# --- What a post points at, read before masking -------------------------------------------------

_SHARED = re.compile(r"https?://[^\s<>\"'\u201d\u00bb]+", re.I)
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")


def shared_urls(text: str) -> tuple[str, ...]:
    """The addresses in a text, in order, each once."""
    found = (match.rstrip(".,;:!?)]}*_…") for match in _SHARED.findall(text))
    return tuple(dict.fromkeys(url for url in found if host_of(url)))


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text without #, in lower case, each once."""
    return tuple(dict.fromkeys(tag.lower() for tag in _HASHTAG.findall(_SHARED.sub(" ", text))))
