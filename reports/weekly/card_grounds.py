"""The grounds for the cause of a spike, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from babel import Locale

from reports.signals.spike_card.figures import Evidence
from reports.weekly.words import Words


def language_name(words: Words, code: str) -> str:
    """A language as it is called in running text; the code where it has no name."""
    if code == "mul":
        return words.t("flera språk")
    return Locale(words.language).languages.get(code, code)


def least(words: Words, share: float) -> str:
    """A step of FLOORS as it is said; where editorial texts alone give more, whole per cent."""
    if share == 0.75:
        return words.t("minst tre fjärdedelar")
    if share == 0.5:
        return words.t("minst hälften")
    return words.t("minst {share}", share=words.percent(share))


def evidence_text(words: Words, ground: Evidence) -> str:
    """One ground as one sentence. Raises KeyError for a kind that has no sentence."""
    return _GROUNDS[ground.kind](words, ground.figures)


def _few_weeks(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "Det finns {count} tidigare vecka att jämföra med; det behövs minst sex.",
        "Det finns {count} tidigare veckor att jämföra med; det behövs minst sex.",
        figures["weeks"],
    )


def _few_texts(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Veckan har {texts} texter, mot i genomsnitt {usual} per vecka. Skillnaden är för liten "
        "för att säga vad den består av.",
        texts=words.number(figures["texts"]),
        usual=words.number(figures["usual"], 1),
    )


def _no_rise(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "Veckan har {count} berättelse; {low}–{high} var väntat.",
        "Veckan har {count} berättelser; {low}–{high} var väntat.",
        figures["stories"],
        low=words.number(figures["low"]),
        high=words.number(figures["high"]),
    )


def _late(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "{count} text nådde oss mer än en vecka efter att den publicerades, eller som arkiv.",
        "{count} texter nådde oss mer än en vecka efter att de publicerades, eller som arkiv.",
        figures["texts"],
    )


def _undated(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "{count} text har inget datum och räknas till veckan då vi hämtade den.",
        "{count} texter har inget datum och räknas till veckan då vi hämtade dem.",
        figures["texts"],
    )


def _again(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "{count} text hade samma källa redan mer än två veckor före veckan.",
        "{count} texter hade samma källa redan mer än två veckor före veckan.",
        figures["texts"],
    )


def _new_source(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "{count} text kommer från en källa som är ny eller har varit borta: {names}.",
        "{count} texter kommer från källor som är nya eller har varit borta: {names}.",
        figures["texts"],
        names=words.listed(figures["sources"].split("\n")),
    )


def _private_late(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t("Privata inlägg som nådde oss sent, eller från en ny källa, är medräknade.")


def _share(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t("Det motsvarar {share} av ökningen.", share=words.percent(figures["share"]))


def _without_them(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "Utan dem har veckan {count} text; högst {high} var väntat.",
        "Utan dem har veckan {count} texter; högst {high} var väntat.",
        figures["texts"],
        high=words.number(figures["high"]),
    )


def _at_least(words: Words, figures: Mapping[str, Any]) -> str:
    share = least(words, figures["share"])
    return words.t("{share} av ökningen är sådana texter.", share=_begun(share))


def _posts_at_least(words: Words, figures: Mapping[str, Any]) -> str:
    share = least(words, figures["share"])
    return words.t("{share} av ökningen är sådana inlägg.", share=_begun(share))


def _begun(text: str) -> str:
    """As the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _largest_story(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Den största berättelsen finns i {texts} texter i {sources} källor.",
        texts=words.number(figures["texts"]),
        sources=words.number(figures["sources"]),
    )


def _copies(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "De {texts} redaktionella texterna är {count} berättelse; {copied} texter är kopior av "
        "berättelser som minst tre källor har.",
        "De {texts} redaktionella texterna är {count} berättelser; {copied} texter är kopior av "
        "berättelser som minst tre källor har.",
        figures["stories"],
        texts=words.number(figures["texts"]),
        copied=words.number(figures["copied"]),
    )


def _source(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "{name} har {stories} olika berättelser, mot i genomsnitt {usual} per vecka.",
        name=figures["name"],
        stories=words.number(figures["stories"]),
        usual=words.number(figures["usual"], 1),
    )


def _posts(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Det är {texts} privata inlägg från {accounts} konton.",
        texts=words.number(figures["texts"]),
        accounts=words.number(figures["accounts"]),
    )


