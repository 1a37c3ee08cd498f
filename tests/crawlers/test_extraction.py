"""The gold pages: each is read as a person would mark it, and no template falls below its floor."""

import importlib.util
import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers.extraction.articles import read_page

FOLDER = Path(__file__).parent / "pages"
HINT = "see tests/crawlers/pages/README.md; python benchmarks/extraction.py --floors"


def load():
    spec = importlib.util.spec_from_file_location("gold_pages", FOLDER / "gold_pages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


gold = load()
PAGES = gold.gold_pages()
FLOORS = json.loads((FOLDER / "floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def read():
    """What is read of each page, by name."""
    return {p.name: read_page(p.html, p.url, "text/html; charset=utf-8") for p in PAGES}


@pytest.fixture(scope="module")
def f1(read):
    return {page.name: gold.shingle_f1(read[page.name].text, page.text) for page in PAGES}


def test_the_floors_are_those_of_these_pages():
    assert gold.digest(PAGES) == FLOORS["digest"], f"the pages have changed: {HINT}"
    assert len(PAGES) >= 60
    assert set(FLOORS["templates"]) == {page.template for page in PAGES}


def test_the_mean_f1_keeps_above_its_floor(f1):
    mean = sum(f1.values()) / len(f1)
    worst = sorted(f1.items(), key=lambda pair: pair[1])[:5]
    assert mean >= FLOORS["mean"], f"mean F1 {mean:.4f}; worst {worst}"


def test_no_template_falls_below_its_floor(f1):
    groups = defaultdict(list)
    for page in PAGES:
        groups[page.template].append(f1[page.name])
    means = {template: sum(own) / len(own) for template, own in groups.items()}
    low = {t: round(m, 3) for t, m in means.items() if m < FLOORS["templates"][t]}
    assert not low, f"below the floors of {FLOORS['templates']}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_title_time_kind_and_status_are_what_the_page_says(page, read):
    found = read[page.name]

    assert found.title == page.title
    assert found.text_status == page.text_status
    assert found.is_article
    assert found.published_at is not None
    if len(page.date) == len("2026-01-01"):
        in_stockholm = found.published_at.astimezone(ZoneInfo("Europe/Stockholm"))
        assert in_stockholm.date().isoformat() == page.date
    else:
        assert found.published_at == datetime.fromisoformat(page.date)


def test_what_a_style_hides_and_what_is_behind_a_wall_is_not_read(read):
    for page in PAGES:
        assert "en ärlig läsare" not in read[page.name].text
        assert "Redan prenumerant" not in read[page.name].text


def test_readers_comments_are_never_part_of_an_article(read):
    text = "\n".join(page.text for page in read.values())
    assert "Min dotter fick vänta sju månader" not in text
    assert "Fårägare 2" not in text and "tre gånger i år" not in text


def test_every_text_has_a_key_of_its_own(read):
    keys = [page.text_key for page in read.values()]
    assert all(len(key) == 16 for key in keys)
    assert len(set(keys)) == len(keys)


def test_f1_counts_runs_of_four_words():
    assert gold.shingle_f1("ett två tre fyra fem", "ett två tre fyra fem") == 1
    assert gold.shingle_f1("ett två tre fyra", "ett två tre fyra fem") == pytest.approx(2 / 3)
    assert gold.shingle_f1("", "ett två") == 0
    assert gold.shingle_f1("något helt annat här", "ett två tre fyra") == 0
    assert gold.shingle_f1("", "") == 1
