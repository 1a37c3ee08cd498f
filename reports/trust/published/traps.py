"""What one can go wrong with in the published waves, each in a sentence or two."""

from __future__ import annotations

from reports.weekly.words import Words, mark

TRAPS = (
    (
        mark("Basen"),
        mark(
            "31 procent stort förtroende gäller dem som har en uppfattning. Där det står hur många "
            "som svarar vet inte är de 24–48 procent. Bland alla är andelen alltså klart lägre, "
            "men den går inte att räkna ut."
        ),
    ),
    (
        mark("Andelar utan bas"),
        mark(
            "Två andelar för yrkesgrupper har ingen tryckt bas. 55 procent stort förtroende och 43 "
            "procent vet inte kan inte båda gälla alla, om inte bara 2 procent har litet "
            "förtroende."
        ),
    ),
    (
        mark("Antalet svarande"),
        mark(
            "Vågorna 2023 och 2024 har tillsammans 6 521 svarande, men de sammanlagda frågorna har "
            "1 032–5 522 svar. Källan säger inte varför. Lägg aldrig ihop vågorna."
        ),
    ),
    (
        mark("2023 och 2024 är ingen jämförelse"),
        mark(
            "Vågen 2024 frågade bara dem som var nya i panelen, och bara en del av frågorna. "
            "Rapporten slår ihop åren och trycker ingen förändring mellan dem."
        ),
    ),
    (
        mark("SOM-institutets serie"),
        mark(
            "Serien gäller Västsverige och frågar om personalen. Källorna anger tre olika startår: "
            "1990, 1998 och 1999. Frågan ändrades 2014, från socialarbetare till personal inom "
            "socialtjänsten, alldeles intill nedgången 2013. Värdena finns bara i en figur och "
            "ingår inte här."
        ),
    ),
    (
        mark("Socialtjänsten är inte socialsekreterarna"),
        mark(
            "Omkring 17 procent hade 2019 högt förtroende för socialtjänsten, och omkring 40 "
            "procent 2010–2018 för socialsekreterare. Frågan, skalan och populationen är olika."
        ),
    ),
    (
        mark("En siffra för flera år"),
        mark(
            "Bilderna om 2010–2018 trycker en siffra för alla tre åren, och en för 2014 och 2018 "
            "tillsammans. Att den upprepas är ingen mätning av att inget hände. Enligt studiens "
            "sammanfattning gäller den Värmland."
        ),
    ),
    (
        mark("Två frågor om samma oro"),
        mark(
            "94 procent skulle kontakta socialtjänsten om ett barn far illa, och 75 procent skulle "
            "vända sig dit. Det är två olika frågor."
        ),
    ),
    (
        mark("Ingen osäkerhet är tryckt"),
        mark(
            "Källorna trycker varken medelfel, intervall eller koefficienter i texten. "
            "Svaren är vägda för kön, ålder, tätort och utländsk bakgrund."
        ),
    ),
    (
        mark("Ingen mätning före kampanjen"),
        mark(
            "Ingen av vågorna mätte samma sak före kampanjen om LVU i början av 2022. Före och "
            "efter går därför inte att jämföra."
        ),
    ),
)


def traps(words: Words) -> list[tuple[str, str]]:
    """Name and meaning of each trap."""
    return [(words.t(name), words.t(meaning)) for name, meaning in TRAPS]
