"""What labels, stances, frames and kinds of outlet are called, and what they mean."""

from __future__ import annotations

from reports.weekly.words import Words, mark
from store.records import Access, Frame, Narrative, OutletType, Stance

ABSTAINED = "abstained"

STANCES = tuple(Stance)
"""The stances that are tested and shown, in their order."""

MEASURED = "measured."
"""Entries of the manifest whose name begins so are the model's measured quality."""

FITTED = f"{MEASURED}fitted_"
"""And so those that come from the texts to which its thresholds were fitted."""

_NARRATIVES = {
    Narrative.KIDNAPPING: (
        mark("Kidnappning"),
        mark("Påståendet att staten eller socialtjänsten regelmässigt kidnappar eller stjäl barn."),
    ),
    Narrative.GROUNDLESS: (
        mark("Utan grund"),
        mark("Påståendet att barn regelmässigt tas på lösa eller påhittade grunder."),
    ),
    Narrative.ABUSE_IN_CARE: (
        mark("Övergrepp i vården"),
        mark("Påståendet att placerade barn regelmässigt misshandlas, drogas eller försvinner."),
    ),
    Narrative.MUSLIM_TARGETING: (
        mark("Riktat mot minoriteter"),
        mark(
            "Påståendet att muslimska familjer eller andra minoriteter väljs ut för den de är, "
            "för att barnen ska assimileras."
        ),
    ),
    Narrative.PROFIT: (
        mark("Vinst"),
        mark("Påståendet att barn tas eller hålls kvar för pengarnas skull."),
    ),
    Narrative.AVOIDANCE: (
        mark("Undvik och fly"),
        mark(
            "Uppmaningen att hålla sig undan: sök inte hjälp, säg inget, göm barnet, lämna landet."
        ),
    ),
}

_FRAMES = {
    Frame.FAILURE_TO_PROTECT: (
        mark("Barn som inte skyddades"),
        mark("Texter om att samhället gjorde för lite eller fel, och att ett barn for illa."),
    ),
    Frame.LEGAL_CERTAINTY: (
        mark("Rättssäkerhet"),
        mark("Texter om beslut, utredningar och placeringar som prövas eller kritiseras."),
    ),
    Frame.WORKLOAD: (
        mark("Arbetsbelastning"),
        mark("Texter om ärendemängd, personal, budget och rekrytering."),
    ),
    Frame.CRIME: (
        mark("Brottslighet"),
        mark("Texter om gäng, unga lagöverträdare, tvång och förebyggande arbete."),
    ),
    Frame.GOOD_PRACTICE: (
        mark("Goda exempel"),
        mark("Texter om hjälp som fungerade, en metod eller en insats för att bli förstådd."),
    ),
}

_STANCES = {
    Stance.ENDORSES: (mark("Sprider"), mark("Texten för själv fram påståendet som sant.")),
    Stance.REPORTS: (mark("Rapporterar"), mark("Texten återger påståendet utan att ta ställning.")),
    Stance.REBUTS: (mark("Bemöter"), mark("Texten säger eller visar att påståendet är fel.")),
    ABSTAINED: (mark("Oklar hållning"), mark("Modellen avstod från att bedöma hållningen.")),
}

_PHRASES = {
    Stance.ENDORSES: mark("Texter som sprider narrativet ”{name}”"),
    Stance.REPORTS: mark("Texter som rapporterar om narrativet ”{name}”"),
    Stance.REBUTS: mark("Texter som bemöter narrativet ”{name}”"),
    ABSTAINED: mark("Texter om narrativet ”{name}” med oklar hållning"),
}

_FRAME_PHRASES = {
    Frame.FAILURE_TO_PROTECT: mark("Granskning och nyheter om barn som inte skyddades"),
    Frame.LEGAL_CERTAINTY: mark("Granskning och nyheter om rättssäkerhet"),
    Frame.WORKLOAD: mark("Granskning och nyheter om arbetsbelastning"),
    Frame.CRIME: mark("Granskning och nyheter om brottslighet"),
    Frame.GOOD_PRACTICE: mark("Texter om goda exempel"),
}

