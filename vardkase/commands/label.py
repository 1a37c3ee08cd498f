"""`classify` and `stories`: what documents say, and which are copies of one text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from classifiers.classifier import Classifier, Prediction, Text, load_classifier
from classifiers.stories import stories_of
from scheduler.pipeline import CLASSIFY_BATCH, classify_pending
from scheduler.stories import put_into_stories
from store.errors import ImportFileError, SettingsError
from store.reasons import of_system
from vardkase.commands.context import json_option, now, recorded, settings, write_whole
from vardkase.config import find_config, load
from vardkase.terminal import Progress, command, print_json

_INPUT = click.Path(path_type=Path)


def _check_paths(source: Path, target: Path) -> None:
    """Raises SettingsError unless there is a file to read that is not the one to write."""
    if not source.is_file():
        raise SettingsError(f"{source}: filen finns inte; ingenting har gjorts.")
    if target.exists() and source.samefile(target):
        raise SettingsError(
            f"--output {target}: är samma fil som --input; den skulle skrivas över. Välj en annan."
        )


class Rows:
    """The rows of a JSON Lines file that have an id and a text; the others are counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bad: list[str] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        row = self._row(number, line)
                        if row is not None:
                            yield row
        except OSError as error:
            raise SettingsError(f"{self.path}: kan inte läsas ({of_system(error)}).") from error

    def _row(self, number: int, line: bytes) -> dict[str, Any] | None:
        try:
            row = json.loads(line.decode("utf-8-sig"), strict=False)
        except UnicodeDecodeError:
            self.bad.append(f"rad {number}: är inte UTF-8; spara filen som UTF-8")
            return None
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not _is_id(row.get("id")):
            self.bad.append(f"rad {number}: väntade ett JSON-objekt med id och text")
            return None
        texts = {key: row.get(key) or "" for key in ("text", "title", "context", "language")}
        if not all(isinstance(value, str) for value in texts.values()):
            self.bad.append(f"rad {number}: text, title, context och language ska vara text")
            return None
        return {"id": row["id"], **texts}


def _is_id(value: object) -> bool:
    """A number, or text that a file can hold (no half of a surrogate pair)."""
    if isinstance(value, str):
        return value == value.encode("utf-8", "replace").decode("utf-8")
    return isinstance(value, int) and not isinstance(value, bool)


@command()
@click.option("--model", metavar="MODELL", help="En annan modell än den i vardkase.toml.")
@click.option(
    "--all", "everything", is_flag=True, help="Märk också äldre versioner av ändrade texter."
)
@click.option(
    "--input", "input_path", type=_INPUT, metavar="FIL", help="JSON Lines med id och text."
)
@click.option("--output", "output_path", type=_INPUT, metavar="FIL", help="Hit skrivs etiketterna.")
@json_option
@click.pass_context
def classify(
    ctx: click.Context,
    model: str | None,
    everything: bool,
    input_path: Path | None,
    output_path: Path | None,
    as_json: bool,
) -> None:
    """Märk det som inte har några etiketter från modellen.

    Med --input och --output märks texterna i en fil, utan lager och inställningar.

    Exempel: vardkase classify --input texter.jsonl --output etiketter.jsonl
    """
    if (input_path is None) != (output_path is None):
        raise SettingsError("classify: --input och --output hör ihop; ange båda eller ingen.")
    if input_path is not None and output_path is not None:
        if everything:
            raise SettingsError("classify: --all gäller lagret, och går inte ihop med --input.")
        status = _classify_file(ctx, model, input_path, output_path, as_json)
        ctx.exit(status)
    found = settings(ctx)
    classifier = load_classifier(model or found.model)
    progress = Progress()
    with recorded(found, "classify") as outcome:
        moment = now()
        put_into_stories(found.store(), moment, progress)
        done = classify_pending(found.store(), classifier, moment, progress, everything=everything)
        outcome["summary"] = {"model": classifier.name, "labelled": done}
    progress.end()
    if as_json:
        print_json({"model": classifier.name, "labelled": done})
    else:
        click.echo(f"{done} dokument märktes av {classifier.name}.")


def _classify_file(
    ctx: click.Context, model: str | None, source: Path, target: Path, as_json: bool
) -> int:
    _check_paths(source, target)
    classifier = load_classifier(model or _configured_model(ctx))
    rows = Rows(source)
    counts = {"labelled": 0}
    progress = Progress()

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            for batch in _batches(rows, CLASSIFY_BATCH):
                for row, prediction in zip(batch, _predict(classifier, batch), strict=True):
                    line = label_row(row["id"], classifier.name, prediction)
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                counts["labelled"] += len(batch)
                progress("classify", counts["labelled"], 0)

    write_whole(target, write)
    progress.end()
    for message in rows.bad:
        click.echo(f"{source}, {message}", err=True)
    if as_json:
        print_json({"model": classifier.name, **counts, "set_aside": len(rows.bad)})
    else:
        click.echo(f"{counts['labelled']} texter märktes av {classifier.name}: {target}")
    return 1 if rows.bad else 0


def _configured_model(ctx: click.Context) -> str:
    """The model of the configuration file, where there is one; else the embedded one."""
    path = find_config(ctx.find_root().params.get("config"))
    asked = ctx.find_root().params.get("config") is not None
    return load(path).model if asked or path.exists() else "embedded"


def _predict(classifier: Classifier, batch: list[dict[str, Any]]) -> list[Prediction]:
    return classifier.classify(
        [Text(r["title"], r["text"], r["context"], r["language"] or "und") for r in batch]
    )


def _batches(rows: Rows, size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def label_row(row_id: str | int, model: str, prediction: Prediction) -> dict[str, Any]:
    """One output row of `classify --input`, fields in the order of the design."""
    return {
        "id": row_id,
        "model": model,
        "language": prediction.language,
        "language_supported": prediction.language_supported,
        "relevant": prediction.relevant,
        "tone": prediction.tone,
        "narratives": list(prediction.narratives),
        "stance": prediction.stance,
        "frames": list(prediction.frames),
        "abstained": list(prediction.abstained),
        "scores": prediction.scores,
    }


@command()
@click.option(
    "--input",
    "input_path",
    type=_INPUT,
    required=True,
    metavar="FIL",
    help="JSON Lines med id och text.",
)
@click.option(
    "--output",
    "output_path",
    type=_INPUT,
    required=True,
    metavar="FIL",
    help="CSV med id och story.",
)
@json_option
@click.pass_context
def stories(ctx: click.Context, input_path: Path, output_path: Path, as_json: bool) -> None:
    """Samla en fils texter i berättelser: kopior och lätt omskrivna texter hör ihop.

    Varje id kommer med; en text utan kopior är en berättelse för sig.

    Exempel: vardkase stories --input texter.jsonl --output berattelser.csv
    """
    _check_paths(input_path, output_path)
    rows = Rows(input_path)
    count = 0

    def texts() -> Iterator[tuple[str, str, str]]:
        nonlocal count
        for row in rows:
            count += 1
            yield str(row["id"]), row["title"], row["text"]

    found = stories_of(texts())
    if len(found) != count:
        raise ImportFileError(f"{input_path}: samma id förekommer flera gånger; ett id per rad.")

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "story"])
            writer.writerows(found.items())

    write_whole(output_path, write)
    for message in rows.bad:
        click.echo(f"{input_path}, {message}", err=True)
    stories_found = len(set(found.values()))
    if as_json:
        print_json({"documents": count, "stories": stories_found, "set_aside": len(rows.bad)})
    else:
        click.echo(f"{count} texter, {stories_found} berättelser: {output_path}")
    ctx.exit(1 if rows.bad else 0)
