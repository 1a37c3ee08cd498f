"""Any table with a mapping: what is proposed, what is remembered, and what its rows become."""

import json
from datetime import UTC, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import scene_mapped as scene

from crawlers.canonical import document_id, platform_document_id
from crawlers.imports import mapped
from crawlers.imports.formats import format_of
from crawlers.imports.mapping import content_of, faults, proposed
from crawlers.imports.mapping_doubts import Sample
from crawlers.imports.mapping_files import (
    read_mapping,
    read_origins,
    read_remembered,
    written_proposal,
    written_remembered,
)
from crawlers.imports.post_urls import post_address
from crawlers.imports.reading import Reading, SetAside
from crawlers.imports.tabular import table_of
from crawlers.imports.values import count, language, moment
from crawlers.privacy import Pseudonyms
from store.errors import ImportFileError, SettingsError
from store.records import DocumentKind, OutletType

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def read(tmp_path):
    def from_text(text, **mapping):
        path = tmp_path / "lista.csv"
        path.write_text(text, encoding="utf-8")
        reading = Reading({}, NAMES, NOW, mapping={"text": "text", **mapping})
        return list(mapped.read(path, reading))

    return from_text


def test_the_same_rows_come_out_of_csv_excel_json_lines_and_parquet(tmp_path):
    files = []
    for path, rows in zip(scene.write(tmp_path), scene.ROWS, strict=True):
        assert format_of(path) == "csv"
        reading = Reading({}, NAMES, NOW, mapping=scene.MAPPING)
        files.append(found := list(mapped.read(path, reading)))
        assert len(found) == rows
        for person in scene.PERSONS:
            assert person not in repr((found, reading.told)), (path, person)
    assert files[0] == files[1] == files[2] == files[3]

    first = files[0][0]
    assert first.document_id == platform_document_id("tiktok.com", "7290123456789012300")
    assert first.author == NAMES.of("tiktok.com", "granssnigeln")
    assert first.published_at == datetime(2026, 11, 10, 7, 30, tzinfo=UTC)
    assert (first.kind, first.likes) == (DocumentKind.POST, 1000)
    assert first.source_id == "import-tiktok.com"


def test_what_is_about_the_account_or_another_post_is_not_proposed_for_the_post():
    library = (  # the columns of Meta's Content Library
        "id", "text", "creation_time", "modified_time", "lang", "mcl_url", "surface.id",
        "surface.username", "post_owner.id", "post_owner.name", "post_owner.username",
        "shared_post_id", "statistics.like_count", "statistics.share_count",
        "statistics.comment_count", "statistics.views", "link_attachment.link",
        "link_attachment.description",
    )  # fmt: skip
    assert proposed(library, {"link_attachment.link": "webbadresser"}) == {
        "id": "id", "text": "text", "published_at": "creation_time", "language": "lang",
        "author": "post_owner.username", "likes": "statistics.like_count",
        "shares": "statistics.share_count", "comments": "statistics.comment_count",
        "views": "statistics.views", "kind": "=post",
    }  # fmt: skip

    tweets = ("id", "user.created_at", "user.description", "user.screen_name", "created_at", "text")
    found = proposed(tweets, {})
    assert (found["published_at"], found["text"]) == ("created_at", "text")
    assert "user.description" not in proposed(tweets[:4], {}).values()

    comments = (  # those of YouTube Data Tools
        "id", "replyCount", "likeCount", "publishedAt", "authorName", "text", "authorChannelId",
        "authorChannelUrl", "isReply", "isReplyTo", "isReplyToName",
    )  # fmt: skip
    found = proposed(comments, {"authorChannelUrl": "webbadresser"})
    assert (found["reply_to"], found["author"], found["id"]) == ("isReplyTo", "authorName", "id")
    assert "url" not in found


