"""What `waves list` shows: the waves of the store, and the published ones with what they forbid."""

from __future__ import annotations

from typing import Any

import click

from reports.trust.published.listing import PublishedTable, table
from store.records import Wave


def listed(wave: Wave) -> dict[str, Any]:
    """A wave of the store as `waves list --json` gives it; nothing of its respondents."""
    return {
        "wave_id": wave.wave_id,
        "kind": wave.kind,
        "survey": wave.survey,
        "population": wave.population,
        "mode": wave.mode,
        "source": wave.source,
        "licence": wave.licence,
        "fieldwork": {
            "start": wave.fieldwork_start,
            "end": wave.fieldwork_end,
            "precision": wave.fieldwork_precision,
            "text": wave.fieldwork_text,
        },
        "n": wave.n,
        "weight": wave.weight,
        "outcomes": {
            name: {key: outcome[key] for key in ("question", "base", "role")}
            for name, outcome in wave.outcomes.items()
        },
        "groups": sorted(wave.groups),
        "warnings": list(wave.cautions),
        "imported_at": wave.imported_at.isoformat(),
        "sha256": wave.file_sha256,
    }


def tell_wave(wave: Wave) -> None:
    """Print a wave of the store: fieldwork, n, questions with their base, warnings."""
    days = " till ".join(str(d) for d in (wave.fieldwork_start, wave.fieldwork_end) if d)
    period = days or wave.fieldwork_text or "okänd fältperiod"
    n = f"n = {wave.n}" if wave.n is not None else "n är inte tryckt"
    kind = "mikrodata" if wave.kind == "microdata" else "publicerad"
    weighted = "" if wave.kind != "microdata" else f", vikt {wave.weight or 'saknas'}"
    click.echo(f"{wave.wave_id}: {wave.survey or wave.source}, {period}, {n}, {kind}{weighted}")
    for name, outcome in wave.outcomes.items():
        question = outcome["question"]
        click.echo(f"  {name}: ”{question}” (bas {outcome['base']})")
    for caution in wave.cautions:
        click.echo(f"  Varning: {caution}")


def published_json() -> dict[str, Any]:
    """The published waves as `waves list --json` gives them."""
    found = table()
    return {
        "columns": list(found.columns),
        "rows": [list(row) for row in found.rows],
        "comparisons": [
            {
                "waves": list(pair.names),
                "allowed": pair.allowed,
                "reasons": list(pair.reasons),
                "sentences": list(pair.sentences),
            }
            for pair in found.comparisons
        ],
        "traps": [{"name": name, "meaning": meaning} for name, meaning in found.traps],
        "notes": list(found.notes),
    }


def tell_published_in_short() -> None:
    """Print one line on the published figures, and how to see them."""
    found = table()
    published = len({wave for _, wave, *_ in found.rows})
    click.echo(
        f"Därtill följer {len(found.rows)} tryckta siffror ur {published} publicerade vågor med. "
        "De bildar ingen tidsserie; varför står i `vardkase waves list --published`."
    )


def tell_published() -> None:
    """Print the figures, the traps, and which waves may not be compared."""
    found = table()
    click.echo("\nPublicerade vågor som följer med:")
    for identity, wave, what, answer, share, n, base, _ in found.rows:
        click.echo(f"  {identity} {wave}: {what}, {answer}: {share} (n: {n}; bas: {base})")
    click.echo("\nAtt se upp med:")
    for name, meaning in found.traps:
        click.echo(f"  {name}. {meaning}")
    _tell_comparisons(found)
    for note in found.notes:
        click.echo(note)


def _tell_comparisons(found: PublishedTable) -> None:
    allowed = [pair for pair in found.comparisons if pair.allowed]
    click.echo(
        f"\nJämförelser mellan vågor: {len(allowed)} av {len(found.comparisons)} par går att göra."
    )
    for pair in found.comparisons:
        may = "får jämföras" if pair.allowed else "jämförs inte"
        click.echo(f"  {' och '.join(pair.names)} {may}. {' '.join(pair.sentences)}")