_OUTLETS = {
    OutletType.PUBLIC_SERVICE: mark("Radio och tv i allmänhetens tjänst"),
    OutletType.NATIONAL_DAILY: mark("Rikstäckande dagspress"),
    OutletType.TABLOID: mark("Kvällspress"),
    OutletType.REGIONAL_DAILY: mark("Regional dagspress"),
    OutletType.TRADE: mark("Fackpress"),
    OutletType.ALTERNATIVE: mark("Alternativa medier"),
    OutletType.AUTHORITY: mark("Myndigheter"),
    OutletType.MUNICIPALITY: mark("Kommuner"),
    OutletType.NGO: mark("Ideella organisationer"),
    OutletType.PARTY: mark("Partier"),
    OutletType.FACTCHECK: mark("Faktagranskare"),
    OutletType.FORUM: mark("Forum"),
    OutletType.SOCIAL: mark("Sociala medier"),
    OutletType.MINORITY_LANGUAGE: mark("Medier på minoritetsspråk"),
    "": mark("Utan angiven typ"),
}

_ACCESS = {
    Access.OK: mark("svarade"),
    Access.NOT_MODIFIED: mark("svarade, inget nytt"),
    Access.EMPTY_VALID: mark("svarade, tom lista"),
    Access.MOVED: mark("svarade på ny adress"),
    Access.REFUSED: mark("nekade oss"),
    Access.CHALLENGED: mark("krävde en människa"),
    Access.RATE_LIMITED: mark("bad oss vänta"),
    Access.OUTAGE: mark("svarade inte"),
    Access.PARSE_ERROR: mark("svaret gick inte att läsa"),
    Access.STALE: mark("svarade, men har inte uppdaterats"),
    Access.NOT_ASKED: mark("kunde inte frågas: nyckel eller adress saknas"),
    Access.IMPORTED: mark("läst från fil"),
}


_MANIFEST = {
    "program": mark("program"),
    "configuration": mark("konfiguration"),
    "model": mark("modell"),
    "week": mark("vecka"),
    "data_from": mark("data från vecka"),
    "data_to": mark("data till vecka"),
    "as_of": mark("läget"),
    "sources": mark("källor och filer"),
    "editorial_documents": mark("redaktionella texter"),
    "editorial_relevant": mark("varav om ämnet"),
    "private_posts": mark("inlägg av privatpersoner"),
    "captured_posts": mark("inlägg ur filer"),
    "min_cell": mark("minsta antal konton"),
    "measured.relevant_f1": mark("om texten hör till ämnet (F1)"),
    "measured.tone_f1": mark("ton (F1)"),
    "measured.narratives_f1": mark("narrativ (F1)"),
    "measured.stance_f1": mark("hållning (F1)"),
    "measured.frames_f1": mark("ramar (F1)"),
    "measured.criticism_endorses": mark("andel berättigad kritik som felaktigt märks ”sprider”"),
    "measured.criticism_narrative": mark("andel berättigad kritik som felaktigt får ett narrativ"),
}


def narrative(words: Words, label: str) -> tuple[str, str]:
    """Name and meaning."""
    name, meaning = _NARRATIVES[Narrative(label)]
    return words.t(name), words.t(meaning)


def frame(words: Words, label: str) -> tuple[str, str]:
    """Name and meaning."""
    name, meaning = _FRAMES[Frame(label)]
    return words.t(name), words.t(meaning)


def stance(words: Words, value: str) -> tuple[str, str]:
    """Name and meaning; `abstained` where the model did not judge."""
    name, meaning = _STANCES[value]
    return words.t(name), words.t(meaning)


def series_name(words: Words, group: str, label: str, stance: str) -> str:
    """The subject of a sentence: what is counted in a series."""
    if group == "narrative":
        return words.t(_PHRASES[stance], name=narrative(words, label)[0])
    return words.t(_FRAME_PHRASES[Frame(label)])


def outlet(words: Words, outlet_type: str) -> str:
    """The kind of outlet in the report's language; "" and unknown ones have a name too."""
    return words.t(_OUTLETS.get(outlet_type, _OUTLETS[""]))


def access(words: Words, value: str) -> str:
    """The access state in the report's language; raises ValueError for none of them."""
    return words.t(_ACCESS[Access(value)])


def manifest_entry(words: Words, name: str) -> str:
    """What an entry of the manifest is called; a name that we do not know is shown as it is."""
    if name.startswith(FITTED):
        figure = manifest_entry(words, MEASURED + name.removeprefix(FITTED))
        return words.t("{figure}, på texter som trösklarna är valda på", figure=figure)
    return words.t(_MANIFEST[name]) if name in _MANIFEST else name.removeprefix(MEASURED)
