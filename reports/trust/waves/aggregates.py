"""Published waves: printed estimates with their base, n and source, one a row of a CSV file.

This is how a series that is printed only as shares (the SOM institute's, for one) comes in.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from reports.trust.waves.cells import day
from reports.trust.waves.faults import Fault, WaveRefused, fault
from reports.trust.waves.preparing import PUBLISHED, Prepared
from reports.trust.waves.spec import DATED, PRECISIONS
from reports.trust.waves.table import SurveyTable, code_text
from store.records import PublishedEstimate, Wave

WAVE_COLUMNS = ("wave_id", "survey", "publisher", "fieldwork_text", "fieldwork_start",
                "fieldwork_end", "fieldwork_precision", "mode", "population", "wave_n",
                "wave_response_rate")  # fmt: skip
ESTIMATE_COLUMNS = ("estimate_id", "trust_object", "question", "question_verbatim", "answer_scale",
                    "category", "base", "group_var", "group", "n", "n_text", "estimate_pct",
                    "estimate_text", "precision", "multi_select", "weighted",
                    "comparability_note", "source_doc", "source_section",
                    "source_figure")  # fmt: skip
_NEEDED = ("estimate_id", "wave_id", "survey", "publisher", "fieldwork_precision", "mode",
           "population", "trust_object", "question", "category", "base", "group_var", "group",
           "weighted", "source_doc")  # fmt: skip
_MARKS = ("estimate_id", "wave_id", "estimate_pct")
_ENOUGH = 12  # of the 31 columns: no file of answers has that many of these names
_FIGURE_WORDS = ("as_printed", "approx", "at_least", "at_most", "words")
NOT_STATED = "not_stated"

Row = Mapping[str, str]


def is_published(table: SurveyTable) -> bool:
    """Whether a file has the columns of published estimates, misspelt ones aside."""
    known = sum(name in table.columns for name in (*WAVE_COLUMNS, *ESTIMATE_COLUMNS))
    return known >= _ENOUGH or all(name in table.columns for name in _MARKS)


def prepare_published(
    table: SurveyTable, earlier: Sequence[PublishedEstimate], now: datetime
) -> list[Prepared]:
    """The waves of a file of printed estimates, in its order. A column `quote` is left out: facts
    are kept, sentences are not.

    `earlier` are the estimates of the store. Raises WaveRefused with every fault, column and row.
    """
    missing = [c for c in (*WAVE_COLUMNS, *ESTIMATE_COLUMNS) if c not in table.columns]
    if missing:
        known = {*WAVE_COLUMNS, *ESTIMATE_COLUMNS, "quote"}
        others = ", ".join(name for name in table.columns if name not in known)
        hint = f", eller byt namn på den som är felstavad (okända är {others})" if others else ""
        raise WaveRefused(
            [fault(table.name, column, [], "kolumn_saknas",
                   f"ser ut som publicerade skattningar, men {column} saknas",
                   "alla kolumner för publicerade vågor",
                   f"lägg till den; den får vara tom{hint}")
             for column in missing]
        )  # fmt: skip
    rows = list(_rows(table))
    if not rows:
        raise WaveRefused(
            [fault(table.name, "", [], "inga_rader", "inga rader", "minst en skattning",
                   "kontrollera filen")]
        )  # fmt: skip
    if faults := [*_faults(table.name, rows), *_disagreements(table.name, rows)]:
        raise WaveRefused(faults)
    waves: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in rows:
        waves[row["wave_id"]].append((number, row))
    prepared: list[Prepared] = []
    for found in waves.values():
        known = [*earlier, *(estimate for each in prepared for estimate in each.estimates)]
        prepared.append(_prepared(table, found, known, now))
    return prepared


def _rows(table: SurveyTable) -> Iterator[tuple[int, Row]]:
    texts = {name: table.columns[name].codes() for name in (*WAVE_COLUMNS, *ESTIMATE_COLUMNS)}
    for i, number in enumerate(table.numbers):
        yield number, {name: codes[i] or "" for name, codes in texts.items()}


def _faults(place: str, rows: Sequence[tuple[int, Row]]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, row in rows:
        for column in _NEEDED:
            if not row[column]:
                expected = f"ett värde, eller {NOT_STATED} där källan tiger"
                yield _wrong(place, column, number, "saknas", "tomt", expected, "fyll i cellen")
        if row["estimate_id"] and row["estimate_id"] in seen:
            first = seen[row["estimate_id"]]
            yield _wrong(place, "estimate_id", number, "dubbla_id", f"samma som på rad {first}",
                         "varje id en gång", "byt det ena")  # fmt: skip
        seen.setdefault(row["estimate_id"], number)
        yield from _figures(place, number, row)
        yield from _period(place, number, row)


def _figures(place: str, number: int, row: Row) -> Iterator[Fault]:
    percent, kind = _float(row["estimate_pct"]), row["precision"]
    if kind not in _FIGURE_WORDS:
        yield _wrong(place, "precision", number, "okant_varde", f"”{kind}”",
                     f"en av {', '.join(_FIGURE_WORDS)}", "rätta cellen")  # fmt: skip
    if not row["estimate_pct"] and not (kind == "words" and row["estimate_text"]):
        yield _wrong(place, "estimate_pct", number, "saknas", "tomt",
                     "procent, eller precision words och estimate_text", "fyll i")  # fmt: skip
    elif row["estimate_pct"] and (percent is None or not 0 <= percent <= 100):
        yield _wrong(place, "estimate_pct", number, "okant_varde", f"”{row['estimate_pct']}”",
                     "ett tal från 0 till 100", "rätta cellen")  # fmt: skip
    for column in ("n", "wave_n"):
        if row[column] and not (row[column].isdigit() and int(row[column])):
            yield _wrong(place, column, number, "okant_varde", f"”{row[column]}”",
                         "ett helt tal eller tomt", "skriv cirka-tal i n_text")  # fmt: skip


def _period(place: str, number: int, row: Row) -> Iterator[Fault]:
    precision = row["fieldwork_precision"]
    if precision and precision not in PRECISIONS:
        yield _wrong(place, "fieldwork_precision", number, "okant_varde", f"”{precision}”",
                     f"en av {', '.join(PRECISIONS)}", "rätta cellen")  # fmt: skip
    start, end = _day(row["fieldwork_start"]), _day(row["fieldwork_end"])
    for column, found in (("fieldwork_start", start), ("fieldwork_end", end)):
        if row[column] and found is None:
            yield _wrong(place, column, number, "datum_olasligt", f"”{row[column]}”",
                         "ett datum som 2026-09-01", "rätta cellen")  # fmt: skip
        elif found is None and precision in DATED:
            yield _wrong(place, column, number, "saknas", "tomt",
                         f"ett datum när precision är {precision}", "fyll i cellen")  # fmt: skip
    if start and end and end < start:
        yield _wrong(place, "fieldwork_end", number, "okant_varde", f"{end}, före fieldwork_start",
                     f"{start} eller senare", "byt plats på dem")  # fmt: skip


def _disagreements(place: str, rows: Sequence[tuple[int, Row]]) -> Iterator[Fault]:
    """What is said of a wave has to be the same on all of its rows."""
    first: dict[str, tuple[int, Row]] = {}
    for number, row in rows:
        other, before = first.setdefault(row["wave_id"], (number, row))
        for column in WAVE_COLUMNS:
            if row[column] != before[column]:
                yield _wrong(place, column, number, "oense", f"ett annat värde än på rad {other}",
                             f"samma på alla rader för {row['wave_id']}", "rätta")  # fmt: skip


def _prepared(
    table: SurveyTable,
    rows: Sequence[tuple[int, Row]],
    earlier: Sequence[PublishedEstimate],
    now: datetime,
) -> Prepared:
    first = rows[0][1]
    estimates = tuple(_estimate(row) for _, row in rows)
    cautions = [*_unstated(table.name, rows), *_changed(table.name, rows, earlier)]
    content = repr([sorted(row.items()) for _, row in rows])
    wave = Wave(
        wave_id=first["wave_id"],
        kind=PUBLISHED,
        survey=first["survey"],
        population=first["population"],
        mode=first["mode"],
        source=first["publisher"],
        licence="",
        legal_ground="",
        fieldwork_start=_day(first["fieldwork_start"]),
        fieldwork_end=_day(first["fieldwork_end"]),
        fieldwork_precision=first["fieldwork_precision"],
        fieldwork_text=first["fieldwork_text"],
        response_rate=first["wave_response_rate"],
        n=int(first["wave_n"]) if first["wave_n"] else None,
        weight=None,
        design={},
        outcomes={},
        groups={},
        cautions=tuple(caution.message for caution in cautions),
        file_name=table.name,
        file_sha256=table.sha256,
        spec_sha256=hashlib.sha256(content.encode()).hexdigest(),
        codebook_sha256="",
        imported_at=now,
    )
    return Prepared(wave, (), estimates, tuple(cautions))


def _estimate(row: Row) -> PublishedEstimate:
    plain = {name: row[name] for name in ESTIMATE_COLUMNS}
    percent, verbatim = plain.pop("estimate_pct"), plain.pop("question_verbatim")
    n = plain.pop("n")
    return PublishedEstimate(
        wave_id=row["wave_id"],
        question_verbatim=verbatim.casefold() in ("yes", "ja", "true"),
        n=int(n) if n else None,
        estimate_percent=_float(percent),
        **plain,
    )


def _unstated(place: str, rows: Sequence[tuple[int, Row]]) -> Iterator[Fault]:
    for column, what in (("base", "basen"), ("mode", "insamlingssättet"),
                         ("population", "populationen")):  # fmt: skip
        silent = [number for number, row in rows if row[column] == NOT_STATED]
        if silent:
            found, do = f"källan anger inte {what}", "jämför inte med andra vågor utan att säga det"
            yield fault(place, column, silent, "ej_angivet", found, "att den gör det", do)


def _changed(
    place: str, rows: Sequence[tuple[int, Row]], earlier: Sequence[PublishedEstimate]
) -> Iterator[Fault]:
    """Questions on the same matter, worded otherwise than in a wave that is in the store."""
    asked = {(e.trust_object, e.category, e.group): e for e in earlier}
    for number, row in rows:
        before = asked.get((row["trust_object"], row["category"], row["group"]))
        if before is None or before.wave_id == row["wave_id"]:
            continue
        for column, old in (("question", before.question), ("base", before.base)):
            if row[column].casefold() != old.casefold():
                yield fault(place, column, [number], "skiljer_sig",
                            f"annan än i {before.wave_id}", f"”{old}”",
                            "jämför inte vågorna utan att säga det")  # fmt: skip


def _wrong(place: str, column: str, row: int, reason: str, found: str, expected: str,
           do: str) -> Fault:  # fmt: skip
    return fault(place, column, [row], reason, found, expected, do)


def _float(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _day(text: str) -> date | None:
    return day(code_text(text) or "")
