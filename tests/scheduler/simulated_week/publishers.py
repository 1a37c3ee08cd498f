"""A hundred and fifty invented publishers, and when each of them publishes.

Times follow the outlet's hours and weekdays, days off, the working day between one of them and a
weekend, the afternoon before one, and Christmas. They are written down here and not asked of the
programme that is tested.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from store.records import OutletType, Source, SourceKind

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEK = "2026-W20"
START = datetime(2026, 5, 11, tzinfo=STOCKHOLM).astimezone(UTC)
"""Monday. Ascension Day is the Thursday; most take the Friday off as well."""
END = START + timedelta(days=7)
PAST_WEEKS = 26

DAYS_OFF = {
    date(2025, 12, 24), date(2025, 12, 25), date(2025, 12, 26), date(2025, 12, 31),
    date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
    date(2026, 5, 14),
}  # fmt: skip
BRIDGE = {date(2026, 1, 2), date(2026, 1, 5), date(2026, 5, 15)}
EVES = {date(2026, 1, 5), date(2026, 4, 2), date(2026, 4, 30), date(2026, 5, 13)}
CHRISTMAS = (date(2025, 12, 23), date(2026, 1, 6))

PLACES = (
    "Norrbyn", "Sjövik", "Granliden", "Åsarp", "Björkö", "Stenhamra", "Rödsta", "Älvkroken",
    "Västermo", "Tallnäs", "Lindhult", "Hedeviken", "Kvarnforsen", "Mosätra", "Örbyholm",
)  # fmt: skip
NAMES = {
    OutletType.REGIONAL_DAILY: "{place} Tidning",
    OutletType.PUBLIC_SERVICE: "Radio {place}",
    OutletType.MUNICIPALITY: "{place} kommun",
    OutletType.AUTHORITY: "Länsnämnden i {place}",
    OutletType.NATIONAL_DAILY: "Dagens {place}",
    OutletType.TRADE: "{place} Socialt Forum",
    OutletType.ALTERNATIVE: "{place} Fria Ord",
    OutletType.TABLOID: "Kvällen {place}",
    OutletType.NGO: "Barnens Röst {place}",
    OutletType.MINORITY_LANGUAGE: "{place} Grannspråk",
}
OFFICE = {OutletType.MUNICIPALITY, OutletType.AUTHORITY, OutletType.TRADE, OutletType.NGO}

_NEWSROOM_HOURS = np.array(
    [1, 1, 1, 1, 2, 4, 7, 7, 6, 5, 5, 6, 6, 6, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1.0]
)
_OFFICE_HOURS = np.array([0.0] * 7 + [2, 8, 12, 12, 8, 8, 12, 12, 8, 3] + [0.2] * 7)
_NEWSROOM_WEEK = np.array([1.1, 1.1, 1.1, 1.1, 1.1, 0.75, 0.75])
_OFFICE_WEEK = np.array([1.4, 1.4, 1.4, 1.35, 1.25, 0.1, 0.1])


@dataclass(frozen=True)
class Publisher:
    """`level` is its items on an ordinary day; `times` are those of all its items (UTC, seconds
    since 1970, ascending), and its feed lists the `listed` newest."""

    number: int
    address: str
    name: str
    outlet_type: OutletType
    level: float
    times: np.ndarray
    listed: int

    @property
    def source_id(self) -> str:
        return f"k{self.number:03}"

    @property
    def place(self) -> str:
        return PLACES[self.number % len(PLACES)]

    def published(self, until: datetime) -> int:
        """How many items it has published before a moment."""
        return int(np.searchsorted(self.times, until.timestamp()))

    def source(self, port: int) -> Source:
        url = f"http://{self.address}:{port}/rss"
        return Source(
            self.source_id,
            SourceKind.FEED,
            url,
            name=self.name,
            outlet_type=self.outlet_type,
            region="AB",
        )


def publishers(
    fixed: dict[int, float], sizes: tuple[float, float], seed: int = 20, count: int = 150
) -> list[Publisher]:
    """`count` publishers whose levels lie between the `sizes` (items a day), small ones more often;
    `fixed` gives some of them, by number, a level."""
    chance = np.random.default_rng(seed)
    hours = [START - timedelta(weeks=PAST_WEEKS) + timedelta(hours=n) for n in range(24 * 7 * 27)]
    outlets = list(NAMES)
    found = []
    for number in range(count):
        outlet = outlets[number % len(outlets)]
        level = float(np.exp(chance.uniform(*np.log(sizes))))
        level = fixed.get(number, level)
        office = outlet in OFFICE and number not in fixed
        rate = level * _profile(hours, office) * np.repeat(chance.normal(1, 0.1, 27).clip(0.7), 168)
        times = np.concatenate(
            [
                hour.timestamp() + chance.integers(0, 3600, items)
                for hour, items in zip(hours, chance.poisson(rate), strict=True)
                if items
            ]
        )
        place = f"{PLACES[number % 15]}{' ' + 'ABCDEFGHIJ'[number // 15] if number >= 15 else ''}"
        name = NAMES[outlet].format(place=place)
        address = f"127.0.{1 + number // 100}.{1 + number % 100}"
        listed = int(max(8, np.ceil(1.2 * level)))
        found.append(
            Publisher(number, address, name, outlet, level, np.sort(times), listed),
        )
    return found


def _profile(hours: list[datetime], office: bool) -> np.ndarray:
    """The share of an ordinary day's items that comes in each hour."""
    by_hour, by_day = (_OFFICE_HOURS, _OFFICE_WEEK) if office else (_NEWSROOM_HOURS, _NEWSROOM_WEEK)
    by_hour = by_hour / by_hour.sum()
    local = [hour.astimezone(STOCKHOLM) for hour in hours]
    return np.array([by_hour[at.hour] * by_day[at.weekday()] * _rest(at, office) for at in local])


def _rest(at: datetime, office: bool) -> float:
    """What a day off, or one near it, leaves of an ordinary day."""
    day = at.date()
    if day in DAYS_OFF:
        return 0.05 if office else 0.6
    if day in BRIDGE:
        return 0.3 if office else 0.8
    if day in EVES and at.hour >= 12:
        return 0.3 if office else 0.85
    if CHRISTMAS[0] <= day <= CHRISTMAS[1]:
        return 0.4 if office else 0.75
    return 1.0
