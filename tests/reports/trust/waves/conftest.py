"""Small survey files in every format, made by the programs' own writers, and their wave.toml."""

import csv
import datetime
import hashlib
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from reports.trust.waves.preparing import SpecFile, prepare
from reports.trust.waves.reading import read_table, with_codebook
from reports.trust.waves.toml import read_spec

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)

SCALE = {
    1: "Mycket stort förtroende",
    2: "Ganska stort förtroende",
    3: "Varken stort eller litet förtroende",
    4: "Ganska litet förtroende",
    5: "Mycket litet förtroende",
    8: "Vet ej",
    9: "Vill inte svara",
}
PARTIES = {1: "V", 2: "S", 3: "M", 8: "Vet ej", 9: "Vill inte svara"}
QUESTION = "Hur stort förtroende har du för socialtjänsten?"

TOML = """\
id = "V2026"
survey = "Befolkningspanelen"
population = "18 år och äldre"
mode = "webbpanel"
source = "Myndigheten"
licence = "avtal 2026-17"
legal_ground = "etikprövning 2026-01234-01"

[fieldwork]
precision = "day"
start = 2026-09-01
end = 2026-09-30

[weight]
column = "vikt"

[design]
strata = ["stratum"]
psu = ["kluster"]

[respondent]
id = "lopnr"
date = "datum"

[[outcome]]
name = "soc"
column = "q1_soc"
question = "Hur stort förtroende har du för socialtjänsten?"
high = [1, 2]
middle = [3]
low = [4, 5]
dont_know = [8]
wont_say = [9]
base = "with_opinion"

[[group]]
name = "parti"
column = "parti"
sensitive = "party"

[[group]]
name = "alder"
column = "alder"
sensitive = "no"
"""


def people(n=24):
    """Answers of n constructed persons; every third column value is fixed by the row alone."""
    codes = [1, 2, 3, 4, 5, 8, 9, 2]
    return pd.DataFrame(
        {
            "lopnr": [1000.0 + i for i in range(n)],
            "vikt": [round(0.6 + 0.1 * (i % 9), 2) for i in range(n)],
            "stratum": [float(1 + i % 2) for i in range(n)],
            "kluster": [float(1 + i % 6) for i in range(n)],
            "datum": [datetime.date(2026, 9, 1 + i % 20) for i in range(n)],
            "q1_soc": [float(codes[i % len(codes)]) for i in range(n)],
            "q1_skola": [float(codes[(i + 3) % len(codes)]) for i in range(n)],
            "parti": [float([1, 2, 3, 8, 9][i % 5]) for i in range(n)],
            "alder": [float(18 + 3 * i) for i in range(n)],
            "intresse": [float(1 + i % 4) for i in range(n)],
        }
    )


LABELS = {
    "q1_soc": "Förtroende för socialtjänsten",
    "q1_skola": "Förtroende för skolan",
    "parti": "Bästa parti",
    "vikt": "Kalibreringsvikt",
}
VALUES = {"q1_soc": SCALE, "q1_skola": SCALE, "parti": PARTIES}
MISSING = {"q1_soc": [{"lo": 8, "hi": 9}], "parti": [{"lo": 8, "hi": 9}]}


@dataclass
class Desk:
    """A folder with survey files."""

    folder: Path

    people = staticmethod(people)
    toml = TOML
    question = QUESTION

    def sav(self, frame=None, name="panel.sav", values=VALUES, missing=MISSING, labels=LABELS):
        """Write an SPSS file; gives its path."""
        path = self.folder / name
        data = people() if frame is None else frame
        pyreadstat.write_sav(
            data,
            str(path),
            column_labels={k: v for k, v in labels.items() if k in data},
            variable_value_labels={k: v for k, v in values.items() if k in data},
            missing_ranges={k: v for k, v in missing.items() if k in data},
            compress=name.endswith(".zsav"),
        )
        return path

    def dta(self, frame=None, name="panel.dta", values=VALUES, **options):
        path = self.folder / name
        pyreadstat.write_dta(
            people() if frame is None else frame,
            str(path),
            column_labels=[LABELS.get(c) for c in people()] if frame is None else None,
            variable_value_labels=values,
            **options,
        )
        return path

    def csv(self, frame=None, name="panel.csv", encoding="utf-8", delimiter=";", comma=True):
        """Write a CSV file as a Swedish office does; gives its path."""
        data = people() if frame is None else frame

        def shown(value):
            if value is None or value != value:
                return ""
            if isinstance(value, float):
                text = str(int(value)) if value.is_integer() else str(value)
                return text.replace(".", ",") if comma else text
            return str(value)

        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            out = csv.writer(file, delimiter=delimiter)
            out.writerow(data.columns)
            out.writerows([shown(v) for v in row] for row in data.itertuples(index=False))
        return path

    def xlsx(self, rows, name="panel.xlsx", others=()):
        path = self.folder / name
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for title in others:
            book.create_sheet(title).append(["x"])
        book.save(path)
        return path

    def spec(self, *changes, text=None):
        """The SpecFile of the wave.toml with (old, new) changes made to it."""
        toml = self.toml if text is None else text
        for old, new in changes:
            assert old in toml, old
            toml = toml.replace(old, new)
        raw = toml.encode()
        return SpecFile(read_spec("V.toml", raw), "V.toml", hashlib.sha256(raw).hexdigest())

    def prepare(self, path, *changes, earlier=(), codebook=None, now=NOW, text=None):
        """Read a file by the wave.toml with changes; gives what may be stored."""
        table = read_table(path)
        table = with_codebook(table, codebook) if codebook else table
        return prepare(table, self.spec(*changes, text=text), earlier, now)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
