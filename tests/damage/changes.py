"""What happens to files and answers on their way: bytes lost and added, lines doubled, values of
other types, other encodings, archives damaged. Each change is drawn by hypothesis and can be
repeated: the same change of the same bytes gives the same bytes.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from damage import tables, text
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st


class Change(NamedTuple):
    """What is done, and two numbers that say where and with what, taken modulo what there is."""

    kind: str
    where: int
    what: int


LONGEST_S = 5
"""CPU time that some kilobytes may take: other load does not count."""


def fuzzed(examples: int, smallest: bool = True) -> settings:
    """So many examples, the same each time; where VARDKASE_FUZZ is set (`make fuzz`), as many times
    more as that is more than 300, others each time. `smallest`: what fails is made as small as it
    can be, which takes minutes where an example takes seconds."""
    many = int(os.environ.get("VARDKASE_FUZZ", "0"))
    return settings(
        max_examples=examples * many // 300 if many else examples,
        derandomize=not many,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if smallest else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@contextlib.contextmanager
def bounded():
    """Fails when what is within takes too long, also when it would never end."""

    def late(*_):
        raise AssertionError("takes too long")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    begun = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert time.process_time() - begun < LONGEST_S, "took too long"


def changes(*families: str) -> st.SearchStrategy[list[Change]]:
    """Up to four changes of these families, the first words of CHANGES; one that comes twice is as
    likely again."""
    number = st.integers(0, 2**20)
    one = st.builds(_change, st.sampled_from(families), number, number, number)
    return st.lists(one, min_size=1, max_size=4)


def _change(family: str, kind: int, where: int, what: int) -> Change:
    kinds = [name for name in CHANGES if name.partition(" ")[0] == family]
    return Change(kinds[kind % len(kinds)], where, what)


def changed(data: bytes, made: Sequence[Change]) -> bytes:
    """The bytes after the changes; one that does not fit what is there leaves it as it is."""
    for kind, where, what in made:
        data = CHANGES[kind](data, where, what)
    return data


CHANGES: dict[str, Callable[[bytes, int, int], bytes]] = {
    "bytes flipped": text.flipped,
    "bytes lost": text.without,
    "bytes put in": text.inserted,
    "bytes overwritten": text.overwritten,
    "bytes cut off": text.cut,
    "bytes repeated": text.repeated,
    "text in another encoding": text.encoded,
    "lines swapped": text.of_lines(text.swapped),
    "lines lost": text.of_lines(lambda lines, one, _: lines[:one] + lines[one + 1 :]),
    "lines doubled": text.of_lines(lambda lines, one, _: lines[: one + 1] + lines[one:]),
    "lines joined": text.of_lines(
        lambda lines, one, _: [*lines[:one], b"".join(lines[one : one + 2]), *lines[one + 2 :]]
    ),
    "lines ended otherwise": text.ended,
    "json values": text.of_json,
    "json value more": lambda data, where, what: text.of_json(data, what, where),
    "table cells": tables.of_table,
    "table columns": lambda data, where, what: tables.of_table(data, what, where),
    "markup values": tables.of_markup,
    "zip parts": tables.of_archive,
    "columns in parquet": tables.of_parquet,
}
"""By the names that failing examples are told by; the first word is the family."""