def test_a_mapping_is_proposed_by_names_in_swedish_and_english_and_by_content():
    swedish = proposed(scene.COLUMNS, {})
    assert {k: v for k, v in swedish.items() if k != "kind"} == {
        k: v for k, v in scene.MAPPING.items() if not v.startswith("=")
    }
    english = proposed(
        ["Tweet Id", "created_at", "full text", "author.username", "in_reply_to"], {}
    )
    assert english == {
        "id": "Tweet Id", "published_at": "created_at", "text": "full text",
        "author": "author.username", "reply_to": "in_reply_to", "kind": "=post",
    }  # fmt: skip
    assert proposed(["Rubrik", "Källa", "Datum", "Länk", "Ingress"], {})["kind"] == "=article"

    long, days = ["x" * 80] * 3, ["2026-11-16 08:30", "2026-11-17", ""]
    contents = {
        "a": content_of(long, NOW), "b": content_of(days, NOW), "c": content_of(["3", "4"], NOW),
        "d": content_of(["https://a.example/1"], NOW), "e": content_of([" "], NOW),
    }  # fmt: skip
    assert list(contents.values()) == ["långa texter", "datum", "tal", "webbadresser", "tom"]
    assert proposed(list(contents), contents) == {
        "url": "d", "published_at": "b", "text": "a", "kind": "=post",
    }  # fmt: skip


@pytest.mark.parametrize("heading", ["Profil", "Namn", "Konto", "Avsändare", "Signatur", "From"])
def test_a_column_of_peoples_names_is_proposed_as_the_author(heading):
    people = {heading: content_of(["Anna Gränssnigel", "Bo Ek-Öberg", "@snigel71"], NOW)}
    assert proposed([heading, "Inlägg"], people)["author"] == heading


def test_titles_and_addresses_of_pages_are_not_proposed_as_authors():
    titles = ["Så arbetar socialtjänsten – Ekeby kommun", "Frågor om LVU | Ekebyposten"]
    for column, cells in (("Namn", titles), ("Profil", ["https://a.example/anna"]), ("Namn", [])):
        contents = {column: content_of(cells, NOW)}
        assert "author" not in proposed(["Rubrik", column, "Källa"], contents)


def test_answers_that_do_not_fit_the_first_rows_are_doubted(tmp_path):
    (path := tmp_path / "a.csv").write_text(
        "dag,vad,vem,länk,tomt\n15/11 2026 kl 10,Soc ringde,Anna,www.a.example,\n"
        ",Soc ringde igen,Bo,,\n",
        encoding="utf-8",
    )
    sample = Sample(table_of(path), NOW)
    fine = [("published_at", "dag"), ("text", "vad"), ("author", "vem"), ("likes", "tomt")]
    assert not any(sample.doubt(field, column) for field, column in fine)
    wrong = [("published_at", "vad"), ("text", "dag"), ("text", "tomt"), ("url", "länk")]
    said = [sample.doubt(field, column) for field, column in (*wrong, ("author", "dag"))]
    assert all(said) and not any("Soc" in one or "2026" in one for one in said)


@pytest.mark.parametrize(
    ("mapping", "lost"),
    [
        ({"text": "vad", "kind": "=post"}, True),
        ({"text": "vad", "kind": "=article"}, False),
        ({"text": "vad", "kind": "=post", "author": "vem"}, False),
        ({"text": "vad", "kind": "=post", "url": "adress"}, False),  # it has the account in it
        ({"text": "vad", "kind": "=post", "url": "sida"}, True),
    ],
)
def test_posts_without_authors_are_told_of(tmp_path, mapping, lost):
    (path := tmp_path / "a.csv").write_text(
        "vad,vem,adress,sida\nSoc,Anna,https://x.com/anna/status/71,https://a.example/71\n",
        encoding="utf-8",
    )
    assert Sample(table_of(path), NOW).lacks_authors(mapping) is lost


