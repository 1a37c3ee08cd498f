"""Stories on realistic Swedish text: copies are found, and what only shares a part stays apart.

Bodies are the project's own constructed texts; what newspapers put around them (footers, notices of
subscription, copies with other headlines, rewrites, quotations, forms) is made here.
"""

import json
import random
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from classifiers.examples import read_corpus
from classifiers.heldout.texts import CORPUS
from classifiers.stories import sign, stories_of, story_places

REAL = Path(__file__).parents[3] / "shared" / "data" / "regeringen"

FOOTERS = [  # of these, half have no word by which a notice could be known
    "Bladet ges ut varje vardag av Mälarbygdens tryckeri och har sin redaktion vid Stora torget i "
    "Mörtsund. Vi bevakar kommunerna runt sjön sedan 1893 och vill gärna höra vad du tycker. Ring "
    "växeln under kontorstid eller kom in till oss på fredagar, då bjuder vi på kaffe. "
    "Chefredaktör är Lena Vik och vaktchef i dag är Omar Dahl.",
    "Ansvarig utgivare: Per Ström. Östkusten ingår i mediekoncernen Norrland Press. Prenumerera på "
    "vårt nyhetsbrev så får du dagens viktigaste händelser varje morgon. Följ oss också på "
    "Facebook och Instagram. Tipsa oss om du har sett något som vi borde skriva om.",
    "Så här jobbar vi: uppgifter ska vara sanna och relevanta. Vi rättar fel så fort vi får veta "
    "om dem. Den som känner sig illa behandlad kan vända sig till Allmänhetens medieombudsman, som "
    "prövar anmälningar från enskilda utan kostnad. Läs mer om hur vi arbetar med pressetik.",
    "Fler artiklar i samma ämne hittar du längre ned på sidan. Har du synpunkter på texten eller "
    "fler uppgifter som kan vara av värde når du reportern via växeln. Bilderna i artikeln är "
    "tagna vid ett annat tillfälle och personerna på dem har inget med händelsen att göra.",
]
STUBS = [
    "Den här artikeln är för dig som är prenumerant. Logga in för att läsa vidare, eller prova en "
    "månad för en krona. Du får tillgång till alla låsta artiklar, e-tidningen och korsorden.",
    "Vill du fortsätta läsa? Bli medlem i dag och få full tillgång till allt innehåll på sajten, "
    "appen och den digitala papperstidningen. Redan medlem? Ange din e-postadress så hjälper vi "
    "dig vidare. Erbjudandet gäller nya kunder och kan avslutas när du vill utan bindningstid.",
    "Detta innehåll kräver plusabonnemang. Du har läst dina fria artiklar för den här månaden. "
    "Från nio kronor i veckan får du obegränsad läsning i mobilen och datorn, kvällens nummer "
    "redan klockan nitton och förmåner hos våra samarbetspartner runt om i hela länet.",
]
HEADER = (
    "Lyssna på artikeln som är inläst av en talsyntes. Texten uppdateras löpande under dagen och "
    "uppgifter kan komma att ändras."
)
EVENTS = [
    (
        "Socialnämnden i Mörtsund beslutade på tisdagen att stänga familjecentralen på Norrmalm "
        "vid årsskiftet. Beskedet väckte ilska hos de föräldrar som hade samlats utanför "
        "stadshuset. Ordföranden Karin Alm (S) hänvisar till ett underskott på elva miljoner "
        "kronor. – Det är det tyngsta beslut jag har varit med om, säger hon.",
        "Familjecentralen på Norrmalm läggs ned. Det blev klart efter en fyra timmar lång debatt i "
        "socialnämnden, där oppositionen reserverade sig. – Det är det tyngsta beslut jag har "
        "varit med om, säger ordföranden Karin Alm. Sju anställda varslas, och öppna förskolan "
        "flyttar in i bibliotekets källare under våren.",
    ),
    (
        "En 34-årig man har häktats misstänkt för olaga hot mot en socialsekreterare. Enligt "
        "åklagaren ska mannen ha väntat utanför kvinnans bostad vid två tillfällen i oktober. Han "
        "nekar till brott. Tingsrätten anser att det finns risk för att han fortsätter "
        "med brottslig verksamhet.",
        "Hot, förföljelse och filmer på nätet. Kommunens säkerhetschef beskriver hösten som den "
        "värsta på tio år. Nu sitter en misstänkt inlåst: en man i 30-årsåldern häktades i går för "
        "olaga hot mot en handläggare på socialtjänsten. Facket kräver larm och parbesök.",
    ),
]


