"""E-mail addresses and accounts, as people write them in texts and platforms in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawlers.masking.spans import ACCOUNT, EMAIL, Span

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
MEMBER = re.compile(
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

# Cheap looks that come before the patterns: most texts hold nothing to mask.
_WRITTEN_AT = re.compile(r"\bat\b|snab(?:el|la)|[(\[{<]\s?a\s?[)\]}>]", re.I)
_PLATFORM = re.compile(r"\.(?:me|com|net|org|se|tv|app)/", re.I)


def emails(text: str) -> Iterator[Span]:
    """The e-mail addresses of a plain text."""
    if "@" in text or _WRITTEN_AT.search(text):
        for match in _EMAIL.finditer(text):
            yield *match.span(), EMAIL


def accounts(text: str) -> Iterator[Span]:
    """The accounts that a plain text or an address names."""
    if _PLATFORM.search(text):
        for match in _PROFILE.finditer(text):
            if match.group("name").lower() not in _NOT_PROFILES:
                yield *match.span("name"), ACCOUNT
    for pattern in (_ACCOUNT, _PATH_ACCOUNT) if "@" in text else ():
        for match in pattern.finditer(text):
            yield *match.span(), ACCOUNT
    if ":" in text:
        for match in _LABELLED.finditer(text):
            yield *match.span(match.lastgroup or 0), ACCOUNT
    if "u/" in text:
        for match in _REDDITOR.finditer(text):
            yield *match.span(), ACCOUNT
