"""Who gets which letter: the report to its readers once, alarms to those who run the service."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from reports.signals.weeks import first_day, start_of_day, week_of
from reports.weekly import email
from reports.weekly.edition import read_report, written_edition
from reports.weekly.pdf import pdf_bytes
from reports.weekly.report import ReportError
from scheduler.mail import MailError, MailSettings, deliver
from store.connection import Store
from store.mail import Outcome, claim, due, last_attempts, note
from store.reports import WrittenReport, written_since

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """How it went: to how many it was sent now, how many had it before, to how many another run is
    sending it, whom the server refused, and why the rest did not get it (empty when they did, or
    nobody was to get it)."""

    sent: int = 0
    before: int = 0
    under_way: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""

    @property
    def status(self) -> int:
        """The exit status: 1 when somebody did not get it."""
        return 1 if self.refused or self.failed else 0

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints: counts, never addresses."""
        return {
            "sent": self.sent,
            "before": self.before,
            "refused": len(self.refused),
            "failed": self.failed,
        }


def send_report(
    store: Store,
    mail: MailSettings,
    week: str,
    language: str,
    min_cell: int,
    now: datetime,
    by_hand: bool = False,
) -> Sent:
    """Send the report of a week, as it was last written, to those of its readers who lack it.

    One who has got the week's report in this language is never sent it again; that of the running
    week, which is preliminary, is a letter of its own. A stricter `min_cell` than that of the time
    of writing holds. A letter that fails is logged, noted in the store and told in what comes back.

    Raises ReportError when no report of the week was written in the language.
    """
    written = _last_written(store, week, language)
    then = written_edition(written)
    name = email.edition_of(week, language, preliminary=week_of(then.now) == week)
    readers = [address.addr_spec for address in mail.recipients]
    if not due(store, "report", name, readers, now, by_hand):
        return _nobody_left(store, "report", name, readers)
    report = read_report(
        store, replace(then, min_cell=max(min_cell, then.min_cell)), written.known_at
    )
    pdf = pdf_bytes(report) if mail.attach_pdf else None
    letter = email.message(report, mail.sender, mail.recipients, now, pdf)
    return _send(store, mail, "report", name, letter, mail.recipients, now, by_hand)


def is_waiting(store: Store, week: str, language: str) -> bool:
    """Whether the report of a past week was tried and has not reached everybody."""
    name = email.edition_of(week, language)
    return any(
        a.kind == "report" and a.name == name and a.outcome is not Outcome.SENT
        for a in last_attempts(store)
    )


def _last_written(store: Store, week: str, language: str) -> WrittenReport:
    for written in written_since(store, week, start_of_day(first_day(week))):
        if written.language == language:
            return written
    raise ReportError(
        f"Rapporten för {week} är inte skriven på språket {language}, så den kan inte skickas. "
        f"Skriv den med `vardkase report {week}`."
    )


def send_alarm(
    store: Store | None, mail: MailSettings, subject: str, lines: Sequence[str], now: datetime
) -> Sent:
    """Tell those who run the service that something needs them; the readers are told nothing.

    The same subject is sent once a day; with `store` None, for when it can't be opened, as often as
    one asks. Without technical recipients nothing is sent.
    """
    if not mail.technical:
        return Sent()
    subject = " ".join(subject.split())
    letter = _alarm(mail.sender, mail.technical, subject, lines, now)
    name = f"{now:%Y-%m-%d} {subject}"
    return _send(store, mail, "alarm", name, letter, mail.technical, now, by_hand=False)


def _alarm(
    sender: Address,
    recipients: Sequence[Address],
    subject: str,
    lines: Sequence[str],
    now: datetime,
) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = f"Vårdkase: {subject}"
    letter["From"] = sender
    letter["To"] = list(recipients)
    letter["Date"] = now
    letter["Message-ID"] = f"<{now:%Y%m%dT%H%M%S.%f}.alarm.vardkase@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    said = "\n".join(" ".join(line.split()) for line in lines)
    letter.set_content(
        f"{subject}\n\n{said}\n\nBrevet går till dem som står i [mail] technical, inte till dem "
        "som läser rapporten. `vardkase health` visar läget.\n",
        cte="quoted-printable",
    )
    return letter


def _send(
    store: Store | None,
    mail: MailSettings,
    kind: str,
    name: str,
    letter: EmailMessage,
    recipients: Sequence[Address],
    now: datetime,
    by_hand: bool,
) -> Sent:
    level = logging.INFO if by_hand else logging.ERROR  # by hand, the command tells it
    everybody = [address.addr_spec for address in recipients]
    claimed = claim(store, kind, name, everybody, now, by_hand) if store else everybody
    before = len(everybody) - len(claimed)
    if store and not claimed:
        return _nobody_left(store, kind, name, everybody)
    outcomes: dict[str, tuple[Outcome, str]] = dict.fromkeys(claimed, (Outcome.SENT, ""))
    failed = ""
    try:
        refused = deliver(mail, letter, claimed)
    except MailError as error:
        failed, refused = str(error), error.refused
        left = [address for address in claimed if address not in error.taken]
        outcomes |= dict.fromkeys(left, (Outcome.FAILED, failed))
        logger.log(level, "%s", error)
    for address, reason in refused.items():
        outcomes[address] = (Outcome.REFUSED, reason)
        logger.log(level, "E-post: servern godtar inte mottagaren %s: %s", address, reason)
    if store:
        note(store, kind, name, outcomes, now)
    sent = sum(outcome is Outcome.SENT for outcome, _ in outcomes.values())
    if sent:
        logger.info("E-post: %s skickat till %d mottagare", name, sent)
    return Sent(sent=sent, before=before, refused=refused, failed=failed)


def _nobody_left(store: Store, kind: str, name: str, everybody: Sequence[str]) -> Sent:
    """What is told where nobody is to be sent the letter now."""
    under_way = sum(
        (a.kind, a.name, a.outcome) == (kind, name, Outcome.SENDING) and a.recipient in everybody
        for a in last_attempts(store)
    )
    return Sent(before=len(everybody) - under_way, under_way=under_way)
