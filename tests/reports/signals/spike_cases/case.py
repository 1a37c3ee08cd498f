"""One constructed spike and the cause that it was made by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from spike_cases.world import World, morning_after

from reports.signals.spike_card.causes import Cause
from store.connection import Store


@dataclass(frozen=True)
class Case:
    """`add` puts the spike into a World of these figures. `stance` is empty for a frame; `mean` is
    what the series has in an ordinary week, `before` how many weeks are told before this one."""

    name: str
    seed: int
    week: str
    label: str
    stance: str
    cause: Cause
    mean: float
    before: int
    add: Callable[[World], None]

    @property
    def now(self) -> datetime:
        """The Monday morning after the week, UTC."""
        return morning_after(self.week)

    def make(self) -> World:
        """The archive, drawn anew; always the same."""
        world = World(self.seed, self.week, self.label, self.stance, self.mean, self.before)
        self.add(world)
        return world.build()

    def fill(self, store: Store) -> None:
        """Put the archive into an empty store, stories found."""
        self.make().fill(store)


def case(
    cases: list[Case], seed: int, week: str, label: str, stance: str, cause: Cause, *,
    mean: float, before: int,
) -> Callable[[Callable[[World], None]], Callable[[World], None]]:  # fmt: skip
    """Makes a Case of a function that adds the spike, and puts it into `cases`."""

    def put(add: Callable[[World], None]) -> Callable[[World], None]:
        name = getattr(add, "__name__", "")
        cases.append(Case(name, seed, week, label, stance, cause, mean, before, add))
        return add

    return put
