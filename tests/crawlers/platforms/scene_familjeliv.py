"""A thread in Familjeliv's shape, on three pages.

Built, not recorded: the classes are those that https://github.com/fellennert/scraping-familjeliv
read in 2020, and the thread's first post stands above the others on each page, as it did there.
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
        '<div class="quote"><div class="quote-nick">'
        f'<a href="#anchor-m{of}">{name}</a> skrev 2026-11-18 09:30:00 följande:</div>{text}</div>'
    )


def post(number, name, html, when="Tors 19 nov 10:15"):
    return (
        f'<div class="message"><a name="anchor-m{number}"></a><div class="message-head">'
        f'<span class="nick">{escape(name)}</span><div class="message-info">{when} #{number} '
        '<a href="#">×</a></div></div>'
        f'<div class="message-body">{html}</div><a href="#">Anmäl</a></div>'
    )


def list_of(*threads, pages=1, section="13/242"):
    """A page of a section: threads are (address after /thread/, title, begun, last written in)."""
    rows = "".join(
        f'<tr><td class="thread"><a href="/forum/thread/{path}" title="{title}">{title}</a></td>'
        f'<td class="forum">Allmänt</td><td class="threadStarted">{begun} <span class="nick">Anonym'
        f'</span></td><td class="replies">12</td><td class="latestReply">{active}</td></tr>'
        for path, title, begun, active in threads
    )
    links = "".join(f'<a href="/forum/{section}/latest/{n}">{n}</a>' for n in range(1, pages + 1))
    return f"""<a href="/forum/thread/99-het">Hetast just nu: LVU</a>
<table id="forum-threadlist"><tr class="head"><th>Tråd</th></tr>{rows}</table>{links}"""


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
        top = posts[:1] if page > 1 else []
        found = Reply(page_of([*top, *shown], page, pages, thread))
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
