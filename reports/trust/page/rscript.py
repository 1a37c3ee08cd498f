"""The R script that makes the figure and the main estimate again from the exported CSV files."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from datetime import date

from reports.trust.link.result import LinkResult
from reports.trust.page.figure_part import breaks_of
from reports.trust.page.inputs import number, text_of
from reports.trust.page.units import mapping

_EPOCH = date(1970, 1, 1).toordinal()


def r_script(result: LinkResult) -> str:
    """The script: the numbers of this result, then what is the same for all.

    The estimate is made from `model.csv`: of series time, exposure (a window of several steps is
    already their mean, with lag 0), trust and covariates; of groups a column group besides; of a
    campaign place, difference, during and after. ASCII alone, so that R reads it in every locale.
    """
    static = (
        importlib.resources.files("reports.trust.page") / "templates" / "analysis.R"
    ).read_text("utf-8")
    lines = [f"  {name} = {r_value(value)}" for name, value in parameters(result).items()]
    return "parameters <- list(\n" + ",\n".join(lines) + "\n)\n" + static


def parameters(result: LinkResult) -> dict[str, object]:
    """What the script is told of the result. `points_a_year` is NaN where no season is fitted."""
    covariates = [text_of(mapping(one).get("name")) for one in result.data.get("covariates") or ()]
    breaks = [
        one.span.start - _EPOCH if one.span.dated else one.span.start for one in breaks_of(result)
    ]
    return {
        "design": result.design,
        "verdict": result.verdict.value,
        "plan_sha256": result.plan_sha256,
        "path": path_of(result),
        "lag": 0 if _is_window(result) else (result.lag or 0),
        "lags": [one.lag for one in result.all_lags],
        "estimate": result.estimate,
        "low": result.low,
        "high": result.high,
        "alpha": number(result.data.get("alpha")) or 0.05,
        "points_a_year": number(result.data.get("points_a_year")),
        "covariates": [name for name in covariates if name],
        "breaks": [place for place in breaks if place == place],
    }


def path_of(result: LinkResult) -> str:
    """Which function of the script makes the estimate: that of the design, or `lags` where all
    lags of a series stand in one model."""
    in_one = "rho" in result.diagnostics and "order" not in result.diagnostics
    return "lags" if result.design == "series" and in_one else result.design


def _is_window(result: LinkResult) -> bool:
    """Whether the main estimate is of a window of several steps, averaged beforehand."""
    return any(
        one.lag == result.lag and one.estimate == result.estimate and "window" in one.details
        for one in result.all_lags
    )


def r_value(value: object) -> str:
    """A value in R's language.

    >>> r_value(None), r_value([1.5, 2]), r_value("å")
    ('NaN', 'c(1.5, 2)', '"\\\\u00e5"')
    """
    if value is None:
        return "NaN"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value) if value == value else "NaN"
    if isinstance(value, Mapping):
        return f"list({', '.join(f'{name} = {r_value(v)}' for name, v in value.items())})"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"c({', '.join(r_value(one) for one in value)})"
    return f'"{"".join(_character(one) for one in str(value))}"'


def _character(one: str) -> str:
    place = ord(one)
    if one in '"\\':
        return f"\\{one}"
    if 32 <= place < 127:
        return one
    if place < 32 or place == 127:
        return " "
    return f"\\u{place:04x}" if place < 0x10000 else f"\\U{place:08x}"