def test_a_proposal_is_read_back_when_it_is_confirmed(tmp_path):
    mapping = proposed(scene.COLUMNS, {})
    path = tmp_path / "lista.csv.mapping.toml"
    contents = dict.fromkeys(scene.COLUMNS, "korta texter")
    path.write_text(written_proposal(mapping, contents, "lista.csv", path.name), encoding="utf-8")
    with pytest.raises(SettingsError, match="confirmed"):
        read_mapping(path, scene.COLUMNS)

    path.write_text(path.read_text("utf-8").replace("= false", "= true"), encoding="utf-8")
    assert read_mapping(path, scene.COLUMNS) == mapping
    with pytest.raises(SettingsError, match="kolumnen finns inte"):
        read_mapping(path, scene.COLUMNS[1:])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("confirmed = true\n[columns]\ntexten = 'a'", "texten: fältet finns inte; .* text, title"),
        ("confirmed = true\n[columns]\ntext = 3", "text: väntade text inom citattecken"),
        ("confirmed = true\n[columns]\ntext = 'a'\n[fixed]\nkind = 'inlägg'", '"inlägg"'),
        ("confirmed = true\n[columns]\ntext = 'Inläggstext'\n[fixed]\nkind = 'blogg'", "kind"),
        ("confirmed = true\n[columns]\nurl = 'Adress'", "varken text eller title"),
        ("confirmed = true\ncolumns = 3", "columns"),
        ("confirmed = tru", "TOML"),
        (None, "kan inte läsas"),
    ],
)
def test_a_mapping_that_is_wrong_is_told_in_one_line(tmp_path, text, said):
    path = tmp_path / "m.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said) as raised:
        read_mapping(path, scene.COLUMNS)
    assert "\n" not in str(raised.value)


def test_only_a_proposal_may_be_deleted_and_never_the_users_own_table(tmp_path):
    for name, advised in (("lista.xlsx", False), ("lista.csv.mapping.toml", True)):
        (tmp_path / name).write_bytes(b"PK\x03\x04\xff")
        with pytest.raises(SettingsError) as raised:
            read_mapping(tmp_path / name, scene.COLUMNS)
        assert ("ta bort filen" in str(raised.value)) is advised, name


def test_mappings_are_remembered_by_the_heading(tmp_path):
    path = tmp_path / "import-mappings.toml"
    odd = {"text": 'Kolumn "1" = å\\', "kind": "=post"}
    path.write_text(written_remembered({"ab12": scene.MAPPING, "cd34": odd}), encoding="utf-8")

    assert read_remembered(path) == {"ab12": scene.MAPPING, "cd34": odd}
    origins = {"cd34": "lista.csv, 2026-11-16"}
    path.write_text(written_remembered(read_remembered(path), origins), encoding="utf-8")
    assert (read_remembered(path)["cd34"], read_origins(path)) == (odd, origins)
    assert read_remembered(tmp_path / "ingen.toml") == {}
    one, other = (table_of(file).digest for file in scene.write(tmp_path)[:2])
    assert one == other
    (tmp_path / "annan.csv").write_text("id;text\n1;a\n", encoding="utf-8")
    assert table_of(tmp_path / "annan.csv").digest != one


def test_rows_that_cannot_be_read_are_set_aside_and_the_sum_adds_up(read):
    found = read(
        "id,text,dag\n1,Soc ringde,2026-11-16\n2,,2026-11-16\n3,hej,igår kanske\n4,hej\n"
        '7.29E+18,hej,2026-11-16\n,utan id,46342.5\n5,"kap',
        id="id", published_at="dag", platform="=x.com",
    )  # fmt: skip

    assert found[1:5] == [
        SetAside(3, "saknar_text"),
        SetAside(4, "ogiltigt_datum", "dag"),
        SetAside(5, "fel_antal_falt"),
        SetAside(6, "avrundat_id"),
    ]
    assert found[5].published_at == datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert found[6] == SetAside(8, "avklippt_rad")
    assert len(found) == 7


