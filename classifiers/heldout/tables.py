"""What was measured, as tables in plain Swedish: the terminal and the model card show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifiers.heldout.mistakes import ABSTAINED, CRITICISM
from classifiers.outputs import FIELDS

NOTHING = "–"

GROUPS = {
    "relevant": "Handlar om socialtjänsten",
    "tone": "Ton",
    "narratives": "Narrativ",
    "stance": "Hållning till narrativet",
    "frames": "Ramar",
}
LANGUAGES: dict[str, str] = {
    "sv": "svenska",
    "en": "engelska",
    "ar": "arabiska",
    "tr": "turkiska",
    "so": "somaliska",
    "fi": "finska",
    "no": "norska",
    "mul": "blandat",
}
REGISTERS = {
    "academic": "forskning",
    "authority": "myndighet",
    "blog": "blogg",
    "caption": "bildtext",
    "comment": "kommentar",
    "court": "domstol",
    "fact_check": "faktagranskning",
    "forum": "forum",
    "message": "meddelande",
    "news": "nyhet",
    "opinion": "debatt",
    "other": "övrigt",
    "petition": "upprop",
    "press_release": "pressmeddelande",
    "testimony": "vittnesmål",
    "union": "fack",
}
PERTURBED = {
    "typing_errors": "skrivfel",
    "missing_diacritics": "utan å, ä, ö och accenter",
    "upper_case": "versaler",
    "emoji_and_hashtags": "emoji och hashtaggar",
    "homoglyphs": "kyrilliska bokstäver som ser latinska ut",
    "zero_width": "osynliga tecken",
}
BASELINES = {"keywords": "ordlista", "tfidf": "inlärda ord (tf–idf)"}
OTHER_WORDS = {ABSTAINED: "avstår", CRITICISM: "saklig kritik", "narrative": "annat narrativ"}
NARROW = ("narratives_f1", "stance_f1", "tone_f1", "frames_f1")
NARROW_NAMES = ("Narrativ", "Hållning", "Ton", "Ramar")

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; the first row names the columns, `note` says how to read it."""

    title: str
    rows: Rows
    note: str = ""


def tables(evaluation: dict) -> list[Table]:
    """All tables of a measurement, in the order in which they are read."""
    few = f"Grupper med färre än {evaluation['method']['smallest_slice']} texter visas inte."
    languages = _slice_rows(evaluation["languages"], LANGUAGES, "Språk")
    registers = _slice_rows(evaluation["registers"], REGISTERS, "Texttyp")
    return [
        Table(
            "Etikettgrupper",
            _group_rows(evaluation),
            "F1 är medelvärdet över etiketterna. Kalibreringsfelets intervall ligger för högt, "
            "eftersom slumpen bara kan öka felet.",
        ),
        Table(
            "De dyraste felen",
            _cost_rows(evaluation),
            "Vid 0 och 100 % saknar intervallet bredd. Det betyder inte att andelen är säker.",
        ),
        Table("Per etikett", _label_rows(evaluation["labels"])),
        Table("Per språk", languages, few),
        Table("Skillnad mot svenska", _gap_rows(evaluation["language_gaps"])),
        Table("Per texttyp", registers, few),
        Table(
            "Omskrivna texter",
            _robustness_rows(evaluation["robustness"]),
            "Så mycket sjunker F1 när samma texter skrivs om. Etiketterna ska inte ändras.",
        ),
        Table(
            "Jämfört med enklare metoder",
            _baseline_rows(evaluation["baselines"]),
            "Skillnaden är modellens värde minus den enklare metodens.",
        ),
        Table(
            "De tio värsta slagen av fel",
            _mistake_rows(evaluation["mistakes"]),
            "Ordnade efter antal gånger hur allvarligt felet är.",
        ),
    ]


def decimal(value: float | None, digits: int = 2) -> str:
    """A number with a decimal comma; “–” for None.

    >>> decimal(0.756)
    '0,76'
    """
    if value is None:
        return NOTHING
    rounded = round(value, digits) + 0.0  # no negative zero
    return f"{rounded:.{digits}f}".replace(".", ",").replace("-", "−")


def percent(share: float | None) -> str:
    """A share 0..1 in per cent; “–” for None."""
    return NOTHING if share is None else f"{decimal(100 * share, 1)} %"


def number(value: int) -> str:
    """A count with a space between thousands."""
    return f"{value:,}".replace(",", " ")


def writers(count: int) -> str:
    """So many writers, in words that fit the number."""
    return f"{number(count)} skribent" + ("" if count == 1 else "er")


