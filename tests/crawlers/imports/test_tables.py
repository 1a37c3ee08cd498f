"""Delimited tables of any encoding and shape: every row is seen, and none is swallowed."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.imports import delimited
from crawlers.imports.reading import REASONS
from crawlers.imports.tables import TableRow, rows_of, shape_of
from store.errors import ImportFileError

WORDS = "Åsa sa: ja"


@pytest.fixture
def read(tmp_path):
    def from_bytes(content):
        path = tmp_path / "tabell.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(rows_of(path))

    return from_bytes


def test_encoding_delimiter_and_line_ends_are_told_by_the_content(read):
    encodings = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
    for delimiter, encoding, end in itertools.product(",;\t|", encodings, ("\n", "\r\n", "\r")):
        lines = [delimiter.join(each) for each in (("id", "text", "Ort"), ("1", WORDS, "Åmål"))]
        found = read(end.join(lines).encode(encoding))
        expected = [TableRow(2, {"id": "1", "text": WORDS, "Ort": "Åmål"})]
        assert found == expected, (delimiter, encoding, end)


def test_quoted_fields_hold_line_breaks_quotes_and_delimiters(read):
    found = read('id,text\n1,"Hon sa ""nej"",\nsen gick vi"\n2,slut\n')

    assert found == [
        TableRow(2, {"id": "1", "text": 'Hon sa "nej",\nsen gick vi'}),
        TableRow(4, {"id": "2", "text": "slut"}),
    ]


def test_quotes_with_a_backslash_before_them_do_not_shift_the_row(read):
    found = read(
        "id,text,namn,svar\n"
        '1,"Soc tog \\"barnen\\", igen","Snigeln",""\n'
        '2,"Sa \\"nej\\"\nsen \\\\","Annan",""\n'
    )
    assert found == [
        TableRow(2, {"id": "1", "text": 'Soc tog "barnen", igen', "namn": "Snigeln", "svar": ""}),
        TableRow(3, {"id": "2", "text": 'Sa "nej"\nsen \\\\', "namn": "Annan", "svar": ""}),
    ]
    doubled = read('id,text\n1,"C:\\"\n2,"sa ""nej"" \\"\n')
    assert [row.fields["text"] for row in doubled] == ["C:\\", 'sa "nej" \\']


def test_rows_that_are_too_narrow_or_too_wide_are_named_and_empty_ones_are_none(read):
    found = read("a;b;c\n1;2\n1;2;3;4\n\n;;\n1;2;3;;\n1;2;3\n")

    assert [(row.line, row.fault) for row in found] == [
        (2, "fel_antal_falt"), (3, "fel_antal_falt"), (6, ""), (7, ""),
    ]  # fmt: skip


def test_a_quote_that_is_never_closed_takes_its_own_row_alone(read):
    rows = [f'{n},"rad {n}"' for n in range(1, 50)]
    rows[9] = '10,"öppnad och aldrig stängd'
    found = read("\n".join(["id,text", *rows]))

    faults = [row for row in found if row.fault]
    assert [row.line for row in faults] == [11]
    assert [row.fields["id"] for row in found if not row.fault] == [
        str(n) for n in range(1, 50) if n != 10
    ]


def test_a_file_that_ends_in_a_row_says_so(read):
    assert [row.fault for row in read('id,text,ort\n1,"a",b\n2,"kap')] == ["", "avklippt_rad"]
    assert [row.fault for row in read("id,text,ort\n1,a,b\n2,ka")] == ["", "avklippt_rad"]
    assert [row.fault for row in read("id,text,ort\n1,a,b\n2,hel,rad")] == ["", ""]


def test_nul_bytes_fall_away_and_windows_letters_among_utf8_are_read(read):
    assert read(b"id,text\n1,a\0b\n2,\0\0\n") == [
        TableRow(2, {"id": "1", "text": "ab"}),
        TableRow(3, {"id": "2", "text": ""}),
    ]
    between = read(b"titel\r\0\nid,text\r\n1,a\r\n")  # the NUL parts one line end into two
    assert between == [TableRow(4, {"id": "1", "text": "a"})]
    mixed = "id,text\n1,Åmål\n2,".encode() + "Åmål – “så”".encode("cp1252")
    assert [row.fields["text"] for row in read(mixed)] == ["Åmål", "Åmål – “så”"]


def test_the_heading_may_have_a_title_above_it_and_names_twice(read):
    assert read("sep=;\nid;text\n1;a,b\n") == [TableRow(3, {"id": "1", "text": "a,b"})]
    found = read("Utdrag ur arkivet\n\nid,text,text,\n1,a,b,\n")
    assert found == [TableRow(4, {"id": "1", "text": "a", "text (2)": "b"})]


def test_what_is_no_table_has_no_rows(read):
    assert read("bara ett ord på var rad\noch ett till\n") == []
    assert read(b"") == []
    assert shape_of(b"\x89PNG\r\n\x1a\n") is None


def test_a_row_of_any_length_is_read_up_to_the_bound(read, monkeypatch):
    monkeypatch.setattr(delimited, "MAX_RECORD_CHARS", 300_000)  # the bound itself, made cheap
    long = "å" * 200_000
    found = read(f'id,text\n1,"{long}"\n2,{"x" * 400_000}\n3,"{"y" * 10}\n4,slut\n5,s\n')

    assert [(row.line, row.fault) for row in found] == [
        (2, ""), (3, "for_lang_rad"), (4, "avklippt_rad"), (5, ""), (6, ""),
    ]  # fmt: skip
    assert found[0].fields["text"] == long


def test_a_file_that_cannot_be_read_is_an_error_in_one_line(tmp_path):
    with pytest.raises(ImportFileError, match="går inte att läsa"):
        list(rows_of(tmp_path))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_bytes_make_it_fail_or_lose_a_line(tmp_path_factory, data):
    whole = 'id,text,ort\n1,"a\nb",c\n2,d,e\n3,"f ""g""",h\n'.encode(
        data.draw(st.sampled_from(["utf-8", "utf-16", "utf-16-le"]))
    )
    edits = data.draw(st.lists(st.tuples(st.integers(0, len(whole)), st.binary(max_size=3))))
    content = bytearray(whole)
    for place, added in edits:
        content[place : place + 1] = added
    path = Path(tmp_path_factory.getbasetemp()) / "mutated.csv"
    path.write_bytes(content)

    found = list(rows_of(path))

    assert all(not row.fault or row.fault in REASONS for row in found)
    assert all(one.line < two.line for one, two in itertools.pairwise(found))
