"""Which exposure windows a wave allows: none finer than its fieldwork is known."""

from __future__ import annotations

from reports.trust.waves.faults import WaveError

_DAYS = {"day": 1, "week": 7, "month": 28, "season": 84, "year": 365}
_SWEDISH = {
    "day": "på dagen",
    "week": "på veckan",
    "month": "på månaden",
    "season": "bara på årstiden",
    "year": "bara på året",
    "none": "inte alls",
}


def finest_window_days(precision: str) -> int | None:
    """The shortest exposure window that a fieldwork known to `precision` allows, in days; None
    where no window can be placed.

    >>> finest_window_days("season")
    84
    """
    return _DAYS.get(precision)


def check_window(wave_id: str, precision: str, window_days: int) -> None:
    """Raise WaveError when a window is finer than the fieldwork is known: `season` allows no week
    window."""
    finest = finest_window_days(precision)
    if finest is not None and window_days >= finest:
        return
    expected = "inget fönster" if finest is None else f"fönster om minst {finest} dagar"
    raise WaveError(
        f"Vågen {wave_id}: ett fönster om {window_days} dagar är finare än fältperioden, som är "
        f"känd {_SWEDISH.get(precision, precision)}; väntade {expected}. Välj ett längre fönster, "
        "eller ange exakta fältdatum i wave.toml."
    )