def with_interval(figure: Mapping, form=decimal) -> str:
    """A figure and its 95 % interval."""
    if figure["low"] is None:
        return form(figure["value"])
    return f"{form(figure['value'])} ({form(figure['low'])} till {form(figure['high'])})"


def _group_rows(evaluation: dict) -> Rows:
    rows: list[tuple[str, ...]] = [("Grupp", "F1", "Texter", "Avstår", "Kalibreringsfel")]
    for group, field in FIELDS.items():
        figure = evaluation["figures"][f"{field}_f1"]
        left = evaluation["abstained"][group]["count"]
        error = with_interval(evaluation["calibration_error"][field])
        rows.append(
            (GROUPS[field], with_interval(figure), number(figure["n"]), number(left), error)
        )
    overall = with_interval(evaluation["calibration_error"]["all"])
    return [*rows, ("Alla", NOTHING, number(evaluation["texts"]["count"]), NOTHING, overall)]


def _cost_rows(evaluation: dict) -> Rows:
    names = {
        "criticism_endorses": "Saklig kritik som märks `endorses`",
        "criticism_narrative": "Saklig kritik som får något narrativ",
        "endorses_precision": "Texter märkta `endorses` som är det",
        "endorses_precision_at_recall": "Detsamma, där 70 % av alla `endorses` hittas",
    }
    found = evaluation["figures"]
    return [
        ("Mått", "Andel", "Texter"),
        *(
            (name, with_interval(found[key], percent), number(found[key]["n"]))
            for key, name in names.items()
        ),
    ]


def _label_rows(groups: dict) -> Rows:
    rows: list[tuple[str, ...]] = [("Etikett", "F1", "Texter som har den", "Texter som fick den")]
    for labels in groups.values():
        for label, figure in labels.items():
            counted = (number(figure["n"]), number(figure["given"]))
            rows.append((f"`{label}`", with_interval(figure), *counted))
    return rows


def _slice_rows(slices: dict[str, dict], names: Mapping[str, str], heading: str) -> Rows:
    rows: list[tuple[str, ...]] = [(heading, "Texter", *NARROW_NAMES, "Kritik märkt `endorses`")]
    for code, found in slices.items():
        values = [with_interval(found["figures"][name]) for name in NARROW]
        criticism = found["figures"]["criticism_endorses"]
        wrong = f"{percent(criticism['value'])} av {criticism['n']}"
        rows.append((names.get(code, code), number(found["texts"]), *values, wrong))
    return rows


def _gap_rows(gaps: dict[str, dict]) -> Rows:
    rows: list[tuple[str, ...]] = [("Språk", "F1 för narrativ minus den för svenska", "Texter")]
    for key, figure in gaps.items():
        code = key.removesuffix("_minus_sv")
        rows.append((LANGUAGES.get(code, code), with_interval(figure), number(figure["n"])))
    return rows


def _robustness_rows(robustness: dict[str, dict]) -> Rows:
    rows: list[tuple[str, ...]] = [("Omskrivning", *NARROW_NAMES)]
    for kind, found in robustness.items():
        drops = [with_interval(found["drop"][name]) for name in NARROW]
        rows.append((PERTURBED.get(kind, kind), *drops))
    return rows


def _baseline_rows(baselines: dict[str, dict | None]) -> Rows:
    rows: list[tuple[str, ...]] = [
        ("Metod", "Narrativ", "Skillnad", "Hållning", "Skillnad", "Kritik märkt `endorses`")
    ]
    for kind, found in baselines.items():
        if found is None:
            rows.append((BASELINES[kind], *["inte mätt"] * 5))
            continue
        cells = []
        for name in ("narratives_f1", "stance_f1"):
            cells += [decimal(found["figures"][name]["value"]), with_interval(found["gain"][name])]
        wrong = percent(found["figures"]["criticism_endorses"]["value"])
        rows.append((BASELINES[kind], *cells, wrong))
    return rows


def _mistake_rows(mistakes: Sequence[Mapping]) -> Rows:
    rows: list[tuple[str, ...]] = [("Texten har", "Den fick", "Antal", "Exempel")]
    for kind in mistakes:
        for number_, example in enumerate(kind["examples"]):
            first = (_word(kind["gold"]), _word(kind["given"]), number(kind["count"]))
            told = first if number_ == 0 else ("", "", "")
            rows.append(
                (*told, _cell(": ".join(example[k] for k in ("id", "begins") if k in example)))
            )
    return rows


def _word(label: str | None) -> str:
    if label is None:
        return NOTHING
    return OTHER_WORDS.get(label, f"`{label}`")


def _cell(text: str) -> str:
    """A text that cannot end a cell of a Markdown table."""
    return " ".join(text.replace("|", "/").split())
