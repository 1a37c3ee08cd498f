"""Files that are no tables are refused in one sentence; tables with odd headings are not."""

import random
import zipfile

import pytest

from crawlers.imports.formats import format_of
from crawlers.imports.tabular import table_of
from crawlers.sources import default_sources_toml
from store.errors import ImportFileError

MARKDOWN = """# Anteckningar, möte

Vi ringde soc, som inte svarade, och sedan kommunen.
Det tog tid, men de kom.
De sa nej.
Anna ringde igen, fick svar, blev lovad ett möte, och väntar.
"""
TOML = "# Inställningar\n\n[[source]]\nsource_id = 'a'\nwords = ['a', 'b', 'c']\n"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bild.png", b"\x89PNG\r\n\x1a\n,;\n,;\n", "en bild"),
        ("foto.csv", b"\xff\xd8\xff\xe0,a,b\n,c,d\n", "en bild"),
        ("rapport.csv", b"%PDF-1.7\na,b\nc,d\n", "en PDF"),
        ("anteckningar.pdf", MARKDOWN.encode(), "en PDF"),
        ("anteckningar.csv", MARKDOWN.encode(), "är text och ingen tabell"),
        ("lista.txt", b"- soc, ringde\n- kommunen, ringde\n", "är text och ingen tabell"),
        ("sources.toml", default_sources_toml().encode(), "inställningar"),
        ("kopia.txt", TOML.replace("\n", "\r\n").encode(), "inställningar"),
        ("lista.csv.mapping.toml", b"confirmed = true\n", "anges med --mapping"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFileError, match=told) as raised:
        table_of(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_bytes_that_mean_nothing_are_no_table_whatever_stands_between_them(tmp_path):
    noise = random.Random(7)
    for number, size in enumerate((300, 4_000, 60_000) * 10):
        path = tmp_path / f"{number}.dat"
        path.write_bytes(noise.randbytes(size))
        with pytest.raises(ImportFileError):
            table_of(path)


def test_utf_16_and_nul_are_no_noise(tmp_path):
    text = "id,text\n1,Barnen togs från نورة och ąćę\n" * 20
    for name, content in (("a", text.encode("utf-16")), ("b", text.encode() + b"\0" * 500)):
        (tmp_path / name).write_bytes(content)
        assert table_of(tmp_path / name).columns == ("id", "text")


def test_a_picture_is_told_as_one_where_no_format_knows_it(tmp_path):
    (tmp_path / "foto.csv").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(ImportFileError, match="en bild"):
        format_of(tmp_path / "foto.csv")


def test_a_word_file_is_told_as_one_and_not_as_an_archive(tmp_path):
    for name in ("brev.docx", "brev.xlsx"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        with pytest.raises(ImportFileError, match="Worddokument") as raised:
            table_of(tmp_path / name)
        assert "Packa upp" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "# likes,# shares,text\n1,2,Soc\n",
        "Hur har du blivit bemött av soc?,Vad hände sedan med barnet\nIlla,Inget\n",
        "# skriven av oss\nid;text\n1;Soc\n",
        "id,text\n",
    ],
)
def test_a_table_with_an_odd_heading_is_still_a_table(tmp_path, text):
    (path := tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert len(table_of(path).columns) >= 2
