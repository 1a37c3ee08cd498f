"""`label`: people label what was drawn (`sample.py`), and are compared with the model."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import click

from classifiers.agreement import Agreement
from classifiers.classifier import locate
from classifiers.coders import Comparison, Item, compare_all
from classifiers.model_folder import read_model_folder
from reports.coding.filled import Filled, read_filled
from reports.coding.names import SWEDISH
from store.errors import SettingsError
from store.human_labels import Put, human_labels, labels_of_coded, put_human_labels
from store.reasons import of_system
from store.records import Frame, HumanLabels, LabelGroup, Narrative
from store.samples import sampled_documents
from vardkase.commands.context import json_option, now, recorded, settings
from vardkase.commands.sample import sample
from vardkase.terminal import group, print_json

_PATH = click.Path(path_type=Path)

_GROUP_NAMES = {
    LabelGroup.RELEVANT: "relevant",
    LabelGroup.TONE: "ton",
    LabelGroup.NARRATIVE: "narrativ, alla tillsammans",
    LabelGroup.STANCE: "hållning",
    LabelGroup.FRAME: "ramar, alla tillsammans",
}


@group()
def label() -> None:
    """Människors etiketter: dra ett urval, läs in svaren, mät enigheten."""


label.add_command(sample)


@label.command("import")
@click.argument("path", metavar="FIL", type=_PATH)
@click.option("--coder", required=True, metavar="NAMN", help="Kodarens kortnamn, till exempel k1.")
@json_option
@click.pass_context
def import_(ctx: click.Context, path: Path, coder: str, as_json: bool) -> None:
    """Läs in ett ifyllt ark. Rader som bryter mot kodboken läggs åt sidan med orsak.

    Läses ett rättat ark in av samma kodare ersätter det nya svaret det gamla. Tomma rader ändrar
    ingenting.

    Exempel: vardkase label import prov.csv --coder k1
    """
    found = settings(ctx)
    if not re.fullmatch(r"[\w.-]{1,40}", coder):
        raise SettingsError(
            f"--coder {coder!r}: väntade ett kortnamn utan mellanslag, högst 40 tecken, till "
            "exempel k1."
        )
    if re.search(r"-[0-9a-f]{8}$", coder):
        raise SettingsError(
            f"--coder {coder}: ser ut som en modells namn; välj en kodares kortnamn."
        )
    raw = _read(path)
    store = found.store()
    with recorded(found, "label import") as outcome:
        filled = read_filled(path.name, raw, sampled_documents(store), coder, now())
        with store.write() as transaction:
            put = put_human_labels(transaction, filled.labels)
        outcome["status"] = 1 if filled.faults else 0
        outcome["summary"] = _import_summary(coder, filled, put)
    _tell_import(outcome["summary"], filled, human_labels(store), as_json)
    ctx.exit(outcome["status"])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte läsas ({of_system(error)}); väntade ett ifyllt ark. Ingenting har "
            "lästs in."
        ) from error


def _import_summary(coder: str, filled: Filled, put: Put) -> dict[str, Any]:
    """`rows` is the sum of stored, changed, same, empty and set_aside."""
    return {
        "coder": coder,
        "rows": filled.rows,
        "stored": put.stored,
        "changed": put.changed,
        "same": put.same,
        "empty": filled.empty,
        "set_aside": dict(sorted(Counter(fault.reason for fault in filled.faults).items())),
    }


def _tell_import(
    summary: dict[str, Any], filled: Filled, stored: list[HumanLabels], as_json: bool
) -> None:
    if as_json:
        print_json(summary | {"faults": [fault._asdict() for fault in filled.faults]})
        return
    click.echo(
        f"{summary['rows']} rader: {summary['stored']} nya svar, {summary['changed']} ändrade, "
        f"{summary['same']} som förut, {summary['empty']} tomma, {len(filled.faults)} lagda åt "
        "sidan."
    )
    for fault in filled.faults:
        click.echo(fault.message, err=True)
    counts = Counter(labels.coder for labels in stored)
    coders = ", ".join(f"{name} ({count} dokument)" for name, count in sorted(counts.items()))
    click.echo(f"Kodare i lagret: {coders or 'inga'}.")
    if not filled.faults and not filled.empty:
        click.echo("Allt är inläst. Radera nu arket och alla kopior: de innehåller texter.")


@label.command("agreement")
@json_option
@click.pass_context
def agreement(ctx: click.Context, as_json: bool) -> None:
    """Mät hur eniga kodarna är med varandra och med modellen.

    Måttet är Krippendorffs alfa: 1 är full enighet, 0 är vad slumpen ger.

    Exempel: vardkase label agreement
    """
    found = settings(ctx)
    model = read_model_folder(locate(found.model)).name
    store = found.store()
    human = human_labels(store)
    comparisons = compare_all(human, labels_of_coded(store, model))
    if as_json:
        coders = dict(sorted(Counter(labels.coder for labels in human).items()))
        told = [_comparison(comparison) for comparison in comparisons]
        print_json({"model": model, "coders": coders, "comparisons": told})
    else:
        _tell_agreement(comparisons, model)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "between": list(comparison.between),
        "with_model": comparison.with_model,
        "documents": comparison.documents,
        "agreement": [
            {
                "label_group": group_name,
                "label": label_name,
                "alpha": found.alpha,
                "low": found.low,
                "high": found.high,
                "n": found.units,
            }
            for (group_name, label_name), found in comparison.items
        ],
    }


def _tell_agreement(comparisons: list[Comparison], model: str) -> None:
    if not comparisons:
        click.echo(
            "Det finns inget att jämföra än. Läs in ark från minst två kodare, eller från en och "
            "märk med `vardkase classify`."
        )
        return
    for comparison in comparisons:
        names = " och ".join(comparison.between)
        kind = "kodare och modell" if comparison.with_model else "kodare"
        click.echo(f"{names} ({kind}): {comparison.documents} dokument som fler än en har bedömt")
        for item, found in comparison.items:
            click.echo(f"  {_item_name(item):<30}{_figures(found)}")
    if not any(comparison.with_model for comparison in comparisons):
        click.echo(
            f"Modellen {model} har inte märkt något av det som kodarna har bedömt. Märk med "
            "`vardkase classify`, så jämförs den också."
        )
    click.echo(
        "Alfa med 95 % osäkerhet; n är antalet dokument bakom. 1 är full enighet, 0 är slumpen. "
        "Krippendorff rekommenderar minst 0,80, och 0,67 för försiktiga slutsatser. – betyder att "
        "alfa inte kan räknas: alla svar är lika, eller inget dokument har två svar. Siffrorna "
        "gäller urvalet, inte alla dokument."
    )


def _item_name(item: Item) -> str:
    group_name, label_name = item
    if label_name is None:
        return _GROUP_NAMES[group_name]
    kind = Narrative if group_name is LabelGroup.NARRATIVE else Frame
    return f"  {SWEDISH[kind(label_name)]}"


def _figures(found: Agreement) -> str:
    if found.alpha is None or found.low is None or found.high is None:
        return f"{'–':>5}{'':<20}n = {found.units}"
    shown = f"{found.alpha:5.2f} ({found.low:.2f} till {found.high:.2f})".replace(".", ",")
    return f"{shown:<25}n = {found.units}"