def test_of_a_file_whose_ids_excel_has_rounded_no_row_is_taken(read, tmp_path):
    rows = "".join(f"7.29{n}E+18,Soc ringde\n" for n in range(9))
    found = read(f"id,text\n1,hej\n{rows}", id="id", platform="=x.com")
    assert found == [SetAside(line, "avrundat_id") for line in range(2, 12)]

    book = openpyxl.Workbook()
    for row in (["id", "text"], *([7290123456789012300 + 70_000 * n, "Soc"] for n in range(3))):
        book.active.append(row)
    book.save(path := tmp_path / "bok.xlsx")
    mapping = {"text": "text", "id": "id", "platform": "=tiktok.com"}
    reading = Reading({}, NAMES, NOW, mapping=mapping)
    found = list(mapped.read(path, reading))
    assert [row.reason for row in found] == ["avrundat_id"] * 3
    assert "Excel" in reading.distrust


def test_rows_are_posts_or_articles_by_the_mapping_and_the_address(read, tmp_path):
    table = (
        "rubrik,text,url,ut\n"
        "JO kritiserar,Socialnämnden får kritik.,https://www.posten.example/a?utm_id=1,Posten\n"
        "JO kritiserar,Utan adress.,,Posten\n"
        "Tråd,Soc igen,https://www.flashback.org/p123,\n"
    )
    article, undressed, post = read(
        table, title="rubrik", url="url", source="ut", kind="=article"
    )  # fmt: skip

    assert article.document_id == document_id("https://www.posten.example/a")
    assert (article.kind, article.source_id) == (DocumentKind.ARTICLE, "import-posten")
    assert undressed.kind is DocumentKind.ARTICLE
    assert undressed.document_id != article.document_id
    assert (post.kind, post.title) == (DocumentKind.POST, "Tråd")
    assert post.document_id == platform_document_id("flashback.org", "123")

    reading = Reading({}, NAMES, NOW, mapping={"text": "text", "url": "url", "source": "=eget"})
    (own, *_) = mapped.read(tmp_path / "lista.csv", reading)
    assert own.source_id == "eget"
    assert reading.told["eget"].outlet_type is OutletType.SOCIAL


def test_a_comment_keeps_what_it_answers_and_a_post_without_id_is_the_same_each_time(read):
    table = "nr,svar,text,namn\n11,10,Håller med,anna71\n,,Soc ljuger,anna71\n,,Soc ljuger,eva\n"
    columns = {"id": "nr", "reply_to": "svar", "author": "namn", "platform": "=youtube.com"}
    comment, one, other = read(table, **columns)

    assert comment.kind is DocumentKind.COMMENT
    assert comment.reply_to == platform_document_id("youtube.com", "10")
    assert one.document_id == other.document_id == read(table, **columns)[1].document_id


def test_a_table_may_mix_platforms_and_say_them_in_words(read):
    found = read(
        "id,text,var,vem\n1,Soc,Twitter,anna71\n1,Soc,TikTok,anna71\n1,Soc,www.facebook.com,anna71\n"
        "1,Soc,Nya Appen,anna71\n",
        id="id", platform="var", author="vem",
    )  # fmt: skip

    platforms = ("x.com", "tiktok.com", "facebook.com", "nya-appen")
    assert [each.source_id for each in found] == [
        "import-x.com", "import-tiktok.com", "import-facebook.com", "import-other",
    ]  # fmt: skip
    assert [each.document_id for each in found] == [
        platform_document_id(platform, "1") for platform in platforms
    ]
    assert [each.author for each in found] == [NAMES.of(p, "anna71") for p in platforms]


def test_comments_with_the_address_of_what_they_answer_are_posts_of_their_own(read):
    """As exports of comments have it: the account in the address is not the one that comments."""
    video = "https://www.tiktok.com/@byamannen/video/71"
    rows = [f"{n},{video},Soc ljuger {n},anna{n}7" for n in range(3)]
    rows += [f"9,{video}?share_comment_id=9,Håller med,eva71"]
    found = read("\n".join(["id,url,text,vem", *rows]) + "\n", id="id", url="url", author="vem")

    assert [each.document_id for each in found] == [
        platform_document_id("tiktok.com", native_id) for native_id in "0129"
    ]
    assert {each.reply_to for each in found} == {platform_document_id("tiktok.com", "71")}
    assert {each.kind for each in found} == {DocumentKind.COMMENT}
    assert found[1].author == NAMES.of("tiktok.com", "anna17")
    assert found[3].author == NAMES.of("tiktok.com", "eva71")

    twice = "".join(f"{n},{video[:-2]}{n},Soc {n},anna71\n" * 2 for n in range(3))
    found = read("id,url,text,vem\n" + twice, id="id", url="url", author="vem")
    assert len({each.document_id for each in found}) == 3  # the same posts captured twice
    assert {each.reply_to for each in found} == {None}