class Set:
    """Texts with the story that each is of, and the kind of copy that it is."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        found = read_corpus(CORPUS)
        bodies = [e.text for e in found if e.language == "sv" and len(e.text.text.split()) >= 35]
        self.chance.shuffle(bodies)
        self._bodies = iter(bodies)
        self._words = [w for e in bodies[:400] for w in e.text.split()]
        self.texts, self.truth, self.kind = [], {}, {}

    def add(self, text, story, kind, title=""):
        id_ = f"t{len(self.texts):05d}"
        title = title or f"Rubrik {self.chance.random()}"
        self.texts.append((id_, title, text))
        self.truth[id_], self.kind[id_] = story or id_, kind
        return story or id_

    def body(self):
        return next(self._bodies).text

    def changed(self, text, share, cut):
        """`share` of the words replaced by words of other texts, a piece of share `cut` cut."""
        found = text.split()
        size = round(len(found) * cut)
        start = self.chance.randrange(len(found) - size + 1)
        found = found[:start] + found[start + size :]
        draw = self.chance.random
        return " ".join(w if draw() >= share else self.chance.choice(self._words) for w in found)

    def around(self, text):
        """A newspaper's page: now and then a header, more often a footer."""
        text = f"{HEADER} {text}" if self.chance.random() < 0.15 else text
        return f"{text}\n\n{self.chance.choice(FOOTERS)}" if self.chance.random() < 0.6 else text


def realistic(seed=11):
    made = Set(seed)
    for _ in range(500):
        made.add(made.around(made.body()), None, "original")
    for _ in range(120):
        words = made.body().split()[: made.chance.randint(14, 32)]
        made.add(f"{' '.join(words)} {made.chance.choice(STUBS)}", None, "stub")
    for n in range(20):
        made.add(STUBS[0], None, "notice", f"Kommunen får kritik för ärende nummer {n}")
    for kind, share, cut in [("light", 0.03, 0), ("medium", 0.06, 0.07), ("heavy", 0.12, 0.04)]:
        for _ in range(100):
            body = made.body()
            story = made.add(body, None, kind)
            made.add(made.changed(body, share, cut), story, kind)
    for _ in range(60):
        body = made.body()
        story = made.add(made.around(body), None, "wire")
        for _ in range(made.chance.randint(1, 8)):
            made.add(made.around(made.changed(body, 0.01, 0.1)), story, "wire")
    for _ in range(60):
        body = made.body()
        story = made.add(body, None, "repost")
        made.add(f"Läs och dela! {body.upper()} #socialtjänsten", story, "repost")
    for _ in range(60):
        quoted, own = made.body(), made.body()
        made.add(quoted, None, "quotation")
        made.add(f"{' '.join(quoted.split()[:22])} {own}", None, "quotation")
    for first, second in EVENTS:
        made.add(first, None, "event")
        made.add(second, None, "event")
    for n in range(25):
        slot = " ".join(made.body().split()[:14])
        made.add(
            f"Kommunen bjuder in till öppet möte om {slot}. Mötet börjar klockan {n} i stadshuset "
            "och är öppet för alla som vill komma. Anmälan behövs inte och det bjuds på fika. "
            "Frågor kan ställas till nämndens sekreterare.",
            None,
            "form",
        )
    return made


def pairs_of(stories):
    members = defaultdict(list)
    for id_, story in stories.items():
        members[story].append(id_)
    return {tuple(sorted(pair)) for group in members.values() for pair in combinations(group, 2)}


def recall(made, found, kind):
    true = {p for p in pairs_of(made.truth) if made.kind[p[0]] == kind}
    return len(true & found) / len(true)


@pytest.fixture(scope="module")
def made():
    return realistic()


@pytest.fixture(scope="module")
def found(made):
    return pairs_of(stories_of(made.texts))


def test_of_a_hundred_pairs_put_together_at_most_three_are_wrong(made, found):
    true = pairs_of(made.truth)
    wrong = Counter(tuple(sorted((made.kind[a], made.kind[b]))) for a, b in found - true)
    assert len(found & true) / len(found) >= 0.97, wrong


@pytest.mark.parametrize(
    ("kind", "least"),
    [("light", 1.0), ("medium", 0.99), ("heavy", 0.93), ("wire", 0.95), ("repost", 1.0)],
)
def test_copies_are_found(made, found, kind, least):
    assert recall(made, found, kind) >= least


@pytest.mark.parametrize("kind", ["stub", "notice", "event", "quotation", "form"])
def test_what_shares_only_a_part_stays_apart(made, found, kind):
    assert [p for p in found if kind in (made.kind[p[0]], made.kind[p[1]])] == []


@pytest.mark.skipif(not REAL.is_dir(), reason="regeringens texter finns inte här")
def test_planted_rewrites_of_the_governments_texts_are_found_and_little_else():
    rows = [json.loads(line) for line in (REAL / "other_sample.jsonl").open(encoding="utf-8")]
    rows = [row for row in rows if len(row["text"].split()) >= 40][:2000]
    made = Set(4)
    texts = [row["text"] for row in rows]
    before = story_places(sign((row["title"], row["text"]) for row in rows))
    rewritten = [made.changed(text, 0.12, 0.04) for text in texts[::10]]
    after = story_places(sign(("", text) for text in [*texts, *rewritten]))
    hit = [after[len(texts) + n] == after[10 * n] for n in range(len(rewritten))]
    assert sum(hit) / len(hit) >= 0.93
    assert (before != range(len(before))).mean() <= 0.06, "so few are new editions of one text"
