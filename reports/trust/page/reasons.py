"""Why no test was made, as the analysis says it in Swedish, in the words of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reports.weekly.words import Words, mark

REASONS = (
    mark("{where}: {found} {what}; minst {least} behövs för ett test; visa siffrorna utan test"),
    mark(
        "grupper och vågor: exponeringen skiljer sig inte mellan grupperna bredvid vågornas och "
        "gruppernas egna nivåer; inget kan prövas"
    ),
    mark(
        "serien, fördröjning {lag}: exponering eller förtroende varierar inte bredvid trend, "
        "säsong och kovariater; inget kan prövas"
    ),
    mark("personer: exponeringen är densamma för alla; inget kan prövas"),
    mark("personer: exponeringen varierar inte mellan veckorna bredvid trend och kovariater"),
    mark("kampanjen: skillnaden mellan grupperna varierar inte"),
)
"""The texts of `InsufficientData` in `reports/trust/link/`."""

PARTS = (
    mark("serien"), mark("serien, alla fördröjningar"), mark("grupper och vågor"),
    mark("kampanjen"), mark("personer"), mark("minsta samband"),
    mark("tidpunkter"), mark("tidpunkter för så många kovariater"), mark("kompletta tidpunkter"),
    mark("tidpunkter före"), mark("tidpunkter under tiden"), mark("grupper"), mark("vågor"),
    mark("veckor eller dagar med intervjuer"), mark("frihetsgrader"),
)  # fmt: skip
"""What `where` and `what` may be."""


def reason_in(words: Words, reason: str) -> str | None:
    """The reason in the language of the page; None where it has no translation.

    >>> reason_in(Words("en", "reports.trust"), "serien, fördröjning 2: något annat") is None
    True
    """
    if words.language == "sv":
        return reason
    for message in REASONS:
        fields = _fields(message, reason)
        if fields is not None and {fields.get("where"), fields.get("what")} <= {None, *PARTS}:
            told = {name: words.t(v) if v in PARTS else v for name, v in fields.items()}
            return words.t(message, **told)
    return None


def _fields(message: str, text: str) -> Mapping[str, str] | None:
    """What stands in the fields of a message, None where the text is another one."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(message))
    found = re.fullmatch(pattern, text)
    return found.groupdict() if found else None
