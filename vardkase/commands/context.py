"""What the commands share: settings of the folder, classifier, manifest, recording of runs."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reports.signals.weeks import start_of_day
from reports.trust.survey.disclosure import MIN_RESPONDENTS
from store.errors import SettingsError, VardkaseError
from store.reasons import of_system
from store.runs import add_run
from vardkase.config import Settings, find_config, is_configured, load

if TYPE_CHECKING:
    from classifiers.classifier import Classifier
    from scheduler.passes import PassSettings

Function = TypeVar("Function", bound=Callable[..., Any])


def now() -> datetime:
    """The time, aware and in UTC. Below the command line it is an argument."""
    return datetime.now(UTC)


def settings(ctx: click.Context) -> Settings:
    """The settings of the folder that the command works in."""
    return load(find_config(ctx.find_root().params.get("config")))


def least_respondents(ctx: click.Context) -> int:
    """Respondents behind a figure: the folder's setting, or the default where it has none."""
    if not is_configured(ctx.find_root().params.get("config")):
        return MIN_RESPONDENTS
    return settings(ctx).min_cell_respondents


def json_option(function: Function) -> Function:
    """Adds --json."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Skriv resultatet som ett JSON-objekt."
    )(function)


def manifest(found: Settings, classifier: Classifier) -> dict[str, str]:
    """What a report or an export says of how it came about."""
    return {
        "Vårdkase": importlib.metadata.version("vardkase"),
        "DuckDB": importlib.metadata.version("duckdb"),
        "Typst": importlib.metadata.version("typst"),
        "configuration": found.digest,
        "model": classifier.name,
        **{f"measured.{name}": figure for name, figure in classifier.measured.items()},
    }


def pass_settings(found: Settings, classifier: Classifier | None = None) -> PassSettings:
    """All that a pass works with; loads the classifier unless one is given."""
    from classifiers.classifier import load_classifier
    from scheduler.passes import PassSettings  # two seconds that most commands do without

    classifier = classifier or load_classifier(found.model)
    return PassSettings(
        store=found.store(),
        sources=found.sources_to_crawl(),
        crawl=found.crawling(),
        pseudonyms=found.pseudonyms(),
        classifier=classifier,
        report=found.report,
        min_cell=found.min_cell,
        text_retention_days=found.text_retention_days,
        manifest=manifest(found, classifier),
        notice=found.notice,
    )


@contextlib.contextmanager
def recorded(found: Settings, command: str) -> Iterator[dict[str, Any]]:
    """Record the run of a command in the store; the block fills in `status` and `summary`."""
    outcome: dict[str, Any] = {"status": 0, "summary": {}}
    started = now()
    try:
        yield outcome
    except VardkaseError as error:
        outcome["status"], outcome["summary"] = error.exit_status, {"error": str(error)}
        with contextlib.suppress(VardkaseError):
            _record(found, command, started, outcome)
        raise
    _record(found, command, started, outcome)


def _record(found: Settings, command: str, started: datetime, outcome: dict[str, Any]) -> None:
    with found.store().write() as transaction:
        add_run(transaction, command, started, now(), outcome["status"], outcome["summary"])


def parsed_day(text: str | None, option: str) -> datetime | None:
    """Midnight in Stockholm of a day given as 2026-11-16."""
    if text is None:
        return None
    try:
        return start_of_day(date.fromisoformat(text))
    except ValueError as error:
        raise SettingsError(
            f"{option} {text}: väntade ett datum, till exempel 2026-11-16."
        ) from error


def write_whole(path: Path, write: Callable[[Path], object], mode: int = 0o644) -> None:
    """Let `write` fill a file beside `path`, then put it in place: whole or not at all.

    `mode` says who may read it: the owner alone where it holds texts. Raises SettingsError when the
    place can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        part = Path(name)
        try:
            write(part)
            part.chmod(mode)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte skrivas: {of_system(error)}. Välj en annan plats."
        ) from error
