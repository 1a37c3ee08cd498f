"""Letters: to whom what was sent, and who has yet to get it.

Before a letter leaves, its recipients are noted as `sending`, in one transaction with the question
who is still to get it: two processes never send the same letter, and a crash in between leaves a
letter of which it is not known whether it arrived. Such a one is sent again by hand only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store.connection import Store, Transaction

UNDER_WAY = timedelta(minutes=10)
"""A letter noted as being sent for longer than this was broken off: sending takes 3 minutes at
most."""

_FIRST_WAIT = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(days=1)
_DOUBLINGS = 6
"""So often the wait is doubled; it is longer than the longest by then."""

_KEPT = timedelta(days=366)


class Outcome(StrEnum):
    """How an attempt ended. `refused`: the server took the letter, but not for this recipient."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """How it stands with one letter and one recipient; `failures` are those in a row."""

    kind: str
    name: str
    recipient: str
    noted_at: datetime
    outcome: Outcome
    message: str
    failures: int = 0


def is_due(last: Attempt | None, now: datetime, by_hand: bool) -> bool:
    """Whether a letter is to be sent to a recipient, given how the last attempt ended.

    After one failure it is due at once, that is with the next pass; after two and more ever less
    often, and at least once a day. By hand it is due unless it has arrived or is under way.
    """
    if last is None:
        return True
    if last.outcome is Outcome.SENT:
        return False
    if last.outcome is Outcome.SENDING:
        return by_hand and now - last.noted_at > UNDER_WAY
    if by_hand or last.failures < 2:
        return True
    wait = _FIRST_WAIT * 2 ** min(last.failures - 2, _DOUBLINGS)
    return now - last.noted_at >= min(wait, _LONGEST_WAIT)


def due(
    store: Store, kind: str, name: str, recipients: Sequence[str], now: datetime, by_hand: bool
) -> list[str]:
    """Those of `recipients` to whom the letter would be sent now."""
    with store.reading() as transaction:
        return _due(transaction, kind, name, recipients, now, by_hand)


def claim(
    store: Store,
    kind: str,
    name: str,
    recipients: Sequence[str],
    now: datetime,
    by_hand: bool = False,
) -> list[str]:
    """Those of `recipients` to whom the letter is to be sent now; it is noted as being sent."""
    with store.write() as transaction:
        claimed = _due(transaction, kind, name, recipients, now, by_hand)
        _drop(transaction, kind, name, claimed)
        for recipient in claimed:
            _add(transaction, kind, name, recipient, now, Outcome.SENDING, "")
    return claimed


def note(
    store: Store,
    kind: str,
    name: str,
    outcomes: Mapping[str, tuple[Outcome, str]],
    now: datetime,
) -> None:
    """Note how it went: recipient to outcome and what the server said."""
    with store.write() as transaction:
        _drop(transaction, kind, name, list(outcomes))
        for recipient, (outcome, message) in outcomes.items():
            _add(transaction, kind, name, recipient, now, outcome, message)
        transaction.execute("DELETE FROM mails WHERE noted_at < ?", [now - _KEPT])


def last_attempts(store: Store) -> list[Attempt]:
    """How it stands with every letter and recipient, the newest first."""
    with store.reading() as transaction:
        found = _attempts(transaction)
    return sorted(found, key=lambda a: (a.noted_at, a.name, a.recipient), reverse=True)


def _due(
    transaction: Transaction,
    kind: str,
    name: str,
    recipients: Sequence[str],
    now: datetime,
    by_hand: bool,
) -> list[str]:
    known = {a.recipient: a for a in _attempts(transaction) if (a.kind, a.name) == (kind, name)}
    return [r for r in dict.fromkeys(recipients) if is_due(known.get(r), now, by_hand)]


def _attempts(transaction: Transaction) -> list[Attempt]:
    """A row of one letter and recipient that is `sending` stands for the present."""
    rows = transaction.query(
        """
        SELECT kind, name, recipient, max(noted_at) AS noted_at,
            arg_max(outcome, (noted_at, outcome = 'sending')) AS outcome,
            arg_max(message, (noted_at, outcome = 'sending')) AS message,
            count(*) FILTER (outcome IN ('refused', 'failed')) AS failures
        FROM mails GROUP BY ALL ORDER BY ALL
        """
    ).to_pylist()
    return [Attempt(**{**row, "outcome": Outcome(row["outcome"])}) for row in rows]


def _drop(transaction: Transaction, kind: str, name: str, recipients: Sequence[str]) -> None:
    transaction.execute(
        "DELETE FROM mails WHERE kind = ? AND name = ? AND outcome = 'sending' "
        "AND list_contains(?, recipient)",
        [kind, name, list(recipients)],
    )


def _add(
    transaction: Transaction,
    kind: str,
    name: str,
    recipient: str,
    now: datetime,
    outcome: Outcome,
    message: str,
) -> None:
    transaction.execute(
        "INSERT INTO mails VALUES (?, ?, ?, ?, ?, ?)",
        [kind, name, recipient, now, outcome.value, message],
    )