def test_what_is_nested_in_json_and_parquet_is_named_by_its_way(tmp_path):
    rows = [
        {"id": str(n), "user": {"name": "anna71"}, "data": {"body": f"Soc {n}"}, "tags": ["lvu"]}
        for n in range(3)
    ]
    lines = tmp_path / "a.ndjson"
    lines.write_text("\n".join(map(json.dumps, rows)) + '\n[]\n{"id": "4", "da', encoding="utf-8")
    parquet = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows), parquet)
    mapping = {
        "id": "id", "text": "data.body", "author": "user.name", "hashtags": "tags",
        "platform": "=x.com",
    }  # fmt: skip

    assert set(table_of(lines).columns) == set(table_of(parquet).columns)
    *found, no_row, cut = mapped.read(lines, Reading({}, NAMES, NOW, mapping=mapping))
    assert (no_row, cut) == (SetAside(4, "ingen_post"), SetAside(5, "avklippt_rad"))
    assert found == list(mapped.read(parquet, Reading({}, NAMES, NOW, mapping=mapping)))
    assert found[0].hashtags == ("lvu",)


def test_what_is_no_table_and_what_is_damaged_is_told_in_one_line(tmp_path):
    contents = {
        "gammal.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        "kapad.parquet": b"PAR1" + bytes(50),
        "tom.csv": b"",
        "bild.csv": b"\x89PNG\r\n",
        "utan-rubriker.csv": b"2026-11-16,Soc,https://www.tiktok.com/@anna71x/video/7\n1,b,c\n",
        "konton.csv": b"@anna71x;Soc ringde\n@eva71x;Soc igen\n",
        "ur-excel.csv": b'"{""id"":7","""nav_index"":""1"""\n"{""id"":8","""nav_index"":""2"""\n',
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ImportFileError, match=name) as raised:
            table_of(tmp_path / name)
        assert "\n" not in str(raised.value) and "71x" not in str(raised.value)
    deep = tmp_path / "djup.ndjson"
    deep.write_text('{"a":' * 100_000 + "\n" + '{"text": "Soc"}\n', encoding="utf-8")
    (bad, good) = mapped.read(deep, Reading({}, NAMES, NOW, mapping={"text": "text"}))
    assert bad == SetAside(1, "ogiltig_json")
    assert good.text == "Soc"


def test_posts_of_no_known_platform_are_noted(tmp_path):
    (path := tmp_path / "a.csv").write_text("id,text\n1,Soc ringde\n", encoding="utf-8")
    for fixed, unknown in (({}, True), ({"platform": "=x.com"}, False)):
        reading = Reading({}, NAMES, NOW, mapping={"id": "id", "text": "text", **fixed})
        list(mapped.read(path, reading))
        assert reading.platform_unknown is unknown


def test_a_mapping_that_does_not_fit_the_file_is_an_error(read):
    assert faults({"text": "text", "platform": "=nånstans"}, ["text"]) != []
    with pytest.raises(ImportFileError, match="kolumnen finns inte"):
        read("id,text\n1,hej\n", author="skribent")


