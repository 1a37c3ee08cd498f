"""One estimate of a plan's design: of which outcome, exposure, window and covariates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from reports.trust.link.campaign import link_campaign
from reports.trust.link.csv_table import TableError
from reports.trust.link.groups import link_groups
from reports.trust.link.inference import MIN_POINTS
from reports.trust.link.lags import window_mean
from reports.trust.link.persons import person_link, unit_of_dates
from reports.trust.link.plan import Design, Plan, Window
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import link_series
from reports.trust.link.tables import LinkData
from reports.trust.link.times import Unit, parse_times

HERE = Window(0, 0)

_WEEKLY = (Window(0, 0), Window(1, 4), Window(5, 13))
_PERSON_DAYS = (Window(1, 7), Window(8, 28), Window(29, 91))
_PERSON_WEEKS = (Window(1, 1), Window(2, 4), Window(5, 13))

LEAST_FOR_WINDOWS = 52
"""Windows of up to 13 weeks cost a series its first 13 points."""


def windows_of(plan: Plan, data: LinkData) -> tuple[tuple[Window, ...], Window | None]:
    """The windows that are tested, and the plan's primary one.

    Where the plan leaves `lags` out: 0, 1–4 and 5–13 weeks with 0 as the primary one; of persons
    1–7, 8–28 and 29–91 days (1, 2–4, 5–13 weeks) before the interview, the first as the primary.
    A plan with several lags and no primary one asks which lag there is, so none is.
    """
    if plan.lags:
        only = plan.lags[0] if len(plan.lags) == 1 else None
        return plan.lags, plan.primary_lag or only
    if plan.primary_lag:
        return (plan.primary_lag,), plan.primary_lag
    usual = (HERE,)
    separate = plan.exposure is not None and plan.exposure != plan.trust
    if data.design is Design.SERIES and data.unit is Unit.WEEK:
        usual = _WEEKLY if data.joined["trust"].notna().sum() >= LEAST_FOR_WINDOWS else usual
    elif data.design is Design.PERSONS and separate:
        usual = {Unit.DAY: _PERSON_DAYS, Unit.WEEK: _PERSON_WEEKS}.get(data.unit, usual)
    return usual, usual[0]


@dataclass(frozen=True)
class Fitter:
    """Makes estimates of one plan on one set of data; raises InsufficientData where it can't."""

    plan: Plan
    data: LinkData

    @cached_property
    def rows(self) -> pd.DataFrame:
        """`data.joined`, with trust known only where every covariate of the plan is, so that crude
        and adjusted models differ by what is adjusted for and not by who is in them."""
        rows = self.data.joined
        names = [c.name for c in self.plan.covariates if c.name in rows.columns]
        if self.plan.design is Design.CAMPAIGN or not names:
            return rows
        return rows.assign(trust=rows["trust"].where(rows[names].notna().all(axis=1)))

    def fit(
        self,
        window: Window,
        covariates: Sequence[str] = (),
        outcome: str = "trust",
        exposure: str = "exposure",
        keep: np.ndarray | None = None,
    ) -> LinkEstimate:
        """The link at one window beside some covariates; `keep` (rows,) leaves persons out."""
        rows = self.rows
        for column in (outcome, *covariates):
            if column not in rows.columns:
                raise TableError(
                    f"kolumnen {column}, som planen namnger, finns inte i data; där finns "
                    f"{', '.join(str(c) for c in rows.columns)}. Rätta namnet eller lägg till den."
                )
        if self.plan.design is Design.PERSONS:
            found = self._persons(window, covariates, outcome, exposure, keep)
        elif self.plan.design is Design.CAMPAIGN:
            found = self._campaign(outcome)
        elif self.plan.design is Design.GROUPS:
            found = self._groups(window, covariates, outcome, exposure)
        else:
            found = self._series(window, covariates, outcome, exposure)
        if window.steps > 1:
            found = replace(found, details={**found.details, "window": window.label})
        return replace(found, lag=window.first)

    def _series(
        self, window: Window, covariates: Sequence[str], outcome: str, exposure: str
    ) -> LinkEstimate:
        rows = self.rows
        trust = rows[outcome].to_numpy(float)
        se = rows["trust_se"].to_numpy(float) if "trust_se" in rows and outcome == "trust" else None
        return link_series(
            windowed(rows[exposure].to_numpy(float), window),
            trust,
            [0 if window.steps > 1 else window.first],
            points_a_year=self.data.points_a_year,
            covariates=matrix(rows, covariates),
            trust_se=None if se is None or not np.isfinite(se).any() else se,
            level=self.plan.level,
        )[0]

    def _groups(
        self, window: Window, covariates: Sequence[str], outcome: str, exposure: str
    ) -> LinkEstimate:
        rows = self.rows
        return link_groups(
            self.group_exposure(window, exposure),
            rows[outcome].to_numpy(float),
            rows["group"].to_numpy(str),
            rows["position"].to_numpy(int),
            covariates=matrix(rows, covariates),
            lag=window.first,
            level=self.plan.level,
        )

    def group_exposure(self, window: Window, exposure: str = "exposure") -> np.ndarray:
        """(rows,) exposure of the window of each row of groups: of the steps before, from the
        exposure table or from the group's own rows."""
        rows, alone = self.data.joined, self.data.exposure
        if window == HERE:
            return rows[exposure].to_numpy(float)
        source = alone if exposure in alone.columns and "group" in alone.columns else rows
        found = {
            (str(group), int(place)): float(value)
            for group, place, value in zip(
                source["group"], source["position"], source[exposure], strict=True
            )
        }
        steps = range(window.first, window.last + 1)
        return np.array(
            [
                np.mean([found.get((str(group), int(place) - step), np.nan) for step in steps])
                for group, place in zip(rows["group"], rows["position"], strict=True)
            ]
        )

    def _campaign(self, outcome: str) -> LinkEstimate:
        target, comparison = campaign_series(self.plan, self.data, outcome)
        first, last = campaign_span(self.plan, self.data)
        return link_campaign(target, comparison, first, last, level=self.plan.level)

    def _persons(
        self,
        window: Window,
        covariates: Sequence[str],
        outcome: str,
        exposure: str,
        keep: np.ndarray | None,
    ) -> LinkEstimate:
        frame = self.person_frame(window, exposure)
        if keep is not None:
            frame = frame[keep]
        _require_yes_or_no(frame, outcome)
        return person_link(
            frame,
            trust=outcome,
            exposure="exposure_here",
            unit="unit",
            weight="weight" if "weight" in frame.columns else None,
            terms=covariates,
            lag=window.first,
            level=self.plan.level,
        )

    def person_frame(self, window: Window, exposure: str = "exposure") -> pd.DataFrame:
        """The respondents with `exposure_here`, of their own days, and `unit`, their week."""
        rows, alone = self.rows, self.data.exposure
        if exposure in rows.columns:
            here = rows[exposure].to_numpy(float)
        else:
            first, last = int(alone["position"].min()), int(alone["position"].max())
            grid = np.full(last - first + 1 + window.last, np.nan)
            grid[alone["position"].to_numpy(int) - first] = alone[exposure].to_numpy(float)
            moved = window_mean(grid, window.first, window.last)
            place = rows["position"].to_numpy(int) - first
            inside = (place >= 0) & (place < len(grid))
            here = np.where(inside, moved[np.where(inside, place, 0)], np.nan)
        return rows.assign(exposure_here=here, unit=_units(rows)[0])

    def fitted_exposure(self, window: Window, column: str = "exposure") -> np.ndarray:
        """(rows,) the mean of a column of the exposure over a window, of the rows with trust; NaN
        of the others. Persons' own exposure has no window."""
        rows = self.rows
        if self.plan.design is Design.PERSONS:
            found = self.person_frame(window, column)["exposure_here"].to_numpy(float)
        elif self.plan.design is Design.GROUPS:
            found = self.group_exposure(window, column)
        else:
            found = window_mean(rows[column].to_numpy(float), window.first, window.last)
        return np.where(rows["trust"].notna(), found, np.nan)

    def person_unit(self) -> Unit:
        """What one step of `unit` of the person frame is."""
        return _units(self.rows)[1]


