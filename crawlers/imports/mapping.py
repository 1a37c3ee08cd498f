"""What the columns of a table mean: proposed by their names and content, confirmed by a person,
and remembered by the heading.

A mapping gives for each field the column that holds it; `=` and a word is a word that holds for
every row, such as `=tiktok.com`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from crawlers.imports.post_urls import platform_named
from crawlers.imports.reading import Mapped
from crawlers.imports.values import moment

FIELDS = {
    "text": "inläggets eller artikelns text",
    "title": "rubriken",
    "published_at": "när det publicerades",
    "url": "webbadressen",
    "id": "plattformens id för inlägget",
    "author": "vem som skrev; blir en pseudonym",
    "reply_to": "id för det inlägg som besvaras",
    "platform": "plattformen, till exempel tiktok.com",
    "source": "tidningen eller kanalen",
    "language": "språket",
    "hashtags": "hashtaggar",
    "likes": "antal gillanden",
    "shares": "antal delningar",
    "comments": "antal kommentarer",
    "views": "antal visningar",
}
"""The fields that a column can be, and what they are in Swedish."""

FIXED = {
    "kind": "vad raderna är: post (inlägg av privatpersoner) eller article (artiklar)",
    "platform": "plattformen, om alla rader är därifrån, till exempel tiktok.com",
    "source": "källans id, om alla rader hör till en källa",
}
"""What can hold for every row."""
KINDS = ("post", "article")
_ID = re.compile(r"[\w.:-]{1,80}")

_NAMES = {
    "id": "id postid itemid tweetid videoid documentid dokumentid artikelid inläggsid statusid "
    "commentid nativeid",
    "text": "text body message content fulltext innehåll inlägg inläggstext caption brödtext tweet "
    "kommentar meddelande posttext commenttext textoriginal description beskrivning desc ingress "
    "artikeltext openingtext hitsentence videodescription voicetotext",
    "title": "title titel rubrik headline subject ämne videotitle",
    "published_at": "publishedat published publicerad publiceringsdatum date datum createdat "
    "created createdate postcreated timestamp createtime creationtime tid time datetime pubdate "
    "unixtimestamp timestampunix publishdate",
    "url": "url link länk permalink adress webbadress posturl uri href permalinkurl tweeturl",
    "author": "author författare username user screenname handle konto kontonamn account "
    "avsändare byline skribent authorname authorusername användare användarnamn pagename "
    "channeltitle ägare owner signatur profilnamn profilename visningsnamn displayname alias "
    "författarnamn avsändarnamn avsändarensnamn kontotsnamn skribentensnamn sender sendername nick "
    "nickname postedby skrivenav",
    "reply_to": "replyto inreplyto inreplytoid inreplytostatusid parentid parent svarpå replytoid "
    "isreplyto parentcommentid",
    "platform": "platform plattform sourceplatform network nätverk",
    "source": "source källa outlet tidning sourcename medium publication mediehus domain "
    "publikation",
    "language": "language lang språk",
    "hashtags": "hashtags hashtaggar tags",
    "likes": "likes likecount gillar gillamarkeringar gillanden favorites favouritescount "
    "favoritecount reactions reaktioner hearts diggcount score",
    "shares": "shares sharecount delningar retweets retweetcount reposts repostcount",
    "comments": "comments commentcount kommentarer antalkommentarer numcomments replies replycount "
    "svar commentscount",
    "views": "views viewcount visningar playcount plays",
}

_OF_PERSONS = {"author": "namn name profil profile fullname vem who från from medlem member person"}
"""Names that mean a field where what stands in the column looks like names of persons: a list of
articles may call its newspapers, and a page its title, so as well."""

_OF_ANOTHER = re.compile(
    r"(?:link_?)?attachments?|media|quoted\w*|retweeted\w*|shared\w*|surface|parent", re.I
)
"""What a column's name says before its last part when it is about another post or a picture."""
_OF_ACCOUNT = re.compile(r"user|author|owner|account|profile|channel|post_owner", re.I)
_NO_POSTS = re.compile(r"author|channel|user|profile|avatar|image|photo|thumb|media|picture", re.I)
"""What the name of a column holds whose addresses lead to accounts or pictures, and whose long
texts are what somebody says of themselves."""

