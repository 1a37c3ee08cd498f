"""Part 5 of the page: the checks that always run, and what each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.trust.link.result import LinkResult
from reports.trust.page.document import Part
from reports.trust.page.inputs import number, text_of
from reports.trust.page.reasons import reason_in
from reports.trust.page.units import Units, digits_of, mapping, probability
from reports.typesetting.blocks import Block, Table, Terms, Text
from reports.weekly.words import UNKNOWN, Words, mark

ALPHA = 0.05

CONTROLS = {
    "negative_control": mark("Annan institution (negativ kontroll)"),
    "negative_control_exposure": mark("Annat ämne i samma källor (negativ kontroll)"),
    "reverse": mark("Omvänd ordning: förtroendet först"),
    "leave_one_out": mark("En mätning eller grupp utelämnad i taget"),
    "placebo": mark("Placebo: andra datum, eller exponeringen flyttad"),
    "second_opinion": mark("Den andra metoden (vita serier, korskorrelation)"),
    "pre_trend": mark("Trend före kampanjen"),
    "comparability": mark("Jämförbara mätningar"),
    "exposure_error": mark("Utan märkningsfel, räknat på modellens mått"),
}

OUTCOMES = {
    ("negative_control", True): mark("följer inte exponeringen, som väntat"),
    ("negative_control", False): mark("följer exponeringen, vilket den inte borde"),
    ("negative_control_exposure", True): mark(
        "förtroendet följer inte det andra ämnet, som väntat"
    ),
    ("negative_control_exposure", False): mark("förtroendet följer även det andra ämnet"),
    ("reverse", True): mark("inget samband åt det hållet"),
    ("reverse", False): mark("samband även åt det hållet"),
    ("leave_one_out", True): mark("svaret står kvar"),
    ("leave_one_out", False): mark("svaret hänger på en enda mätning eller grupp"),
    ("placebo", True): mark("placebo visar inte lika mycket"),
    ("placebo", False): mark("placebo visar lika mycket"),
    ("second_opinion", True): mark("samma svar"),
    ("second_opinion", False): mark("ett annat svar"),
    ("pre_trend", True): mark("ingen tydlig skillnad i trend"),
    ("pre_trend", False): mark("grupperna gick redan isär"),
    ("comparability", True): mark("inga kända skillnader"),
    ("comparability", False): mark("mätningarna skiljer sig åt"),
}

DIAGNOSTICS = {
    "order": mark("ordning (antal egna fördröjningar)"),
    "season": mark("säsong räknad"),
    "rows_used": mark("rader i modellen"),
    "ljung_box_p": mark("autokorrelation i det som är kvar (Ljung–Box, p)"),
    "residual_autocorrelation": mark("autokorrelation i det som är kvar, ett steg"),
    "noise_share": mark("andel av förtroendets variation som är urvalsfel"),
    "rho": mark("autokorrelation (rho)"),
    "groups": mark("grupper"),
    "waves": mark("mätningar"),
    "before": mark("tidpunkter före"),
    "during": mark("tidpunkter under"),
    "after": mark("tidpunkter efter"),
    "placebo_dates": mark("placebodatum"),
    "placebo_rank_p": mark("rang bland placebodatum (p)"),
    "placebo_rejected": mark("andel placebodatum med p under 0,05"),
    "pre_trend_p": mark("trend före kampanjen (p)"),
    "exposure_order": mark("ordning när exponeringen gjordes vit"),
    "trust_order": mark("ordning när förtroendet gjordes vitt"),
    "strength": mark("vad antalet punkter tillåter"),
    "placebos": mark("antal placebo"),
    "dates": mark("placebodatum"),
    "enough": mark("tillräckligt många"),
    "placebo_enough": mark("tillräckligt många placebodatum"),
    "rejected": mark("andel placebodatum med p under 0,05"),
    "largest_p": mark("största p"),
    "left_out": mark("utelämnade"),
    "persons": mark("svarande"),
    "share_change": mark("ändring av andelen per enhet exponering"),
    "share_change_low": mark("ändring av andelen, nedre gräns"),
    "share_change_high": mark("ändring av andelen, övre gräns"),
    "attenuation": mark("sambandets synliga del efter märkningsfel"),
}

STRENGTHS = {
    "insufficient": mark("inget test"),
    "exploratory": mark("utforskande test"),
    "confirmatory": mark("bekräftande test"),
}

ALWAYS = ("negative_control", "reverse", "leave_one_out")
"""Checks whose absence is said."""


def diagnostics_part(words: Words, result: LinkResult, units: Units) -> Part:
    """One row a check; a check that was not made is said not to have been made."""
    rows = [_control(words, name, found, units, result.n) for name, found in _controls(result)]
    made = {base_of(name) for name in result.controls}
    for name in _expected(result):
        if name not in made:
            title = words.t(CONTROLS[name])
            rows.append((title, UNKNOWN, UNKNOWN, words.t("inte gjord")))
    blocks: list[Block] = [
        Table(
            words.t("Kontrollerna"),
            (words.t("Kontroll"), words.t("Siffror"), words.t("p"), words.t("Utfall")),
            tuple(rows),
            figures=(2,),
        )
        if rows
        else Text(words.t("Inga kontroller är gjorda, eftersom inget test är gjort."))
    ]
    pairs = [
        (diagnostic_name(words, name), plain(words, value))
        for name, value in _shown(result).items()
    ]
    if pairs:
        blocks.append(Text(words.t("Modellens egna mått"), "heading"))
        blocks.append(Terms(tuple(pairs)))
    return Part("kontroller", words.t("Kontrollerna"), tuple(blocks))


def _controls(result: LinkResult) -> list[tuple[str, Any]]:
    order = {name: place for place, name in enumerate(CONTROLS)}
    return sorted(
        result.controls.items(), key=lambda pair: (order.get(base_of(pair[0]), 99), pair[0])
    )


def _expected(result: LinkResult) -> tuple[str, ...]:
    if result.estimate is None:
        return ()
    if result.design == "campaign":
        return ("negative_control", "leave_one_out", "placebo")
    return ALWAYS


def base_of(name: str) -> str:
    """The kind of a control whose name goes on after a colon (`negative_control:police`)."""
    return name.partition(":")[0]


def _control(words: Words, name: str, found: Any, units: Units, main_n: int) -> tuple[str, ...]:
    kind, _, which = name.partition(":")
    title = words.t(CONTROLS[kind]) if kind in CONTROLS else kind
    figures = mapping(found)
    which = which or text_of(figures.get("name"))
    p = number(figures.get("p"))
    return (
        f"{title}: {which}" if which else title,
        _figures(words, kind, figures, found, units, main_n),
        probability(words, p),
        _outcome(words, kind, figures, p),
    )


def _reason(words: Words, figures: Mapping[str, Any]) -> str:
    """Why a check could not be made; the program's own words are Swedish."""
    reason = text_of(figures.get("reason"))
    return reason_in(words, reason) or words.t("gick inte att göra med dessa data")


