"""`init` and `demo`: a folder to work in."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from classifiers.classifier import load_classifier
from crawlers.sources import default_sources_toml
from store.errors import SettingsError
from store.reasons import of_system
from vardkase.commands.context import json_option, recorded
from vardkase.config import FILE_NAME, load
from vardkase.terminal import Progress, command, print_json, print_summary

CONFIG_TEXT = """\
# Inställningar för Vårdkase. Relativa sökvägar räknas från den här filens mapp.

[store]
path = "vardkase.duckdb"         # lagret: allt som har samlats in
wait_s = 60.0                    # sekunder att vänta när ett annat kommando arbetar i lagret

[sources]
file = "sources.toml"            # källorna, en [[source]] för varje
queries = "queries.toml"         # egna sökord för sociala medier: vardkase sources queries

[crawl]
delay_s = 5.0                    # sekunder mellan två förfrågningar till samma värd
obey_robots = true               # följ webbplatsernas robots.txt
allow_private_networks = false   # true släpper in 127/8, 10/8, 172.16/12, 192.168/16 och fc00::/7
max_response_bytes = 10_000_000  # större svar än så hämtas inte
contact = ""                     # adress där en källa når er: "https://kommunen.example/kontakt"

[classify]
model = "embedded"               # den medföljande modellen, en mapp eller ett namn på en modellhubb

[privacy]
key_file = "pseudonym.key"       # nyckeln till pseudonymerna: säkerhetskopiera den, dela den inte
text_retention_days = 365        # så länge sparas texter
min_cell = 5                     # minsta antal konton bakom en siffra om privatpersoners inlägg
min_cell_respondents = 10        # minsta antal svarande bakom en siffra ur en enkät

[report]
language = "sv"                  # sv eller en
folder = "rapporter"             # hit skrivs veckorapporterna
focus = []                       # kommuner som rapporten ser på först, till exempel ["Botkyrka"]

# Veckorapporten som e-post. Ta bort # på raderna som ni behöver. Tjänsten (vardkase schedule)
# skickar den då varje måndag; vardkase report --send skickar den för hand.
# [mail]
# host = "smtp.kommunen.example"   # e-postservern; vardkase kopplar upp sig dit och inte annanstans
# port = 587                       # 587 för starttls, 465 för tls, 25 för none
# security = "starttls"            # starttls, tls, eller none för en server i det egna nätet
# user = "vardkase"                # bara om servern vill ha inloggning
# password_file = "smtp.password"  # eller miljövariabeln VARDKASE_SMTP_PASSWORD
# ca_file = "utfardare.pem"        # bara om servern har ett certifikat från er egen utfärdare
# sender = "Vårdkase <vardkase@kommunen.example>"
# recipients = ["kommunikation@kommunen.example"]   # får veckorapporten
# technical = ["drift@kommunen.example"]            # får larm om fel och drift, och inget annat
# attach_pdf = true                # rapporten som PDF i brevet
"""


def set_up(folder: Path, config_text: str, sources_text: str) -> list[Path]:
    """Write configuration, sources and key; gives their paths.

    Raises SettingsError, and writes nothing, when one of them exists.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder}: mappen kan inte skapas ({of_system(error)}).") from error
    files = {
        folder / FILE_NAME: (config_text, 0o644),
        folder / "sources.toml": (sources_text, 0o644),
        folder / "pseudonym.key": (secrets.token_hex(32) + "\n", 0o600),
    }
    there = [path for path in files if path.exists()]
    if there:
        raise SettingsError(
            f"{there[0]} finns redan; ingenting har ändrats. "
            "Välj en tom mapp, eller ta bort filen om den inte behövs."
        )
    written: list[Path] = []
    try:
        for path, (text, mode) in files.items():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            written.append(path)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise SettingsError(f"{folder}: kan inte skrivas ({of_system(error)}).") from error
    return list(files)


@command()
@click.argument("folder", metavar="[MAPP]", default=".", type=click.Path(path_type=Path))
@json_option
def init(folder: Path, as_json: bool) -> None:
    """Skapa inställningar, källista och nyckel i en mapp.

    Exempel: vardkase init bevakning
    """
    paths = set_up(folder, CONFIG_TEXT, default_sources_toml())
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(f"Skrev {path}")
    click.echo("Nästa steg:")
    for step in _next_steps(folder):
        click.echo(f"  {step}")


def _next_steps(folder: Path) -> Iterator[str]:
    """What to do after `init`, a line each; commands work in the folder that they are run in."""
    if folder.resolve() != Path.cwd():
        yield f"cd {shlex.quote(str(folder))}"
    yield "fyll i contact under [crawl] i vardkase.toml, och se över källorna i sources.toml"
    yield "vardkase sources check     prövar källornas adresser"
    yield "vardkase run               hämtar, räknar och skriver en rapport"


@command()
@click.argument(
    "folder", metavar="[MAPP]", default="vardkase-demo", type=click.Path(path_type=Path)
)
@json_option
@click.pass_context
def demo(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Kör ett komplett konstruerat exempel: källor, insamling, rapport.

    Källorna, orterna och händelserna är påhittade, men allt annat sker på riktigt: källorna visas
    på den egna datorn och hämtas, klassificeras, räknas och blir en veckorapport. Körs exemplet
    igen gäller mappens inställningar och källista, så att du kan ändra i dem och se vad som händer.

    Exempel: vardkase demo exempel
    """
    from vardkase.demo.example import prepare, run_example

    prepare(folder)
    found = load(folder / FILE_NAME)
    classifier = load_classifier(found.model)
    progress = Progress()
    summary = run_example(found, classifier, progress)
    with recorded(found, "demo") as outcome:
        outcome["status"], outcome["summary"] = summary.status, summary.as_dict()
    progress.end()
    if as_json:
        print_json(summary.as_dict())
    else:
        click.echo(found.notice)
        print_summary(summary.as_dict())
        click.echo("En källa svarar inte, och ska inte göra det: så visas bortfall i rapporten.")
        click.echo("Öppna rapporten i en webbläsare.")
