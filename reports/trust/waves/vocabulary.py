"""The words by which columns and codes are recognised, so that they can be proposed.

What is found here is only ever proposed: a person confirms it, or nothing is imported.
"""

from __future__ import annotations

import re

DONT_KNOW, WONT_SAY, NOT_ASKED = "dont_know", "wont_say", "not_asked"
HIGH, MIDDLE, LOW = "high", "middle", "low"

_KINDS = [
    # the first that fits: "vet ej/vill inte svara" can't be told apart and counts as don't know
    (NOT_ASKED, r"ej tillfrågad|inte tillfrågad|ej aktuell|ej relevant|frågan? (?:ej|inte) ställd"
     r"|not asked|not applicable|inapplicable|systembortfall"),
    (DONT_KNOW, r"\bvet (?:ej|inte)\b|ingen (?:uppfattning|åsikt)|\bkan (?:ej|inte) (?:be|av|ta)"
     r"|\bosäker\b|don.?t know|no opinion|can.?t say"),
    (WONT_SAY, r"vill (?:ej|inte) (?:svara|uppge)|\bej svar\b|inget svar|svar saknas|avstår"
     r"|uppgift saknas|no answer|refus|prefer not|won.?t say"),
    (MIDDLE, r"\bvarken\b|\bneither\b|mellan|delvis"),
    (LOW, r"\b(?:litet|lite|lågt?|inget|ingen|dåligt?|inte alls|little|low|none)\b"
     r"|inte (?:särskilt|speciellt) |misstro|not (?:very|at all)"),
    (HIGH, r"\b(?:stort|högt?|hög|gott|great|high|a lot)\b|helt förtroende|complete"),
]  # fmt: skip

_OUTCOME = re.compile(r"förtroende|fortroende|tillit|\blita[rt]?\b|trust|confidence", re.I)
SUBJECT = re.compile(r"social ?tjänst|socialtj|\bsoc\b|socialsekr|social serv", re.I)
"""Whose trust the product is about; other institutions serve as controls."""

_NAMES = {
    "weight": r"\w*vikt|vikt\w*|\w*weight|weight\w*|\w*wgt|wgt\w*|\w*wght|wt\d*|wt_\w+|p?w",
    "id": r"id|\w*respid|resp_?id|respondent\w*|lop_?nr|löp_?nr|case_?id|idnr|id_?nr|person_?id",
    "date": r"datum|date|\w*_?datum|\w*date|\w*_date|intervjudag|svarsdag",
    "strata": r"strat\w*",
    "psu": r"psu\d*|klust\w*|cluster\w*",
    "fpc": r"fpc\d*|pop_?size|popstorlek",
}
_BODY_WEIGHT = re.compile(r"kropps|\bkg\b|väger|body", re.I)

_GROUPS = {
    "kon": r"k[öo]n|sex|gender",
    "alder": r"[åa]lder\w*|age\w*|[åa]ldersgr\w*|f[öo]delse[åa]r",
    "utbildning": r"utb\w*|edu\w*",
    "region": r"region|l[äa]n|nuts\d?|landsdel",
    "kommuntyp": r"kommun_?typ\w*|kommungr\w*|skr_?grupp\w*",
    "parti": r"parti\w*|party\w*",
    "bakgrund": r"utl\w*bakgr\w*|bakgrund\w*|f[öo]delseland|utrikes\w*|born\w*",
    "halsa": r"h[äa]lsa\w*|health\w*|funktionsn\w*",
    "kontakt": r"kontakt\w*|contact\w*",
    "sociala_medier": r"social\w*_?medi\w*|some_\w+",
}

_SENSITIVE = [
    ("party", r"\bparti(?!ci|kel|kul|al\b|tion)|\w+parti(?:et)?\b|\bparty|sympati(?!sk)|\br[öo]sta"
     r"|politisk (?:[åa]sikt|hemvist|tillh)|vote choice|voting intention"),
    ("health", r"hälsa|halsa|health|sjukdom|funktionsned|diagnos"),
    ("foreign_background", r"utländsk|utlandsk|utrikes|utl\w*bakgr|f[öo]delseland|ursprung|foreign"
     r"|\bborn|etnis|ethnic"),
    ("other", r"relig|fackf|fackl|sexuell|union memb"),
]  # fmt: skip

SENSITIVE = ("party", "health", "foreign_background", "other", "no")


def kind_of_label(words: str) -> str | None:
    """Where an answer belongs by its words: high, middle, low, dont_know, wont_say, not_asked; None
    where the words do not say.

    >>> kind_of_label("Varken stort eller litet"), kind_of_label("Vill ej svara")
    ('middle', 'wont_say')
    """
    folded = words.casefold()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), None)


def is_outcome(name: str, label: str) -> bool:
    """Whether a column asks for trust, by its name or label."""
    return bool(_OUTCOME.search(name) or _OUTCOME.search(label))


def role_of_name(name: str, label: str) -> str | None:
    """weight, id, date, strata, psu or fpc by a column's name; None for others."""
    folded = name.casefold()
    for role, pattern in _NAMES.items():
        if re.fullmatch(pattern, folded):
            return None if role == "weight" and _BODY_WEIGHT.search(label) else role
    if re.search(r"\b(?:kalibrerings|design|bortfalls)?vikt\b|\bweight\b", label.casefold()):
        return None if _BODY_WEIGHT.search(label) else "weight"
    return None


def group_name(name: str) -> str | None:
    """What a column divides people by, from its name; None for others."""
    folded = name.casefold()
    return next((g for g, pattern in _GROUPS.items() if re.fullmatch(pattern, folded)), None)


def sensitivity(name: str, label: str) -> str:
    """Which kind of sensitive answer (GDPR, article 9) a column seems to hold, `no` for none."""
    for text in (name.casefold().replace("_", " "), label.casefold()):
        for kind, pattern in _SENSITIVE:
            if re.search(pattern, text):
                return kind
    return "no"
