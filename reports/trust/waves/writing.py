"""Writes a specification as a wave.toml that a person reads, mends and confirms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reports.trust.waves.spec import KINDS, GroupSpec, OutcomeSpec, WaveSpec
from reports.trust.waves.table import code_number

_HEAD = """\
# Förslag till beskrivning av vågen, gjort av filens namn och etiketter. Ingenting är inläst.
# Gå igenom varje rad, rätta det som är fel, fyll i det som är tomt, och stryk kolumner som inte
# behövs: bara kolumner som står här läses in. Ändra sedan confirmed till true och kör
#   vardkase waves import {file} --spec {spec}
"""

_ABOUT = {
    "id": "vågens kortnamn",
    "survey": "undersökningens namn, samma i varje våg, så att vågorna jämförs",
    "population": "vilka som frågades, till exempel 18 år och äldre",
    "mode": "hur: webbpanel, postenkät, telefon …",
    "source": "vem som gjorde undersökningen",
    "licence": "licens eller tillstånd att använda svaren",
    "legal_ground": "rättslig grund (GDPR artikel 9), krävs när ett svar är känsligt",
    "response_rate": "svarsfrekvens som den är tryckt, frivillig",
}


MOST_BLOCKS = 40
"""Left-out columns that are written as blocks; of the others there is only the name."""


def written(
    spec: WaveSpec,
    file: str,
    spec_file: str,
    notes: Sequence[str] = (),
    left_out: Sequence[GroupSpec] = (),
) -> str:
    """The text of a wave.toml; a proposal begins with what to do. `notes` become comments, and so
    do the columns that are `left_out`, last, as groups to take in."""
    lines = [] if spec.confirmed else [_HEAD.format(file=file, spec=spec_file)]
    lines += [f"# {note}" for note in notes]
    lines += [f"confirmed = {_bool(spec.confirmed)}", ""]
    for key, about in _ABOUT.items():
        lines.append(f"{key} = {_text(getattr(spec, key))}  # {about}")
    if spec.n is not None:
        lines.append(f"n = {spec.n}  # antal svarande, jämförs med filen")
    if spec.only is not None:
        lines += ["", "[rows]  # bara de rader som har det här värdet"]
        lines += [f"column = {_text(spec.only[0])}", f"value = {_code(spec.only[1])}"]
    lines += _fieldwork(spec) + _columns(spec)
    for outcome in spec.outcomes:
        lines += _outcome(outcome)
    if not spec.outcomes:
        lines += ["", "# Ingen fråga om förtroende hittades. Lägg till en tabell [[outcome]] med",
                  "# name, column, question, high, low och base."]  # fmt: skip
    for group in spec.groups:
        lines += _group(group)
    return "\n".join(lines + _left_out(left_out)) + "\n"


def _fieldwork(spec: WaveSpec) -> list[str]:
    return [
        "",
        "[fieldwork]",
        f"precision = {_text(spec.precision)}  # day, week, month, season, year eller none",
        f"start = {spec.start}" if spec.start else "# start = 2026-09-01",
        f"end = {spec.end}" if spec.end else "# end = 2026-10-15",
        f"text = {_text(spec.fieldwork_text)}  # som det är tryckt, till exempel hösten 2026",
    ]


def _columns(spec: WaveSpec) -> list[str]:
    if spec.unweighted:
        weight = ["unweighted = true"]
    else:
        weight = [f"column = {_text(spec.weight or '')}  # eller stryk raden och skriv:"]
        weight.append("# unweighted = true")
    return [
        "",
        "[weight]",
        *weight,
        "",
        "[design]  # stratum, kluster och populationsstorlekar, yttersta steget först",
        f"strata = {_list(spec.strata)}",
        f"psu = {_list(spec.psu)}",
        f"fpc = {_list(spec.fpc)}",
        f"nest = {_bool(spec.nest)}  # true när klustren numreras om i varje stratum",
        "",
        "[respondent]  # id kontrolleras mot dubbletter och sparas inte",
        f"id = {_text(spec.respondent_id or '')}",
        f"date = {_text(spec.date or '')}  # intervjudag",
    ]


def _outcome(outcome: OutcomeSpec) -> list[str]:
    about = {
        "high": "stort förtroende",
        "middle": "varken eller",
        "low": "litet förtroende",
        "dont_know": "vet ej, ingen uppfattning",
        "wont_say": "vill inte svara, ej svar",
        "not_asked": "fick inte frågan",
    }
    lines = [
        "",
        "[[outcome]]",
        f"name = {_text(outcome.name)}",
        f"column = {_text(outcome.column)}",
        f"role = {_text(outcome.role)}  # main, eller control: förtroende för en annan institution",
        f"question = {_text(outcome.question)}  # frågans ordalydelse",
        f"verbatim = {_bool(outcome.verbatim)}  # true när ordalydelsen är formulärets egen",
    ]
    if outcome.span is not None:
        lines.append(f"scale = [{outcome.span[0]}, {outcome.span[1]}]")
    for kind in KINDS:
        codes = ", ".join(map(_code, getattr(outcome, kind)))
        lines.append(f"{kind} = [{codes}]  # {about[kind]}")
    base = "with_opinion, all eller all_excl_vill_inte_svara: av vilka andelen räknas"
    lines.append(f"base = {_text(outcome.base)}  # {base}")
    return lines + _labels("outcome", outcome.labels)


def _group(group: GroupSpec) -> list[str]:
    sensitive = _text(group.sensitive or "no")
    return [
        "",
        "[[group]]",
        f"name = {_text(group.name)}",
        f"column = {_text(group.column)}",
        f"sensitive = {sensitive}  # party, health, foreign_background, other eller no",
        f"missing = [{', '.join(map(_code, group.missing))}]  # koder som räknas som inget svar",
        *_labels("group", group.labels),
    ]


def _left_out(groups: Sequence[GroupSpec]) -> list[str]:
    if not groups:
        return []
    lines = ["", "# Kolumner som inte läses in. Ta bort # framför dem som din plan behöver."]
    for group in groups[:MOST_BLOCKS]:
        lines += [f"# {line}" if line else "#" for line in _group(replace(group, labels={}))]
    if rest := groups[MOST_BLOCKS:]:
        lines += ["#", f"# Och {', '.join(group.column for group in rest)}."]
    return lines


def _labels(table: str, labels: Mapping[str, str]) -> list[str]:
    if not labels:
        return []
    rows = [f"{_key(code)} = {_text(words)}" for code, words in labels.items()]
    return [f"[{table}.labels]", *rows]


def _key(code: str) -> str:
    return code if code.isascii() and code.isdigit() else _text(code)


def _code(code: str) -> str:
    number = code_number(code)
    plain = number is not None and number.is_integer() and str(int(number)) == code
    return code if plain else _text(code)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _text(value: str) -> str:
    """A basic string of TOML; JSON escapes the same characters in the same way, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