def _figures(
    words: Words, kind: str, figures: Mapping[str, Any], found: Any, units: Units, main_n: int
) -> str:
    """The estimate with its interval and n, a range, or the other figures by name."""
    if figures.get("reason"):
        return _reason(words, figures)
    estimate, low, high = (number(figures.get(name)) for name in ("estimate", "low", "high"))
    n = number(figures.get("n")) or number(main_n)
    own_unit = kind in ("reverse", "second_opinion")
    write = _plain_number(words) if own_unit else units.slope
    if estimate is not None and low is not None and high is not None:
        return words.t(
            "{estimate} ({low} till {high}), n = {n}",
            estimate=write(estimate),
            low=write(low),
            high=write(high),
            n=words.t("uppges inte") if n is None else words.number(n),
        )
    if low is not None and high is not None:
        span = words.t("mellan {low} och {high}", low=write(low), high=write(high))
        least, most = (number(figures.get(name)) for name in ("smallest_p", "largest_p"))
        if least is None or most is None:
            return span
        return words.t(
            "{span}; p mellan {least} och {most}",
            span=span,
            least=probability(words, least),
            most=probability(words, most),
        )
    shown = {k: v for k, v in figures.items() if k not in ("p", "passed", "name", "estimate")}
    if shown:
        return "; ".join(
            f"{diagnostic_name(words, str(k))}: {plain(words, v)}" for k, v in shown.items()
        )
    return UNKNOWN if isinstance(found, Mapping) else plain(words, found)


def _plain_number(words: Words):
    def write(value: float) -> str:
        return words.number(value, digits_of(value))

    return write


def _outcome(words: Words, kind: str, figures: Mapping[str, Any], p: float | None) -> str:
    passed = figures.get("passed")
    if passed is None and p is not None and kind in _BY_P:
        passed = p >= ALPHA
    if passed is None or (kind, bool(passed)) not in OUTCOMES:
        return UNKNOWN
    return words.t(OUTCOMES[(kind, bool(passed))])


_BY_P = ("negative_control", "negative_control_exposure", "reverse", "pre_trend")
"""Checks that are passed where nothing is found."""


def _shown(result: LinkResult) -> dict[str, Any]:
    """The diagnostics that are single figures; lists and pictures are in `result.json`."""
    return {
        name: value
        for name, value in result.diagnostics.items()
        if isinstance(value, bool | int | float | str) and name not in _ELSEWHERE
    }


_ELSEWHERE = frozenset(
    {"reason", "model", "correlation", "permutation_p", "odds_ratio", "odds_ratio_low",
     "odds_ratio_high", "share_change", "share_change_low", "share_change_high"}
)  # fmt: skip
"""Told by other parts of the page."""


def diagnostic_name(words: Words, name: str) -> str:
    """What a figure is called; a name that we do not know is shown as it is."""
    return words.t(DIAGNOSTICS[name]) if name in DIAGNOSTICS else name.replace("_", " ")


def plain(words: Words, value: Any) -> str:
    """A figure, a text or a list of them as it is printed."""
    if isinstance(value, bool):
        return words.t("ja") if value else words.t("nej")
    if isinstance(value, str):
        return words.t(STRENGTHS[value]) if value in STRENGTHS else value
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {plain(words, v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(plain(words, one) for one in value[:12]) + (" …" if value[12:] else "")
    found = number(value)
    if found is None:
        return UNKNOWN
    return words.number(found, 0 if found == int(found) else digits_of(found))
