"""`report --send`: the report as a letter, sent by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from scheduler.delivery import Sent, send_report
from scheduler.mail import MailSettings
from store.connection import Store
from store.errors import SettingsError
from vardkase.config import Settings


def mail_to_send(found: Settings, send: bool) -> MailSettings | None:
    """What the letters go by, None where none are asked for. Raises SettingsError when they are,
    and no [mail] is set up."""
    if not send:
        return None
    mail = found.mail()
    if mail is None:
        raise SettingsError(
            f"--send: {found.folder / 'vardkase.toml'} har ingen tabell [mail]. Fyll i den först: "
            "host, sender och recipients behövs."
        )
    return mail


def sent_by_hand(
    found: Settings,
    mail: MailSettings | None,
    store: Store,
    week: str,
    language: str | None,
    moment: datetime,
) -> Sent | None:
    """Send the report of a week that has just been written; None where no letters are asked for."""
    if mail is None:
        return None
    chosen = language or found.report.language
    return send_report(store, mail, week, chosen, found.min_cell, moment, by_hand=True)


def tell_sent(sent: Sent | None) -> None:
    """Print how it went."""
    if sent is None:
        return
    if sent.sent:
        click.echo(f"E-post: skickad till {_recipients(sent.sent)}.")
    if sent.under_way:
        click.echo(
            f"E-post: inget skickat: en annan körning skickar till {_recipients(sent.under_way)} "
            "just nu. `vardkase health` visar sedan om något brev inte kom fram."
        )
    elif sent.before and not sent.sent and not sent.status:
        click.echo("E-post: inget skickat: alla har redan fått den. Servern har inte prövats.")
    for address, reason in sent.refused.items():
        click.echo(f"E-post: servern godtog inte {address}: {reason}", err=True)
    if sent.failed:
        others = "de övriga har inte fått sitt brev" if sent.sent else "inget brev har gått ut"
        click.echo(f"{sent.failed} Rapporten är skriven; {others}.", err=True)


def mail_json(sent: Sent | None) -> dict[str, Any]:
    """What --json says of it: nothing where no letters are asked for."""
    return {} if sent is None else {"mail": sent.as_dict()}


def _recipients(count: int) -> str:
    return "1 mottagare" if count == 1 else f"{count} mottagare"
