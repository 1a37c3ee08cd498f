"""`evaluate`: how good a model is on texts that it has never seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from classifiers.classifier import EMBEDDED, EMBEDDED_FOLDER, load_classifier, locate
from classifiers.examples import read_corpus
from classifiers.heldout.floors import floors_of
from classifiers.heldout.measure import measure
from classifiers.heldout.tables import Table, number, tables, writers
from classifiers.heldout.texts import CORPUS, HELDOUT, are_ours, read_test_texts
from classifiers.measured import trained_hands
from classifiers.model_card import read_papers, render_card
from classifiers.real_texts import HELDOUT_REAL, read_real_texts
from store.errors import SettingsError
from vardkase.commands.context import json_option, write_whole
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)
_GAP = "  "


@command()
@click.option(
    "--model",
    default=EMBEDDED,
    show_default=True,
    metavar="MAPP",
    help="Modellen som mäts: den medföljande eller en mapp från vardkase train.",
)
@click.option(
    "--texts",
    type=_PATH,
    metavar="MAPP|FIL",
    help="Märkta texter att mäta på, JSON Lines; utan växeln de medföljande testtexterna.",
)
@click.option(
    "--real-texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="MAPP",
    help="Mät i stället på publicerade texter, som korpusen bara har id och etiketter för.",
)
@click.option(
    "--corpus",
    type=_PATH,
    default=CORPUS,
    metavar="MAPP",
    help="Märkta texter som den enklare metoden lär sig av; utan växeln träningstexterna.",
)
@click.option(
    "--output",
    type=_PATH,
    default="utvardering.json",
    show_default=True,
    metavar="FIL",
    help="Hit skrivs alla mått.",
)
@click.option(
    "--card", type=_PATH, metavar="FIL", help="Skriv också den medföljande modellens kort hit."
)
@click.option(
    "--floors", type=_PATH, metavar="FIL", help="Skriv också golven som testerna håller hit."
)
@json_option
def evaluate(
    model: str,
    texts: Path | None,
    real_texts: Path | None,
    corpus: Path,
    output: Path,
    card: Path | None,
    floors: Path | None,
    as_json: bool,
) -> None:
    """Mät hur bra en modell är på texter som den aldrig har sett.

    Tar några minuter: texterna märks en gång som de är och en gång för varje sätt att skriva om
    dem. Alla mått har antal texter och ett 95-procentigt intervall. Ur andra texter än de
    medföljande återges inga ord, bara id.

    Exempel: vardkase evaluate --output utvardering.json
    """
    if texts and real_texts:
        raise SettingsError(
            "evaluate: både --texts och --real-texts; väntade högst en av dem; mät en gång med "
            "vardera"
        )
    folder = locate(model)
    if card and folder.resolve() != EMBEDDED_FOLDER.resolve():
        raise SettingsError(
            f"--card {card}: kortet beskriver den medföljande modellen, inte {model}; väntade "
            f"--model {EMBEDDED}; utelämna --card, alla mått skrivs ändå till --output"
        )
    papers = read_papers(folder) if card else None
    classifier = load_classifier(model)
    place = texts or HELDOUT
    if real_texts:
        examples = read_real_texts(corpus / HELDOUT_REAL, real_texts)
    else:
        examples = read_test_texts(place)
    hands = {example.hand for example in examples}
    training = [example for example in read_corpus(corpus) if example.hand not in hands]
    quotes = not real_texts and are_ours(place)
    found = measure(classifier, examples, training, trained_hands(folder), _tell, quotes)
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(_page(found)))
    _write(output, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if card and papers:
        _write(card, render_card(found, papers[0], papers[1]))
    if floors:
        _write(floors, json.dumps(floors_of(found), indent=1, ensure_ascii=False) + "\n")
    click.echo(f"Alla mått finns i {output}.", err=True)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _write(path: Path, text: str) -> None:
    write_whole(path, lambda part: part.write_text(text, "utf-8"))


def _page(found: dict) -> Iterator[str]:
    texts = found["texts"]
    yield (
        f"Modellen {found['model']} på {number(texts['count'])} texter av "
        f"{writers(len(texts['hands']))}."
    )
    yield "Inom parentes: 95-procentigt intervall. När modellen avstår räknas det som fel."
    if texts["seen_hands"]:
        yield (
            f"Varning: modellen är tränad på texter av {', '.join(texts['seen_hands'])}. Måtten är "
            "för goda."
        )
    if found["unsupported"]:
        yield f"{number(found['unsupported'])} texter lästes som ett språk som inte stöds."
    for table in tables(found):
        yield from ["", table.title.upper(), *([table.note] if table.note else []), *aligned(table)]


def aligned(table: Table) -> list[str]:
    """The rows as lines with columns under each other; the code marks of the card are left out."""
    rows = [[cell.replace("`", "") for cell in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return _GAP.join(padded).rstrip()
