"""A thread in the shape that Familjeliv's is taken to have, on three pages.

Built, and from less than other scenes: only the addresses and the anchors `anchor-m3` are known.
Persons, places and numbers are invented; phone numbers are from PTS's series for fiction.
"""

from html import escape
from typing import NamedTuple

from store.records import OutletType, Source, SourceKind

PERSONS = (
    *("Kvittblomman", "Sagogrynet88", "Ängsullan", "Mistelmamman", "sommarbyxan"),
    *("070-174 06 33", "kvittblomman.k@example.org", "640823-3234"),
)
KEYS: dict[str, str] = {}
POSTS = 14
PER_PAGE = 5
THREAD = "78123456-nagon-som-vantar-pa-socialtjansten"
TITLE = "Någon som väntar på socialtjänsten?"

TEXTS = (
    "Socialtjänsten i Åmåsa bad oss vänta. Någon mer som fått brev?",
    "Vi väntade fyra månader på utredningen hos socialtjänsten.",
    "Ring 070-174 06 33 om du vill prata om orosanmälan.",
    "Vår socialsekreterare var lugn och förklarade allt.",
    "Skriv till kvittblomman.k@example.org, vi samlar erfarenheter av familjehem.",
    "LVU var aldrig på tal hos oss, sa socialnämnden.",
    "Numret 640823-3234 stod på fel brev från socialkontoret.",
    "Orosanmälan kom från förskolan och det var rätt.",
    "Socialtjänsten hjälpte oss att få avlastning.",
    "@sommarbyxan vet hur socialnämnden i Ljungvik gör.",
    "Familjehemmet ringde varje vecka.",
    "Socialsekreteraren byttes ut mitt i utredningen.",
    "Socialtjänsten svarade samma dag, heder åt dem.",
    "Möte med socialtjänsten på tisdag, håll tummarna.",
)
NAMES = (
    "Kvittblomman",
    "Anonym (Mistelmamman)",
    "Sagogrynet88",
    "Anonym (trådstartaren)",
    "Anonym",
)


class Reply(NamedTuple):
    """An answer of the server, as the fixture `web` sends it."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody writes to it


def quote(name, text, of):
    return (
        f'<blockquote><a href="#anchor-m{of}">{name} skrev 2026-11-18 09:30:00 följande:</a>'
        f"<p>{text}</p></blockquote>"
    )


def post(number, name, html, when="2026-11-19 10:15"):
    return (
        f'<article id="anchor-m{number}"><header><span class="username">{escape(name)}</span> '
        f"<span>{when}</span></header><div class='message'>{html}</div></article>"
    )


def page_of(posts, page=1, pages=1, thread=THREAD):
    links = "".join(f'<a href="/forum/thread/{thread}/{n}">{n}</a>' for n in range(1, pages + 1))
    text = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{''.join(posts)}{links}"
    return f"{text}</body></html>".encode()


def whole() -> list[str]:
    """Fourteen posts, one with a quote."""
    posts = [(at + 1, NAMES[at % 5], text) for at, text in enumerate(TEXTS)]
    posts[4] = (5, "Ängsullan", quote("Anonym (Mistelmamman)", TEXTS[1], 2) + TEXTS[4])
    return [post(number, name, html) for number, name, html in posts]


def serve(web, posts, thread=THREAD):
    """The thread on a server; a page past its end is 404."""
    pages = -(-len(posts) // PER_PAGE)
    for page in range(1, pages + 2):
        path = f"/forum/thread/{thread}" + (f"/{page}" if page > 1 else "")
        shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        found = Reply(page_of(shown, page, pages, thread))
        web.replies[path] = found if shown else Reply(b"<html></html>", 404)


def put(web) -> Source:
    """The thread on a server, as a source."""
    serve(web, whole())
    return source(web)


def source(web, path=f"/forum/thread/{THREAD}", source_id="kalla") -> Source:
    return Source(
        source_id, SourceKind.FAMILJELIV, web.base + path, outlet_type=OutletType.FORUM,
        language="sv",
    )  # fmt: skip