def _units(rows: pd.DataFrame) -> tuple[np.ndarray, Unit]:
    """The week of each interview; the date itself where the weeks are too few for a test."""
    days = rows["date"].to_numpy(int)
    unit = parse_times([rows["time"].iloc[0]], "date").unit
    if unit is not Unit.DAY:
        return days, unit
    weeks = unit_of_dates(pd.Series(pd.to_datetime(rows["time"].str[:10])))
    return (weeks, Unit.WEEK) if len(np.unique(weeks)) >= MIN_POINTS else (days, unit)


def windowed(values: np.ndarray, window: Window) -> np.ndarray:
    """Exposure of a single lag as it is, of a longer window its mean over the steps before."""
    return values if window.steps == 1 else window_mean(values, window.first, window.last)


def matrix(rows: pd.DataFrame, columns: Sequence[str]) -> np.ndarray | None:
    """(n, c) numbers; TableError where a column holds words."""
    if not columns:
        return None
    for column in columns:
        if not pd.api.types.is_numeric_dtype(rows[column]):
            raise TableError(
                f"kolumnen {column} har ord; väntade tal. I en serie eller för grupper är en "
                "kovariat en siffra per tid, till exempel andelen med en viss partisympati."
            )
    return rows[list(columns)].to_numpy(float)


