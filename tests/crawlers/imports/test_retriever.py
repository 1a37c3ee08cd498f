"""Retriever's text files, built after a published sample: one row an article, pairs kept apart."""

from datetime import UTC, datetime

import pytest
import scene_retriever as scene

from crawlers.canonical import document_id
from crawlers.imports import retriever
from crawlers.imports.formats import format_of
from crawlers.imports.reading import Reading, SetAside
from crawlers.privacy import Pseudonyms
from store.records import DocumentKind, Source, SourceKind, TextStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def read(tmp_path):
    def from_text(text, sources=()):
        path = tmp_path / "artiklar.txt"
        path.write_text(text, encoding="utf-8")
        reading = Reading({each.source_id: each for each in sources}, NAMES, NOW)
        return list(retriever.read(path, reading))

    return from_text


def test_utf8_and_utf16_give_the_same_articles_without_contacts(tmp_path):
    files = []
    for path, rows in zip(scene.write(tmp_path), scene.ROWS, strict=True):
        assert format_of(path) == "retriever"
        files.append(found := list(retriever.read(path, Reading({}, NAMES, NOW))))
        assert len(found) == rows
        for person in scene.PERSONS:
            assert person not in repr(found), (path, person)
    assert files[0] == files[1]


def test_an_article_is_its_words_and_a_teaser_says_so(read):
    printed, web, *_, last = read(scene.TEXT)

    assert printed.title == "Kritik mot socialtjänsten"
    assert printed.text.startswith("Socialtjänsten i Ekeby får hård kritik av Ivo.\n\nUtredningen")
    assert printed.text.endswith("[e-post]\n[telefon]")
    assert (printed.kind, printed.text_status) == (DocumentKind.ARTICLE, TextStatus.FULL)
    assert printed.published_at == datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert web.text == "Socialtjänsten i Ekeby får hård kritik av Ivo ..."
    assert web.text_status is TextStatus.TEASER
    assert web.document_id == document_id("http://ret.nu/AbCd1234")
    assert web.published_at == datetime(2026, 11, 16, 8, 31, tzinfo=UTC)
    assert {printed.source_id, web.source_id} == {"retriever-ekebyposten"}
    assert "Stockholm, 2026-11-18" in last.text
    assert last.text.endswith(" [telefon]\näven [e-post]")
    assert not any("upphovsrätt" in each.text for each in read(scene.TEXT))


def test_only_what_is_from_the_web_and_breaks_off_is_a_teaser(read):
    def status(place, text, link="Läs hela"):
        return read(
            f"> R, K, 2026-11-16\n\nR\nKvällsbladet, 2026-11-16\n{place}\n\n{text}\n"
            f"{scene.RIGHTS}\n\n{link} artikeln på http://ret.nu/x\n{scene.RULE}\n"
        )[0].text_status

    web, printed = "Publicerat på webb. ", "Sida 2\nPublicerat i print. "
    assert status(web, "Socialtjänsten får kri…", "Se web") is TextStatus.TEASER
    assert status(web, "Socialtjänsten får kri...") is TextStatus.TEASER
    assert status(web, "Socialtjänsten får kritik av", "Se web") is TextStatus.TEASER
    assert status(web, "Socialtjänsten får kritik.") is TextStatus.FULL
    assert status(printed, "Ivo är kritisk.\n\nKommunen svarar.") is TextStatus.FULL
    assert status(printed, "Ivo är kritisk.\n\nOch så gick det som det gick …") is TextStatus.FULL


@pytest.mark.parametrize(
    ("broken", "masked"),
    [
        ("Skriv.TOR EKtor.ek@norra.\nexample 08-465 004 11", "Skriv.TOR [e-post] [telefon]"),
        ("även där.kerstin.\nekvall@norra.example", "även [e-post]"),
        ("Mejla kerstin.\nekvall@norra.example nu", "Mejla [e-post] nu"),
        ("Mejla ekvall@mejl.norra.\nse nu", "Mejla [e-post] nu"),
        ("Ivo är hård.\ntor.ek@norra.example", "Ivo är hård.\n[e-post]"),
        ("Mejla ekvall@norra.example.\nDet går bra.", "Mejla [e-post].\nDet går bra."),
    ],
)
def test_an_address_that_is_broken_at_the_end_of_a_line_is_masked_whole(read, broken, masked):
    text = f"> R, K, 2026-11-16\n\nR\nKvällsbladet, 2026-11-16\nSida 2\n\n{broken}\n{scene.RULE}\n"
    assert read(text)[0].text == masked