EMPTY, DAY, ADDRESS, NUMBER, NAMES, SHORT, LONG = (
    "tom", "datum", "webbadresser", "tal", "namn eller några ord", "korta texter", "långa texter",
)  # fmt: skip
_LONG_CHARACTERS = 60
_LIKE_NAME = re.compile(r"(?=.{2,40}$)@?\w[^\s|?!:;]*(?: [^\s|?!:;–-][^\s|?!:;]*){0,3}")


def content_of(cells: Iterable[str], now: datetime) -> str:
    """What kind of thing most cells of a column are, in a Swedish word that names no value."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return EMPTY
    half = len(filled) / 2
    if sum(cell.startswith(("http://", "https://")) for cell in filled) > half:
        return ADDRESS
    if sum(any(map(str.isdigit, c)) and moment(c, now) is not None for c in filled) > half:
        return DAY
    if sum(bool(re.fullmatch(r"-?[\d ,.\u00a0]+%?", cell)) for cell in filled) > half:
        return NUMBER
    if sum(bool(_LIKE_NAME.fullmatch(cell)) for cell in filled) > half:
        return NAMES
    return LONG if sum(map(len, filled)) / len(filled) >= _LONG_CHARACTERS else SHORT


def proposed(columns: Sequence[str], contents: Mapping[str, str]) -> dict[str, str]:
    """The mapping that names and content suggest, `contents` as `content_of` tells it."""
    found: dict[str, str] = {}
    for field in _NAMES:  # the names that mean a field most often come first
        named = [(_rank(column, field, contents), column) for column in columns]
        best = min((rank, place) for place, (rank, _) in enumerate(named)) if named else (999, 0)
        if best[0] < 999 and named[best[1]][1] not in found.values():
            found[field] = named[best[1]][1]
    for field, content in (("url", ADDRESS), ("published_at", DAY), ("text", LONG)):
        if field not in found:
            free = [
                column
                for column in columns
                if contents.get(column) == content
                and column not in found.values()
                and not _is_of_other(column, field)
                and (content == DAY or not _NO_POSTS.search(column))
            ]
            if free:
                found[field] = free[0]
    private = {"author", "likes", "reply_to", "platform", "hashtags"} & found.keys()
    found["kind"] = "=article" if "title" in found and not private else "=post"
    return found


def _rank(column: str, field: str, contents: Mapping[str, str]) -> int:
    """The place of a column's name, or of the last part of it, among those of a field; 999 for one
    that is not among them."""
    names = _NAMES[field].split()
    if contents.get(column) == NAMES and _folded(column) in _OF_PERSONS.get(field, "").split():
        return 200
    if _is_of_other(column, field):
        return 999
    whole, last = _folded(column), _folded(re.split(r"[./:]", column)[-1])
    for added, name in ((0, whole), (100, last)):
        if name in names:
            return names.index(name) + added
    return 999


def _is_of_other(column: str, field: str) -> bool:
    """Whether a column with a way in its name, as `user.created_at`, is about something else than
    the post: another one, or for all but `author` the account."""
    around = re.split(r"[./:]", column)[:-1]
    return any(map(_OF_ANOTHER.fullmatch, around)) or (
        field != "author" and any(map(_OF_ACCOUNT.fullmatch, around))
    )


def _folded(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.casefold())


def faults(mapping: Mapped, columns: Sequence[str]) -> list[str]:
    """What is wrong with a mapping of a table with these columns, as Swedish clauses."""
    found = [
        f"{field} = {_shown(column)}: kolumnen finns inte i filen"
        for field, column in mapping.items()
        if not column.startswith("=") and column not in columns
    ]
    if not mapping.keys() & {"text", "title"}:
        found.append("varken text eller title har någon kolumn")
    kind = mapping.get("kind", "=post").removeprefix("=")
    if kind not in KINDS:
        found.append(f"kind = {_shown(kind)}: väntade post eller article")
    platform = mapping.get("platform", "")
    if platform.startswith("=") and not (platform_named(platform[1:]) or "." in platform):
        found.append(f"platform = {_shown(platform[1:])}: väntade till exempel tiktok.com")
    source = mapping.get("source", "")
    if source.startswith("=") and not _ID.fullmatch(source[1:]):
        found.append(f"source = {_shown(source[1:])}: väntade bokstäver, siffror och bindestreck")
    return found


def _shown(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