@pytest.mark.parametrize(
    ("raw", "month_first", "expected"),
    [
        ("2021-07-06 16:45:20 EDT", False, "2021-07-06T20:45:20"),
        ("2021-01-06 16:45:20 PST", False, "2021-01-07T00:45:20"),
        ("2021-07-06 16:45:20 CEST", False, "2021-07-06T14:45:20"),
        ("16-Nov-2026 08:54AM", False, "2026-11-16T07:54:00"),
        ("12-Nov-2026 12:00AM", False, "2026-11-11T23:00:00"),
        ("Nov 16, 2026 8:30 PM", False, "2026-11-16T19:30:00"),
        ("3/4/2026", False, "2026-04-02T22:00:00"),
        ("3/4/2026", True, "2026-03-03T23:00:00"),
        ("46342,35", False, "2026-11-16T07:24:00"),
        ("1763280000", False, "2025-11-16T08:00:00"),
        ("11/3/2026 17:12", True, "2026-11-03T16:12:00"),
        ("06-Jul-25", False, "2025-07-05T22:00:00"),
        ("06-Jul-25 05:12 PM", False, "2025-07-06T15:12:00"),
        ("Sun Jul 06 17:12:00 +0000 2025", False, "2025-07-06T17:12:00"),
        ("2024-01-14 09:15:26 NZDT", False, "2024-01-13T20:15:26"),
        ("2024-01-14 09:15:26 IST", False, None),  # Israel's, India's or Ireland's
        ("Sunday, July 6, 2025 5:12 PM", False, "2025-07-06T15:12:00"),
        ("15/11 2026 kl 10", False, "2026-11-15T09:00:00"),
        ("31/31/2026 8:30 AM", False, None),
        ("2026-11-16T08:30:00Z EDT", False, None),
        ("99999999999999999999", False, None),
    ],
)
def test_moments_of_tables(raw, month_first, expected):
    found = moment(raw, NOW, month_first)
    assert (found and found.strftime("%Y-%m-%dT%H:%M:%S")) == expected


def test_counts_and_languages_of_tables():
    assert [count(raw) for raw in ("1,234", "1 234", "1.234.567", "12.0", "x", "-3", "")] == [
        1234, 1234, 1234567, 12, None, None, None,
    ]  # fmt: skip
    assert [language(raw) for raw in ("sv-SE", "Swedish", "arabiska", "klingonska", "")] == [
        "sv", "sv", "ar", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "platform", "native_id"),
    [
        ("https://twitter.com/i/web/status/12?s=20", "x.com", "12"),
        ("https://m.facebook.com/story.php?story_fbid=33&id=4", "facebook.com", "33"),
        ("https://www.facebook.com/kommun/posts/pfbid02Abc", "facebook.com", "pfbid02Abc"),
        ("https://www.facebook.com/watch/?v=99", "facebook.com", "99"),
        ("https://www.instagram.com/anna/reel/CxYz_-1/", "instagram.com", "CxYz_-1"),
        ("https://www.threads.net/@a.b/post/CuP48CiS5sx", "threads.net", "CuP48CiS5sx"),
        ("https://www.tiktok.com/@/video/71?share_comment_id=99", "tiktok.com", "99"),
        ("https://www.facebook.com/kommun/posts/5?comment_id=8&reply_comment_id=9",
         "facebook.com", "9"),
        ("https://www.instagram.com/p/CxYz_-1/c/1789/", "instagram.com", "1789"),
        ("https://youtu.be/abcdefghijk", "youtube.com", "abcdefghijk"),
        ("https://www.youtube.com/watch?v=abcdefghijk&lc=UgX", "youtube.com", "UgX"),
        ("https://www.reddit.com/r/a/comments/abc/rubrik/def/", "reddit.com", "t1_def"),
        ("https://old.reddit.com/r/a/comments/abc/", "reddit.com", "t3_abc"),
        ("https://t.me/s/Kanalen/7", "t.me", "kanalen/7"),
        ("https://bsky.app/profile/did:plc:ab/post/3k", "bsky.app",
         "at://did:plc:ab/app.bsky.feed.post/3k"),
        ("https://www.facebook.com/kommun", "facebook.com", ""),
        ("https://mastodon.example/@anna71/114000000000000001", "fediverse",
         "https://mastodon.example/users/anna71/statuses/114000000000000001"),
    ],
)  # fmt: skip
def test_addresses_lead_to_the_posts_ids(url, platform, native_id):
    assert post_address(url)[:2] == (platform, native_id)
