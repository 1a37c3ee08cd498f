"""The file for 4CAT: its columns and times, masked texts, and nobody in it."""

import csv
import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from crawlers.posts import Post, document_of
from crawlers.privacy import Pseudonyms
from reports.fourcat import REQUIRED, SOMEBODY, fourcat_csv, fourcat_rows
from store.connection import Store
from store.documents import add_documents
from store.records import Document, DocumentKind, OutletType, Source, SourceKind, TextStatus
from store.sources import replace_sources

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
PAPER = Source("tidning", SourceKind.FEED, "https://t.example/", "Tidningen", OutletType.TRADE)
VIDEOS = Source("tiktok", SourceKind.IMPORT, "", "TikTok", OutletType.SOCIAL)


def post(number, text, answers=""):
    told = Post(
        "tiktok.com", str(number), text, f"https://www.tiktok.com/@anna.pahittad/video/{number}",
        "anna.pahittad", ("Anna Påhittad",), answers=answers, likes=7,
        published_at=NOW + timedelta(hours=number),
    )  # fmt: skip
    return document_of(told, VIDEOS, Pseudonyms(b"k" * 32), NOW)


@pytest.fixture
def rows(tmp_path):
    store = Store(tmp_path / "s.duckdb")
    article = Document(
        "a" * 32, "tidning", DocumentKind.ARTICLE, "https://t.example/1", "https://t.example/1",
        "=Fler får hjälp", "Nämnden anställer.", NOW, NOW, published_at=NOW,
    )  # fmt: skip
    gone = replace(post(3, "Borta"), text_status=TextStatus.DELETED)
    told = [article, post(1, "Soc, ring 070-174 06 05 @anna"), post(2, "Håller med", "1"), gone]
    with store.write() as transaction:
        replace_sources(transaction, [PAPER, VIDEOS])
        add_documents(transaction, told)
    return list(csv.DictReader(io.StringIO(fourcat_csv(fourcat_rows(store)).decode())))


def test_the_columns_that_4cat_asks_for_are_filled_in_every_row(rows):
    assert len(rows) == 3
    assert all(row[name] for row in rows for name in REQUIRED)
    assert [row["likes"] for row in rows] == ["", "7", "7"]


def test_times_are_utc_in_the_format_that_4cat_reads(rows):
    assert [row["timestamp"] for row in rows] == [
        "2026-11-16 08:00:00", "2026-11-16 09:00:00", "2026-11-16 10:00:00",
    ]  # fmt: skip


def test_an_answer_is_in_the_thread_of_what_it_answers(rows):
    assert [row["thread_id"] for row in rows] == [rows[0]["id"], rows[1]["id"], rows[1]["id"]]


def test_articles_name_their_source_and_private_persons_are_nobody(rows):
    assert [row["author"] for row in rows] == ["Tidningen", SOMEBODY, SOMEBODY]
    assert rows[0]["url"] == "https://t.example/1"
    assert rows[1]["url"] == ""


def test_texts_are_masked_and_no_cell_is_a_formula(rows):
    assert rows[0]["body"] == "'=Fler får hjälp\nNämnden anställer."
    assert rows[1]["body"] == "Soc, ring [telefon] [konto]"
    assert "nna" not in "".join(rows[1].values())


SAID = (
    'Hon sa: "nej", "ja"; "kanske"', "it's 'not' ok, 'soc', 'lvu'", "kort", "en, två\ntre; fyra",
    "' , '", "السوسيال أخذوا الأطفال، قالت", "rad ett\n'rad två', sa de", "a\tb",
)  # fmt: skip


def test_the_way_that_4cat_guesses_the_dialect_gives_every_text_back(tmp_path):
    draw = random.Random(4)
    store = Store(tmp_path / "s.duckdb")
    with store.write() as transaction:
        replace_sources(transaction, [VIDEOS])
        told = [post(n, draw.choice(SAID) + str(n)) for n in range(1, 60)]
        add_documents(transaction, told)
    frame = fourcat_rows(store)
    assert not frame["body"].str.contains('"').any()
    for size in (1, 2, 3, 7, 20, 59):
        part: pd.DataFrame = frame.sample(size, random_state=size)
        written = fourcat_csv(part).decode()
        guessed = csv.Sniffer().sniff(written, delimiters=",;\t")
        read = [row["body"] for row in csv.DictReader(io.StringIO(written), dialect=guessed)]
        assert [text.lstrip("'") for text in read] == [t.lstrip("'") for t in part["body"]]
        assert csv.Sniffer().has_header(written)
