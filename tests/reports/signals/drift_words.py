"""Words for the drift cases: rare Swedish words as every week has, jargon, and damaged letters."""

from __future__ import annotations

import random


def _words(text: str) -> list[str]:
    return text.split()


_HEADS = _words(
    "barn familje skol vård kommun lands ungdoms natt moder fader syskon små hem trygghets "
    "ansvars ärende besluts möten sommar vinter kök trapp gårds bygd tids brev samtals lek mat "
    "pengar ränte bil båt skogs sjö torg kyrko idrotts musik rätts avtals bidrags kvälls morgon "
    "läkar tand ögon hand ord bild ljus golv tak dörr grann by stads läns riks"
)
_TAILS = _words(
    "planen rummet gruppen huset frågan loven vägen stödet bordet kedjan bladet resan kören "
    "listan plikten mötet lådan korten samtalet beskedet målet pärmen vakten säsongen rösten "
    "kassan linjen kretsen boken stegen räkningen taxan kartan byggnaden helgen passet stämman "
    "tröjan rådet skyddet laget hyran skåpet klubben arkivet nyckeln fickan kransen mannen "
    "kvinnan"
)

_SENTENCES = (
    "{} låg kvar på bordet bredvid {}.", "Alla talade om {} och {}.", "{} blev viktigare än {}.",
    "Ingen hade sett {} förut, trots {}.", "Med {} följde {}.", "Så kom {} på tal, liksom {}.",
)  # fmt: skip

JARGON = _words(
    "snorkla snorklar snorklad socka sockad sockade vaxxa vaxxar ellan elvan lvubad grönkort "
    "gröntkort mintkort tantboss tantbossen skuggis skuggisen klämkorv plockis plockisen blurra "
    "blurrad zonka zonkad hemlisboende fiskpinneri dubbelnolla nollfemman kärringnätet "
    "byrålista lappsjuk lappsjukan glidunge glidungar bortskruvad fråntagis fråntagisar "
    "bingobeslut"
)
"""What a platform calls things from one week to the next."""


def rare_words(rng: random.Random) -> str:
    """A sentence with two compounds of some three thousand, the frequent ones far oftener."""
    one, other = _compound(rng), _compound(rng)
    return rng.choice(_SENTENCES).format(one.capitalize(), other)


def _compound(rng: random.Random) -> str:
    head = _HEADS[min(len(_HEADS) - 1, int(rng.expovariate(1 / 14)))]
    return head + rng.choice(_TAILS)


def with_jargon(rng: random.Random, text: str, n: int) -> str:
    """The text with `n` of its words replaced by jargon."""
    words = text.split(" ")
    for place in rng.sample(range(len(words)), min(n, len(words))):
        words[place] = rng.choice(JARGON)
    return " ".join(words)


def damaged(text: str) -> str:
    """UTF-8 that was read as Windows-1252: å becomes Ã¥."""
    return text.encode("utf-8").decode("cp1252", "replace")