def _busiest(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "De {accounts} mest aktiva kontona står för {share} av ökningen.",
        accounts=words.number(figures["accounts"]),
        share=least(words, figures["share"]),
    )


def _cluster(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "{accounts} konton delar samma saker samtidigt oftare än slumpen ger. De står för {share} "
        "av ökningen.",
        accounts=words.number(figures["accounts"]),
        share=least(words, figures["share"]),
    )


def _together(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "{accounts} konton har gång på gång delat samma saker inom fem minuter. De står för "
        "{share} av ökningen. Det finns för få delningar för att räkna ut vad slumpen ger.",
        accounts=words.number(figures["accounts"]),
        share=least(words, figures["share"]),
    )


def _language(words: Words, figures: Mapping[str, Any]) -> str:
    return words.n(
        "Språket är {language}, som brukar vara högst en fjärdedel. {count} av texterna är "
        "redaktionell.",
        "Språket är {language}, som brukar vara högst en fjärdedel. {count} av texterna är "
        "redaktionella.",
        figures["texts"],
        language=language_name(words, figures["language"]),
    )


def _private_copies(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "I privata inlägg finns samma text hos minst {accounts} konton; sådana inlägg är "
        "medräknade.",
        accounts=words.number(figures["accounts"]),
    )


def _no_cluster(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t("Vi hittar ingen grupp av konton som förklarar dem.")


def _cluster_untested(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Inläggen är spridda på många konton. Delningarna är för få för att pröva om "
        "grupper av konton delar samma saker samtidigt."
    )


def _in_common(words: Words, figures: Mapping[str, Any]) -> str:
    terms = [words.t("”{name}”", name=term) for term in figures["terms"].split("\n")]
    return words.n(
        "{stories} olika berättelser i {sources} källor, de flesta inom {count} dag, har något "
        "nytt gemensamt: {terms}.",
        "{stories} olika berättelser i {sources} källor, de flesta inom {count} dagar, har något "
        "nytt gemensamt: {terms}.",
        figures["days"],
        stories=words.number(figures["stories"]),
        sources=words.number(figures["sources"]),
        terms=words.listed(terms),
    )


def _stories(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Det är {stories} olika berättelser i {sources} redaktionella källor.",
        stories=words.number(figures["stories"]),
        sources=words.number(figures["sources"]),
    )


def _nothing_in_common(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Inget ord, ingen ort och ingen länk är både ny och gemensam för de flesta av dem "
        "(jämfört med {compared} tidigare texter).",
        compared=words.number(figures["compared"]),
    )


def few_earlier(words: Words, figures: Mapping[str, Any]) -> str:
    """That no word, place or link can be called new."""
    return words.n(
        "Det finns {count} tidigare text om ämnet. Det är för lite för att säga vad som är nytt.",
        "Det finns {count} tidigare texter om ämnet. Det är för få för att säga vad som är nytt.",
        figures["compared"],
    )


def _mixed(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t(
        "Det finns {texts} redaktionella texter, {stories} berättelser i {sources} källor; "
        "{copied} är kopior. Ingen orsak förklarar hälften av ökningen.",
        **{name: words.number(value) for name, value in figures.items()},
    )


def _hidden(words: Words, figures: Mapping[str, Any]) -> str:
    return words.t("De privata inläggen kommer från för få konton för att visas.")


_GROUNDS: dict[str, Callable[[Words, Mapping[str, Any]], str]] = {
    "few_weeks": _few_weeks,
    "no_rise": _no_rise,
    "late": _late,
    "undated": _undated,
    "again": _again,
    "new_source": _new_source,
    "private_late": _private_late,
    "share_of_excess": _share,
    "at_least": _at_least,
    "posts_at_least": _posts_at_least,
    "without_them": _without_them,
    "few_texts": _few_texts,
    "largest_story": _largest_story,
    "copies": _copies,
    "source": _source,
    "posts": _posts,
    "busiest": _busiest,
    "cluster": _cluster,
    "together": _together,
    "language": _language,
    "private_copies": _private_copies,
    "no_cluster": _no_cluster,
    "cluster_untested": _cluster_untested,
    "in_common": _in_common,
    "stories": _stories,
    "nothing_in_common": _nothing_in_common,
    "few_earlier": few_earlier,
    "mixed": _mixed,
    "hidden": _hidden,
}
