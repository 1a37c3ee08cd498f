"""A thread in Flashback's shape, whose posts a test writes, edits and deletes.

Built, not recorded: the classes are those that https://github.com/Is0cre/flashback-analyzer and
https://github.com/elliotwahl/flashbackscraper read. Persons, places and numbers are invented; phone
numbers are from PTS's series for fiction.
"""

from dataclasses import dataclass, field, replace
from html import escape
from typing import NamedTuple

from store.records import OutletType, Source, SourceKind

PERSONS = (
    *("Granrotsfan_71", "Klockarkatten", "kvistfritt88", "Halmtaket", "blidvader55"),
    *("070-174 06 21", "vinterkvist.b@example.org", "640823-3234"),
)
KEYS: dict[str, str] = {}
POSTS = 15
PER_PAGE = 5
THREAD = "3141592"

TEXTS = (
    "Socialtjänsten i Åmåsa kallade till möte igen. Någon mer som väntar på besked?",
    "Vi fick vänta fyra månader på att utredningen hos socialtjänsten skulle bli klar.",
    "Handläggaren på soc var lugn och förklarade vad en orosanmälan är.",
    "Ring mig på 070-174 06 21 om ni också väntar på socialnämnden.",
    "LVU är ingen bestraffning, sa socialsekreteraren till oss.",
    "Skriv till vinterkvist.b@example.org, vi samlar berättelser om familjehem.",
    "Mitt nummer 640823-3234 stod på brevet från socialkontoret.",
    "Socialtjänsten hjälpte min syster när ingen annan gjorde det.",
    "@blidvader55 vet mer om hur socialnämnden i Ljungvik arbetar.",
    "Orosanmälan kom från skolan, inte från grannen.",
    "Familjehemmet ringde varje söndag. Det betydde mycket.",
    "Socialsekreteraren byttes ut tre gånger på ett år.",
    "Socialtjänsten svarar inte i telefon på fredagar.",
    "Vi fick ett bra stöd av socialtjänsten i Björnfors till slut.",
    "Socialnämnden har öppet möte på tisdag, alla får komma.",
)


class Reply(NamedTuple):
    """An answer of the server, as the fixture `web` sends it."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=iso-8859-1"
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody writes to it


@dataclass(frozen=True)
class Written:
    """A post of the thread: `html` is what stands in its message."""

    number: int
    name: str
    html: str
    when: str = "2026-11-19, 10:15"
    user: int = 0

    @property
    def shown(self) -> str:
        link = f'<a href="/u{self.user}">{escape(self.name)}</a>' if self.user else self.name
        return (
            f'<div id="post{self.number}" class="post" data-postid="{self.number}">'
            f'<div class="post-heading"><i class="fa"></i> {self.when}'
            f'<a class="pull-right" href="/p{self.number}">#1</a></div>'
            f'<div class="post-user"><div class="post-user-username">{link}</div></div>'
            f'<div class="post_message" id="post_message_{self.number}">{self.html}</div></div>'
        )


def quote(name, text, of=0):
    """A quote as the forum writes it, with a link to the post quoted."""
    link = f'<a class="jump" href="/sp{of}#p{of}"><i></i></a>' if of else ""
    return (
        '<div class="post-bbcode-quote-wrapper"><div class="post-bbcode-quote">'
        f"Ursprungligen postat av <strong>{name}</strong> {link}<br>{text}</div></div>"
    )


def page_of(posts, page=1, pages=1, thread=THREAD, title="Vad gör socialtjänsten i Åmåsa?"):
    """A page of a thread, in ISO-8859-1 as the header says."""
    following = f'<link rel="next" href="/t{thread}p{page + 1}">' if page < pages else ""
    text = (
        f"<!doctype html><html><head><title>{title} - Flashback Forum</title>{following}</head>"
        f'<body><div class="page-title"><h1>{title}</h1></div><div id="posts">'
        + "".join(post.shown for post in posts)
        + f'</div><span class="input-page-jump" data-page="{page}" data-total-pages="{pages}">'
        f"Sidan {page} av {pages}</span></body></html>"
    )
    return text.encode("iso-8859-1", "xmlcharrefreplace")


def list_of(*threads, page=1, pages=1, section="226"):
    """A page of a section: threads are (id, title, last activity, sticky)."""
    rows = "".join(
        f'<tr class="{"tr_sticky" if sticky else ""}"><td class="td_title" id="td_title_{number}">'
        f'<a id="thread_title_{number}" href="/t{number}">{title}</a></td>'
        f"<td>5&nbsp;546 svar<br>554&nbsp;074 visningar</td>"
        f'<td class="td_last_post">{active} <a href="/t{number}p99">sista</a></td></tr>'
        for number, title, active, sticky in threads
    )
    text = (
        f'<html><body><table id="threadslist" class="table-threads">{rows}</table>'
        f'<span class="input-page-jump" data-page="{page}" data-total-pages="{pages}"></span>'
        "</body></html>"
    )
    return Reply(text.encode("iso-8859-1", "xmlcharrefreplace"))


@dataclass
class Thread:
    """A thread as its server keeps it. A page past the end shows the last one, as vBulletin does,
    or is not there with `ends`. With `gone` it does not exist any more.
    """

    posts: list[Written]
    number: str = THREAD
    per_page: int = PER_PAGE
    gone: bool = False
    ends: bool = False
    title: str = "Vad gör socialtjänsten i Åmåsa?"
    asked: list[int] = field(default_factory=list)

    def on(self, web):
        """Put all its pages, as many as it may come to have, on a server."""
        for page in range(1, 400):
            path = f"/t{self.number}" + (f"p{page}" if page > 1 else "")
            web.replies[path] = lambda asked, page=page: self.answer(page)
        return self

    def answer(self, page) -> Reply:
        self.asked.append(page)
        if self.gone:
            return Reply(b"<html>Ogiltig tr\xe5d angiven</html>", 404)
        pages = max(1, -(-len(self.posts) // self.per_page))
        if self.ends and page > pages:
            return Reply(b"<html></html>", 404)
        page = min(page, pages)
        shown = self.posts[(page - 1) * self.per_page : page * self.per_page]
        return Reply(page_of(shown, page, pages, self.number, self.title))

    def edit(self, number, **changes):
        self.posts = [replace(p, **changes) if p.number == number else p for p in self.posts]

    def delete(self, *numbers):
        self.posts = [post for post in self.posts if post.number not in numbers]


def whole() -> Thread:
    """Fifteen posts by four persons on three pages, two of them with quotes."""
    names = (("Granrotsfan_71", 401), ("Klockarkatten", 402), ("kvistfritt88", 403))
    posts = [
        Written(7000 + at, names[at % 3][0], text, "2026-11-19, 10:15", names[at % 3][1])
        for at, text in enumerate(TEXTS)
    ]
    posts[4] = replace(posts[4], html=quote("Klockarkatten", TEXTS[1], 7001) + TEXTS[4])
    posts[9] = replace(posts[9], name="Halmtaket", user=0)
    posts[12] = replace(
        posts[12], html=TEXTS[12] + "<br>Senast redigerad av kvistfritt88 2026-11-19 kl. 11:20."
    )
    return Thread(posts)


def put(web) -> Source:
    """The thread on a server, as a source."""
    whole().on(web)
    return source(web)


def source(web, path=f"/t{THREAD}", source_id="kalla") -> Source:
    return Source(
        source_id, SourceKind.FLASHBACK, web.base + path, outlet_type=OutletType.FORUM,
        language="sv",
    )  # fmt: skip