def campaign_series(
    plan: Plan, data: LinkData, outcome: str = "trust"
) -> tuple[np.ndarray, np.ndarray]:
    """(times,) trust of the group that was reached and of the comparison, on an even grid."""
    rows = data.joined
    groups = sorted({str(group) for group in rows["group"]})
    unknown = [name for name in plan.comparison if name not in groups]
    reached = [g for g in groups if g not in plan.comparison]
    if plan.group in groups:
        reached = [plan.group]
    if unknown or not reached:
        raise TableError(
            f"comparison = {list(plan.comparison)}: data har grupperna {', '.join(groups)}; "
            "väntade en av dem, och minst en till som kampanjen nådde. Rätta namnet i planen."
        )
    return _pooled(rows, reached, outcome), _pooled(rows, list(plan.comparison), outcome)


def _pooled(rows: pd.DataFrame, groups: list[str], outcome: str) -> np.ndarray:
    """Trust of some groups together at each place of the grid: by respondents where known."""
    chosen = rows[rows["group"].isin(groups)]
    weight = chosen["n"] if "n" in chosen else pd.Series(1.0, index=chosen.index)
    known = chosen[outcome].notna()
    part = pd.DataFrame(
        {"place": chosen["position"], "w": weight.where(known), "wy": weight * chosen[outcome]}
    )
    sums = part.groupby("place").sum(min_count=1)
    series = np.full(int(rows["position"].max()) + 1, np.nan)
    series[sums.index.to_numpy(int)] = (sums["wy"] / sums["w"]).to_numpy(float)
    return series


def campaign_span(plan: Plan, data: LinkData) -> tuple[int, int]:
    """The first and the last place of the campaign on the grid."""
    assert plan.campaign is not None  # the plan was checked
    origin = parse_times(data.labels()[:1], "data").numbers[0]
    ends = parse_times(list(plan.campaign), "planen, campaign")
    if ends.unit is not data.unit and not (ends.unit is Unit.YEAR and data.unit is Unit.STEP):
        raise TableError(
            f"campaign = {list(plan.campaign)}: är av slaget {ends.unit.word}, data av slaget "
            f"{data.unit.word}; väntade samma. Skriv tiderna som i kolumnen time."
        )
    start, end = ((int(n) - int(origin)) / data.step for n in ends.numbers)
    if start > end:
        raise TableError(f"campaign = {list(plan.campaign)}: slutar före början; byt plats på dem.")
    first, last = math.ceil(start), math.floor(end)
    if first > last:
        raise TableError(
            f"campaign = {list(plan.campaign)}: ingen tid i data ligger i kampanjen; väntade minst "
            "två. Rätta tiderna, eller ta data i kortare steg."
        )
    return first, last


def _require_yes_or_no(frame: pd.DataFrame, column: str) -> None:
    known = frame[column].dropna()
    if not pd.api.types.is_numeric_dtype(known) or not known.isin([0, 1]).all():
        raise TableError(
            f"kolumnen {column}: väntade 1 (stort förtroende) eller 0 för varje person, tomt där "
            "svar saknas. Koda om svaren efter skalans höga kategorier."
        )