def test_print_and_web_are_two_unless_every_word_is_the_same(read):
    printed, web, same, again, _ = read(scene.TEXT)

    assert printed.document_id != web.document_id
    assert same == again


def test_two_letters_of_one_day_under_one_heading_are_two(read):
    first = scene.TEXT.split(scene.RULE)[2].replace("Brist på familjehem", "Insändare")
    second = first.replace("Kommunen söker", "Kommunen sökte")
    one, other, again = read(scene.RULE.join(("", first, second, first, "")))

    assert one.title == other.title == "Insändare"
    assert one.document_id != other.document_id
    assert again == one


def test_the_outlet_may_be_a_configured_source(read):
    posten = Source("posten", SourceKind.FEED, "https://ekebyposten.example/", "Ekebyposten")

    assert read(scene.TEXT, [posten])[0].source_id == "posten"


def test_a_file_that_is_cut_and_parts_that_are_no_articles_are_said_with_their_lines(read):
    lines = scene.TEXT.splitlines()
    start = lines.index("Ny chef för socialtjänsten")
    cut = "\n".join(lines[: start + 5])
    *whole, last = read(cut)
    assert len(whole) == 4
    assert last == SetAside(start + 1, "avklippt_rad")

    head, rest = scene.TEXT.split(scene.RULE, 1)
    odd = read(f"{head}{scene.RULE}\nbara ord\n{scene.RULE}{rest}")
    assert len(odd) == 6
    assert odd[1].reason == "ingen_post"

    future = scene.TEXT.replace("2026-11-18\nPublicerat", "2097-11-18\nPublicerat")
    assert read(future)[-1] == SetAside(start + 1, "ogiltigt_datum")


SPACE = " "
OTHER = f"""Ekeby universitet BIBSAM
Uttag 2026-11-18

Nyheter:

... och här är en rubrik
som fortsätter på nästa rad

Ekebyposten, 2026-11-16
{"-" * 78}
Sida 10#11
Publicerat i print.{SPACE}

Socialnämnden svarar.

Alla artiklar är skyddade av upphovsrättslagen. Utgivare: Tore Ek.
Läs hela artikeln på
http://ret.nu/nS45H0r6
{scene.RULE}

Kommunen satsar
Ekeby Omsorg AB
Pressmeddelanden, 2026-11-17 08:00
Publicerat på webb.{SPACE}

Fler familjehem behövs.

© Ekeby Omsorg AB
{scene.RULE}

Soc i Ekeby
Radio Ekeby, 2026-11-18 07:30
Sänt i Radio Ekeby.

Ivo kritiserar soc.
© Radio Ekeby
{scene.RULE}
"""


def test_what_other_readers_of_such_files_tell_of_is_understood(tmp_path):
    path = tmp_path / "bibsam.txt"
    path.write_bytes(OTHER.replace("\n", "\r\n").encode("utf-16"))

    assert format_of(path) == "retriever"
    found = list(retriever.read(path, Reading({}, NAMES, NOW)))
    assert [(each.title, each.text) for each in found] == [
        ("... och här är en rubrik som fortsätter på nästa rad", "Socialnämnden svarar."),
        ("Kommunen satsar Ekeby Omsorg AB", "Fler familjehem behövs."),
        ("Soc i Ekeby", "Ivo kritiserar soc."),
    ]
    assert found[0].document_id == document_id("http://ret.nu/nS45H0r6")


def test_what_stands_above_the_first_headline_is_not_in_it(read):
    text = OTHER.replace("Nyheter:\n\n", "").replace("som fortsätter på nästa rad\n", "")

    assert read(text)[0].title == "... och här är en rubrik"
