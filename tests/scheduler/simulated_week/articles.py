"""What the publishers write: titles that say what an article is about, and Swedish texts."""

import hashlib
import random
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

import numpy as np
from simulated_week.publishers import PAST_WEEKS, START, Publisher

from store.records import Frame

TITLES = {
    None: "Ny cykelväg ger säkrare skolväg i {place}",
    Frame.WORKLOAD: "Fler orosanmälningar till socialtjänsten i {place}",
    Frame.LEGAL_CERTAINTY: "Kammarrätten prövar beslut om LVU i {place}",
    Frame.FAILURE_TO_PROTECT: "Tillsyn: barn i {place} fick vänta för länge på skydd",
    Frame.CRIME: "Åtal för våld på ett HVB-hem i {place}",
}
SAYS = {frame: title.split("{", maxsplit=1)[0].split(":")[0] for frame, title in TITLES.items()}
"""By what a title is recognised."""

A_WEEK = 40.0
"""Documents a week of each frame."""

SHARE_OF_DARK = {
    Frame.WORKLOAD: 0.0,
    Frame.LEGAL_CERTAINTY: 0.7,
    Frame.FAILURE_TO_PROTECT: 1.0,
    Frame.CRIME: 0.0,
}
"""Which part of a frame's documents comes from the publishers that will fail."""

SENTENCES = (
    "Nämnden i {place} fick {n} ärenden under månaden och räknar med fler under hösten.",
    "Enligt förvaltningen arbetar {n} personer med frågan, och två tjänster är lediga.",
    "Föräldrar som tidningen har talat med vill att beskeden kommer fortare.",
    "Kostnaden beräknas till {n} miljoner kronor, och beslutet fattas i juni.",
    "Ordföranden säger att {place} ska följa de råd som länsstyrelsen har gett.",
    "Ett samråd hålls i bygdegården klockan {n}, och alla är välkomna att tycka till.",
    "Oppositionen vill se en ny utredning och har lagt fram {n} frågor till nämnden.",
    "Rapporten på {n} sidor beskriver hur arbetet har förändrats sedan i fjol.",
)


class Newsroom:
    """The articles of one publisher. `dark` says that it will fail; what it writes of is drawn by a
    seed, so that each frame has A_WEEK documents a week over all of them. From START no healthy
    publisher writes of CRIME: that is the one real fall."""

    def __init__(self, publisher: Publisher, dark: bool, weekly: dict[bool, float]) -> None:
        self.publisher = publisher
        chance = np.random.default_rng([7, publisher.number])
        frames = list(SHARE_OF_DARK)
        shares = [
            A_WEEK * (part if dark else 1 - part) / max(weekly[dark], 1.0)
            for part in SHARE_OF_DARK.values()
        ]
        drawn = chance.choice(len(frames) + 1, len(publisher.times), p=[*shares, 1.0 - sum(shares)])
        ended = publisher.times >= START.timestamp()
        drawn[ended & (drawn == frames.index(Frame.CRIME))] = len(frames)
        self._frames = [*frames, None]
        self._drawn = drawn

    def frame(self, number: int) -> Frame | None:
        return self._frames[self._drawn[number]]

    def title(self, number: int) -> str:
        return f"{TITLES[self.frame(number)].format(place=self.publisher.place)} ({number})"

    def text(self, number: int) -> str:
        chance = random.Random(f"{self.publisher.number}/{number}")
        place = self.publisher.place
        chosen = (
            template.format(place=place, n=chance.randrange(3, 900))
            for template in chance.sample(SENTENCES, 6)
        )
        return f"{self.title(number)}. " + "\n".join(chosen)

    def page(self, number: int) -> bytes:
        title = escape(self.title(number))
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in self.text(number).split("\n"))
        return (
            f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body><nav><a href='/'>Start</a> <a href='/kontakt'>Kontakt</a></nav>"
            f"<main><article><h1>{title}</h1>{paragraphs}</article></main>"
            "<footer>Ansvarig utgivare finns på redaktionen.</footer></body></html>"
        ).encode()

    def feed(self, now: datetime, port: int, listed: bool = True) -> bytes:
        """The newest items at a moment, newest first; without any when not `listed`."""
        last = self.publisher.published(now) if listed else 0
        base = f"http://{self.publisher.address}:{port}/artikel/"
        rows = "".join(
            f"<item><title>{escape(self.title(n))}</title><link>{base}{n}</link>"
            f"<guid>{base}{n}</guid><pubDate>{self._date(n)}</pubDate>"
            f"<description>{escape(self.text(n).splitlines()[0])}</description></item>"
            for n in reversed(range(max(0, last - self.publisher.listed), last))
        )
        name = escape(self.publisher.name)
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{name}</title><language>sv</language>{rows}</channel></rss>"
        ).encode()

    def _date(self, number: int) -> str:
        return format_datetime(datetime.fromtimestamp(float(self.publisher.times[number]), UTC))


def frame_of(title: str) -> Frame | None:
    """The rule that labels: what the title says."""
    return next((frame for frame, says in SAYS.items() if frame and title.startswith(says)), None)


def etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'


def weekly_items(publishers: list[Publisher], dark: set[int]) -> dict[bool, float]:
    """Items a week of the publishers that will fail (True), and of the others (False)."""
    found = {True: 0.0, False: 0.0}
    for publisher in publishers:
        before = publisher.published(START)
        found[publisher.number in dark] += before / PAST_WEEKS
    return found
