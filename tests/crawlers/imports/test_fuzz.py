"""Damaged files of every format: no importer falls over, and each row is one thing, once.

300 files a format, the same each time; VARDKASE_FUZZ=10000 (`make fuzz`) tries as many, others each
time. Every format starts from the files of its scene. Workbooks and Parquet are dearer than text
and come more seldom: of 300 tables (`csv`) about 30 are workbooks and 50 Parquet, of 300 files of
Meltwater about 40 are workbooks.
"""

import contextlib
import dataclasses
import importlib
import io
import re
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from damage.changes import bounded, changed, changes, fuzzed
from hypothesis import event, given
from hypothesis import strategies as st

from classifiers.gate import may_be_about
from crawlers.imports.delimited import decoding_errors, encoding_of
from crawlers.imports.formats import FORMATS, format_of, read_file
from crawlers.imports.mapping import content_of, proposed
from crawlers.imports.reading import REASONS, Reading, SetAside
from crawlers.imports.tables import HEAD_BYTES, shape_of
from crawlers.imports.tabular import CSV, JSON_LINES, PARQUET, table_of
from crawlers.privacy import Pseudonyms
from scheduler.file_import import import_file
from store.columns import to_arrow
from store.connection import Store
from store.errors import ImportFileError
from store.records import Document, OutletType, PassedOver, Source, SourceKind

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")
SOURCES = (
    Source("ekebyposten", SourceKind.FEED, "https://www.ekebyposten.example/rss", "Ekebyposten"),
    Source(
        "forum-tuvhult", SourceKind.IMPORT, "https://forum.example/", outlet_type=OutletType.FORUM
    ),
)
SCENES = {"4cat": "scene_fourcat", "csv": "scene_mapped"}
TIMES = {".xlsx": 2, ".parquet": 3}
CHEAP = 7
"""How often each file of a scene is there to be drawn."""


@dataclass(frozen=True)
class Sample:
    """A file as its tool wrote it. `mapping` is what a person said of its columns."""

    file_format: str
    name: str
    data: bytes
    mapping: dict[str, str] | None = None


@cache
def samples(file_format: str) -> list[Sample]:
    """The files of a format's scene, each several times."""
    scene = importlib.import_module(SCENES.get(file_format, f"scene_{file_format}"))
    mapping = scene.MAPPING if file_format == "csv" else None
    with tempfile.TemporaryDirectory() as folder:
        return [
            Sample(file_format, path.name, path.read_bytes(), mapping)
            for path in scene.write(Path(folder))
            for _ in range(TIMES.get(path.suffix, CHEAP))
        ]


def families(sample: Sample) -> tuple[str, ...]:
    """The changes that fit a file."""
    if sample.name.endswith(".xlsx"):
        return ("zip", "zip", "zip", "bytes")
    if sample.name.endswith(".parquet"):
        return ("columns", "columns", "bytes")
    text = ("bytes", "lines", "text")
    if sample.data.startswith(b"{"):
        return (*text, *["json"] * 5)
    return text if sample.file_format == "retriever" else (*text, *["table"] * 4)


@st.composite
def damaged(draw, file_format):
    """A file of a format, damaged, as a Sample."""
    sample = draw(st.sampled_from(samples(file_format)))
    made = draw(changes(*families(sample)))
    return dataclasses.replace(sample, data=changed(sample.data, made))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def reading_of(sample: Sample, path: Path, guessed: bool) -> Reading:
    """What a file is read with; with `guessed`, by the mapping that is proposed for its columns."""
    mapping = sample.mapping
    if sample.file_format == "csv" and guessed:
        table = table_of(path)
        cells = [row.fields for row in table.rows()]
        contents = {c: content_of((f.get(c, "") for f in cells), NOW) for c in table.columns}
        mapping = proposed(table.columns, contents)
    told = {source.source_id: source for source in SOURCES}
    return Reading(told, PSEUDONYMS, NOW, "0" * 64, may_be_about, mapping=mapping)


@pytest.mark.parametrize("file_format", FORMATS)
@fuzzed(300)
@given(data=st.data())
def test_each_row_of_a_damaged_file_is_one_thing_once(folder, file_format, data):
    sample = data.draw(damaged(file_format))
    rows = rows_of(sample, folder, guessed=data.draw(st.booleans()))
    documents = sum(isinstance(row, Document) for row in rows or ())
    whole = "only documents" if documents == len(rows or ()) else "some rows are none"
    event("refused as a whole" if rows is None else whole)


def _no_utf8(data):
    return data.replace(b"Adress", b"A\xe4ress")


def _without_zone(data):
    table = pq.read_table(io.BytesIO(data))
    when = pa.array([1] * table.num_rows).cast(pa.timestamp("us", tz="Nowhere/Land"), safe=False)
    out = io.BytesIO()
    pq.write_table(table.set_column(0, "Datum", when), out)
    return out.getvalue()


_FAR = "".join(map(chr, range(0x4E00, 0x4E00 + 12_000)))
"""As the name of a host this took half a minute to write in ASCII: the square of its letters."""


@pytest.mark.parametrize(
    ("file_format", "data"),
    [
        ("jsonl", f'{{"text": "x", "url": "https://{_FAR}"}}\n'.encode()),
        ("jsonl", b'{"text": "x", "url": "https://a.se/1", "likes": "' + b"1" * 5_000 + b'"}\n'),
        ("zeeschuimer", b'{"nav_index": "1", "source_platform": "x.com", "data": "an id"}\n'),
        ("zeeschuimer", b'{"data": 5}\n{"data": ["id"]}\n{"data": true}'),
        ("4cat", b"i"),
        ("csv", b"Titel\r\0\nDatum;Inl\xc3\xa4ggstext\r\nx;y\r\n"),
    ],
)
def test_what_was_found_once_stays_mended(folder, file_format, data):
    rows_of(Sample(file_format, "fil.txt", data, {"text": "Inläggstext"}), folder)


