"""Who shared what, and when: the columns of CooRTweet as sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from store.errors import VardkaseError

COLUMNS = ("object_id", "account_id", "content_id", "timestamp_share")

_MILLISECONDS = 1e11
"""Seconds since 1970 reach this in the year 5138; such a number counts milliseconds."""


class SharesError(VardkaseError):
    """The table can't be read as shares."""

    exit_status = 2


@dataclass(frozen=True)
class Shares:
    """Shares in order of object, then time, then account.

    `account` and `object` are places in the sorted names `accounts` and `objects`; `time` is in
    seconds since 1970 (UTC). All three have one element for each share.
    """

    account: np.ndarray
    object: np.ndarray
    time: np.ndarray
    accounts: np.ndarray
    objects: np.ndarray

    def __len__(self) -> int:
        return len(self.time)

    @cached_property
    def times_shared(self) -> tuple[np.ndarray, np.ndarray]:
        """`(key, times)`: sorted `account * number of objects + object`, and how often."""
        return np.unique(self.key(self.account, self.object), return_counts=True)

    def key(self, account: np.ndarray, thing: np.ndarray) -> np.ndarray:
        """One number for an account and an object."""
        return account.astype(np.int64) * len(self.objects) + thing

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each account begins in `times_shared`, and at the end how long that is."""
        first = np.arange(len(self.accounts) + 1, dtype=np.int64) * len(self.objects)
        return np.searchsorted(self.times_shared[0], first)

    @cached_property
    def hours(self) -> np.ndarray:
        """How many shares each account made in each hour of the day (UTC); accounts × 24."""
        hour = (self.time // 3600 % 24).astype(np.int64)
        place = self.account.astype(np.int64) * 24 + hour
        counts = np.bincount(place, minlength=24 * len(self.accounts))
        return counts.astype(np.int32).reshape(-1, 24)

    @cached_property
    def sharers(self) -> np.ndarray:
        """How many accounts shared each object."""
        return np.bincount(self.times_shared[0] % len(self.objects), minlength=len(self.objects))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no share: its place in the table, from 0, and the columns that it lacks."""

    place: int
    columns: tuple[str, ...]


def shares_of(table: pd.DataFrame) -> tuple[Shares, tuple[LeftOut, ...]]:
    """The shares in a table with `COLUMNS`, and the rows that had to be left out.

    `timestamp_share` is seconds since 1970, or ISO 8601 (UTC where it names no offset). A row
    without object, account or a time that can be read is left out; rows that are equal count once.
    Raises SharesError when a column is missing, or times are in milliseconds.
    """
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise SharesError(
            f"kolumnen {', '.join(missing)} saknas; väntade {','.join(COLUMNS)} (som CooRTweet)."
        )
    time = _seconds(table["timestamp_share"])
    good = {
        name: (table[name].notna() & (table[name].astype(str).str.strip() != "")).to_numpy()
        for name in ("object_id", "account_id")
    }
    good["timestamp_share"] = np.isfinite(time)
    whole = np.logical_and.reduce(list(good.values()))
    kept = pd.DataFrame(
        {name: table.loc[whole, name].astype(str) for name in ("object_id", "account_id")}
    )
    kept["content"] = table.loc[whole, "content_id"].astype(str)
    kept["time"] = time[whole]
    kept = kept.drop_duplicates()
    account, accounts = _coded(kept["account_id"])
    thing, objects = _coded(kept["object_id"])
    moment = kept["time"].to_numpy()
    order = np.lexsort((account, moment, thing))
    found = Shares(account[order], thing[order], moment[order], accounts, objects)
    left_out = tuple(
        LeftOut(int(place), tuple(name for name, fine in good.items() if not fine[place]))
        for place in np.flatnonzero(~whole)
    )
    return found, left_out


def _coded(names: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, values = pd.factorize(names, sort=True)
    return codes.astype(np.int32), np.asarray(values, dtype=object)


def _seconds(column: pd.Series) -> np.ndarray:
    """Seconds since 1970; NaN where the time can't be read."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return _since_1970(pd.to_datetime(column, utc=True))
    numbers = pd.to_numeric(column, errors="coerce")
    seconds = numbers.to_numpy(dtype=float, na_value=np.nan).copy()
    if np.nanmax(np.abs(seconds), initial=0.0) >= _MILLISECONDS:
        raise SharesError(
            f"timestamp_share {np.nanmax(np.abs(seconds)):.0f}: väntade sekunder sedan 1970 eller "
            "en tid som 2026-11-16T08:30:00Z; dela millisekunder med 1000."
        )
    words = np.flatnonzero(np.isnan(seconds))
    if len(words):
        text = column.iloc[words].astype(str).str.strip()
        moments = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce")
        seconds[words] = _since_1970(moments)
    return np.where(np.isfinite(seconds), seconds, np.nan)


def _since_1970(moments: Any) -> np.ndarray:
    return ((moments - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
