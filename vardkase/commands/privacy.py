"""`privacy`: what is held of private persons, what is old, and what somebody wants erased."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import click

from crawlers.canonical import canonical_url, document_id, platform_document_id
from crawlers.imports.post_urls import platform_named, post_address
from store.connection import Store
from store.erasure import erase as erase_documents
from store.erasure import erased_before
from store.errors import SettingsError, StoreError
from store.keys import require_same_key
from store.retention import drop_old_texts
from vardkase.commands.context import json_option, now, recorded, settings
from vardkase.commands.post_health import held_as_listed
from vardkase.terminal import group, print_json

PLATFORMS = (
    "tiktok.com", "x.com", "instagram.com", "facebook.com", "threads.net", "youtube.com",
    "reddit.com", "bsky.app", "t.me", "flashback.org", "familjeliv.se", "fediverse",
)  # fmt: skip


@group()
def privacy() -> None:
    """Personuppgifter: gallra, radera på begäran, visa vad som finns."""


@privacy.command()
@json_option
@click.pass_context
def audit(ctx: click.Context, as_json: bool) -> None:
    """Visa vad som finns om privatpersoner: inlägg, texter, rättslig grund, gallring.

    Exempel: vardkase privacy audit
    """
    found = settings(ctx)
    rows = held_as_listed(found.store(), found.sources())
    days = found.text_retention_days
    copies = found.store().copies()
    if as_json:
        shown = [{**row, "oldest": str(row["oldest"]) if row["oldest"] else None} for row in rows]
        print_json({"sources": shown, "text_retention_days": days, "copies": copies})
        return
    if not rows:
        click.echo("Inga inlägg av privatpersoner finns i lagret.")
    for row in rows:
        click.echo(
            f"{row['source_id']}: {row['posts']} inlägg av {row['accounts']} konton, "
            f"{row['texts']} med text"
            + (f", äldst inläst {row['oldest']}" if row["oldest"] else "")
            + f"; {row['deleted']} borttagna hos källan eller raderade."
        )
        click.echo(f"  Rättslig grund: {row['legal_basis'] or 'saknas, fyll i legal_basis'}")
    click.echo(
        f"Texter gallras efter {days} dagar. Konton är pseudonymer, men är ändå personuppgifter."
    )
    if copies:
        noun = "kopia" if len(copies) == 1 else "kopior"
        click.echo(
            f"{len(copies)} äldre {noun} av lagret från uppgraderingar ({', '.join(copies)}) har "
            "texterna som de var. privacy purge och privacy erase tar bort dem."
        )


@privacy.command()
@json_option
@click.pass_context
def purge(ctx: click.Context, as_json: bool) -> None:
    """Gallra nu de texter som är äldre än text_retention_days; varje varv gör det också.

    Lagrets fil skrivs sedan om, så att inga rester av borttagna texter ligger kvar i den, och
    kopior från uppgraderingar tas bort. Det kräver lika mycket ledigt på disken som lagret tar.

    Exempel: vardkase privacy purge
    """
    found = settings(ctx)
    moment = now()
    with recorded(found, "privacy purge") as outcome, found.store().write() as transaction:
        before = moment - timedelta(days=found.text_retention_days)
        dropped = drop_old_texts(transaction, before, moment)
        outcome["summary"] = {"texts": dropped}
    removed = _rewritten(found.store())
    if as_json:
        print_json({"texts": dropped, "removed_copies": removed})
    else:
        click.echo(f"{dropped} texter gallrades.")
        _tell_removed(removed)


@privacy.command()
@click.option(
    "--platform", metavar="NAMN", help=f"Plattform: {', '.join(PLATFORMS)} eller en värd."
)
@click.option("--account", metavar="KONTO", help="Kontots namn eller id på plattformen.")
@click.option("--url", metavar="ADRESS", help="En artikels eller ett inläggs adress.")
@click.option("--document", metavar="ID", help="Ett dokuments id, som i vardkase documents.")
@click.option(
    "--future", is_flag=True, help="Spara begäran också om ingenting finns: det samlas då inte in."
)
@json_option
@click.pass_context
def erase(
    ctx: click.Context,
    platform: str | None,
    account: str | None,
    url: str | None,
    document: str | None,
    future: bool,
    as_json: bool,
) -> None:
    """Radera ett kontos inlägg, eller ett dokument, på begäran.

    Text, konto och adress försvinner ur lagret och samlas inte in igen. Lagrets fil skrivs om, som
    av purge, så att inga rester ligger kvar. Redan skrivna rapporter ändras inte; veckor som
    räknas om räknar inte det raderade. Kontot anges som plattformen anger
    det: användarnamnet, på Mastodon namn@instans, på YouTube kanalens id, på Bluesky kontots did,
    på Flashback u och medlemmens nummer. En adress räcker inte för Mastodon, Familjeliv och
    Discourse: ange kontot.

    Exempel: vardkase privacy erase --platform tiktok.com --account kontonamn
    """
    if bool(platform) != bool(account) or not (account or url or document):
        raise SettingsError(
            "Ange vad som ska raderas: --platform med --account, --url eller --document."
        )
    found = settings(ctx)
    pseudonyms = found.pseudonyms()
    authors = [pseudonyms.of(*_account(platform, account))] if platform and account else []
    ids = [*(_ids_of(url) if url else []), *([document] if document else [])]
    with recorded(found, "privacy erase") as outcome, found.store().write() as transaction:
        require_same_key(transaction, pseudonyms.of("vardkase", "check"), found.store_path)
        before = erased_before(transaction, authors, ids, now())
        erased = erase_documents(transaction, authors, ids, now(), future)
        outcome["summary"] = {"documents": erased}
    removed = _rewritten(found.store())
    if as_json:
        print_json({"documents": erased, "removed_copies": removed})
        return
    click.echo(f"{erased} dokument raderades.")
    _tell_removed(removed)
    if not erased and before:
        click.echo("Ingenting fanns kvar: det raderades redan tidigare, och samlas inte in igen.")
    elif not erased and not future:
        click.echo(
            "Ingenting fanns och ingenting har sparats. Stämmer plattform och konto eller adress? "
            "Ska det aldrig samlas in, lägg till --future."
        )
    elif not erased:
        click.echo("Ingenting fanns. Begäran är sparad: det samlas inte in om det dyker upp.")


def _rewritten(store: Store) -> list[str]:
    """Write the store's file anew; gives the copies removed. Where that fails, says what is done
    all the same and what is not, and raises."""
    try:
        return store.rewrite()
    except StoreError:
        click.echo(
            "Det borttagna går inte längre att läsa i lagret, men spår kan ligga kvar i dess fil. "
            "Kör vardkase privacy purge när det som står nedan är åtgärdat.",
            err=True,
        )
        raise


def _tell_removed(copies: Sequence[str]) -> None:
    """Say which copies are gone, and that there may be others."""
    if copies:
        click.echo(
            f"{', '.join(copies)} togs bort: texterna fanns kvar i kopian från uppgraderingen. "
            "Har du egna säkerhetskopior av lagret finns de kvar också i dem."
        )


_FORMS = {
    "bsky.app": (re.compile(r"did:[a-z]+:\S+"), "kontots did, som did:plc:abc…, inte dess namn"),
    "fediverse": (re.compile(r"@?[^@\s]+@[^@\s]+\.[^@\s]+"), "namn@server, som anna@mastodon.nu"),
    "youtube.com": (re.compile(r"UC[\w-]{20,}"), "kanalens id, som börjar med UC, inte dess @namn"),
}
"""What an account looks like on platforms that know it by an id."""


def _account(platform: str, account: str) -> tuple[str, str]:
    """The platform's own name and the account. Raises SettingsError for what can't be one."""
    home = platform_named(platform) or platform.strip().lower()
    if home not in PLATFORMS and "." not in home and home != "import":
        raise SettingsError(
            f"--platform {platform}: okänd; väntade {', '.join(PLATFORMS)}, en värd som "
            "forum.example, eller import."
        )
    form, wanted = _FORMS.get(home, (None, ""))
    if form is not None and not form.fullmatch(account.strip()):
        raise SettingsError(f"--account {account}: väntade för {home} {wanted}.")
    return home, account


def _ids_of(url: str) -> list[str]:
    """The ids that a document at an address has. Raises SettingsError for what is no address."""
    canonical = canonical_url(url)
    if not canonical:
        raise SettingsError(f"--url {url}: väntade en adress med http:// eller https:// först.")
    post = post_address(canonical)
    ids = [document_id(canonical)]
    if post and post.native_id:
        ids.append(platform_document_id(post.platform, post.native_id))
    return ids
