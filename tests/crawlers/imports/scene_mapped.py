"""Built tables that no format knows, the same rows as CSV, Excel, JSON Lines and Parquet, and what
their columns mean."""

import csv
import json
from datetime import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

PERSONS = ("granssnigeln", "Gränssnigel Göransson", "070-174 06 36", "snigel@example.org")

MAPPING = {
    "published_at": "Datum",
    "text": "Inläggstext",
    "author": "Kontonamn",
    "url": "Adress",
    "id": "Inläggs-id",
    "likes": "Gillar",
    "kind": "=post",
    "platform": "=tiktok.com",
}
COLUMNS = ("Datum", "Inläggstext", "Kontonamn", "Adress", "Inläggs-id", "Gillar", "Ton")
ROWS_OF = tuple(
    (
        f"2026-11-{number + 10} 08:30:00",
        f"Dag {number}: socialtjänsten ringde inte.\nRing 070-174 06 36, snigel@example.org",
        "granssnigeln",
        f"https://www.tiktok.com/@granssnigeln/video/72901234567890123{number:02}",
        f"72901234567890123{number:02}",
        str(1000 + number),
        "Gränssnigel Göransson är arg",
    )
    for number in range(4)
)
FILES = ("lista.csv", "lista.xlsx", "lista.ndjson", "lista.parquet")
ROWS = [4, 4, 4, 4]


def write(folder):
    paths = [folder / name for name in FILES]
    with paths[0].open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([COLUMNS, *ROWS_OF])
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for day, *cells in ROWS_OF:
        sheet.append([datetime.fromisoformat(day), *cells])
    book.save(paths[1])
    objects = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS_OF]
    paths[2].write_text(
        "\n".join(json.dumps(each, ensure_ascii=False) for each in objects) + "\n", encoding="utf-8"
    )
    pq.write_table(pa.Table.from_pylist(objects), paths[3])
    return paths
