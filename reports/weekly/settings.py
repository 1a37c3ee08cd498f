"""What the weekly report needs to know of the user's wishes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """`focus` names the municipalities that the report looks at first."""

    language: str = "sv"
    folder: Path = Path("rapporter")
    focus: tuple[str, ...] = ()