@pytest.mark.parametrize("harm", [_no_utf8, _without_zone])
def test_parquet_that_only_python_stumbles_over_is_refused(folder, harm):
    sample = next(each for each in samples("csv") if each.name.endswith(".parquet"))

    assert rows_of(dataclasses.replace(sample, data=harm(sample.data)), folder) is None


def test_a_workbook_with_a_row_beyond_the_last_of_excel_is_refused(folder):
    sample = next(each for each in samples("csv") if each.name.endswith(".xlsx"))
    with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<row r="3"', b'<row r="999999999999"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)

    assert rows_of(dataclasses.replace(sample, data=out.getvalue()), folder) is None


def rows_of(sample, folder, guessed=False):
    """What a file gives when it is read, after all that must hold of it; None when it is refused
    as a whole. `guessed`: its format and mapping are told by the program, too."""
    path = folder / sample.name
    path.write_bytes(sample.data)
    with bounded():
        if guessed:
            with contextlib.suppress(ImportFileError):
                assert format_of(path) in FORMATS
        try:
            reading = reading_of(sample, path, guessed)
            rows = list(read_file(path, sample.file_format, reading))
        except ImportFileError:
            return None
        check_rows(rows, sample.data, path)
        assert len(rows) in expected(sample, path)
        return rows


def check_rows(rows, data, path):
    """Every row is a document that can be stored, a count, or set aside where the file has a
    line."""
    assert {type(row) for row in rows} <= {Document, SetAside, PassedOver}
    documents = [row for row in rows if isinstance(row, Document)]
    assert to_arrow(documents, Document).num_rows == len(documents)
    assert not [text for document in documents for text in texts_of(document) if BAD.search(text)]
    aside = [row for row in rows if isinstance(row, SetAside)]
    assert {row.reason for row in aside} <= REASONS
    numbers = [row.line for row in aside]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= last_line(data, path) for number in numbers)


BAD = re.compile("[\0\ud800-\udfff]")
_ENDS = re.compile("\r\n|\r|\n")
_RULE = re.compile(r"={40,}\s*")


def texts_of(document):
    """All texts of a document, those in its lists too."""
    for value in dataclasses.astuple(document):
        yield from (value,) if isinstance(value, str) else ()
        yield from value if isinstance(value, tuple) else ()


def lines_in(data):
    """The lines of a text in any of the encodings that files have, without NUL."""
    encoding = encoding_of(data[:HEAD_BYTES])
    text = data.decode(encoding, decoding_errors(encoding)).removeprefix("\ufeff")
    return [line.replace("\0", "") for line in _ENDS.split(text)]


def last_line(data, path):
    """The number of the last line or row that the file can have."""
    last = max(len(lines_in(data)), data.count(b"\n") + 1)
    with contextlib.suppress(pa.ArrowException):
        last = max(last, pq.read_metadata(path).num_rows)
    return max(last, 1_048_576) if data.startswith(b"PK") else last


def expected(sample, path):
    """The numbers of rows that the file may be said to have, counted without its importer."""
    if sample.file_format in ("zeeschuimer", "jsonl"):
        return [json_lines(sample.data)]
    if sample.file_format == "retriever":
        return between_rules(lines_in(sample.data))
    objects = [json_lines(sample.data)] if sample.file_format == "4cat" else []
    try:
        kind = table_of(path).kind
    except ImportFileError:
        return objects or [0]
    if kind == JSON_LINES:
        return objects or [json_lines(sample.data)]
    return [*objects, in_table(sample.data, kind, path)]


def json_lines(data):
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").split(b"\n")
    return sum(bool(line.strip()) for line in lines)


def between_rules(lines):
    """Articles stand between rules; before the first and behind the last there may be one."""
    parts = [[]]
    for line in lines:
        if _RULE.fullmatch(line):
            parts.append([])
        elif line.strip():
            parts[-1].append(line)
    whole = sum(map(bool, parts[1:-1]))
    return range(whole, whole + 3)


def in_table(data, kind, path):
    """The rows of a table; of one without quotes, the lines below the heading that say something,
    which it must have found."""
    found = len(list(table_of(path).rows()))
    if kind == PARQUET:
        assert found == pq.read_metadata(path).num_rows
    if kind == CSV:
        shape, lines = shape_of(data[:HEAD_BYTES]), lines_in(data)
        below = lines[shape.heading_line :]
        said = sum(bool(line.replace(shape.delimiter, "").strip()) for line in below)
        assert found == said if '"' not in "".join(lines) else found <= len(below)
    return found


@fuzzed(2, smallest=False)
@given(files=st.lists(st.sampled_from(list(FORMATS)).flatmap(damaged), min_size=20, max_size=20))
def test_the_sum_of_what_an_import_tells_is_the_rows_of_the_files(folder, files):
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = Store(Path(place) / "store.duckdb")
        for number, sample in enumerate(files):
            path = Path(place) / f"{number}-{sample.name}"
            path.write_bytes(sample.data)
            try:
                reading = reading_of(sample, path, guessed=True)
                rows = list(read_file(path, sample.file_format, reading))
            except ImportFileError:
                continue
            summary = import_file(
                store, path, SOURCES, PSEUDONYMS, NOW,
                file_format=sample.file_format, mapping=reading.mapping,
            )  # fmt: skip
            told = summary.as_dict()
            assert told["rows"] == len(rows)
            parts = told["documents"]
            aside = sum(parts["set_aside"].values())
            assert parts["new"] + parts["known"] + parts["edited"] + aside == len(rows)
