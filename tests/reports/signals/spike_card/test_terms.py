"""New words, places and links: by log-odds, and never a private person's own words."""

import math
from datetime import UTC, datetime

import pytest

from reports.signals.spike_card.terms import link_of, log_odds, new_terms
from reports.signals.spike_card.texts import Earlier, Text

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def text(number, body, *, private=False, author=None, places=(), urls=(), source="a"):
    return Text(
        f"d{number}", "2026-W47", NOW, source, source.title(), True, private, author, "", "", body,
        places, f"s{number}", "sv", NOW, NOW, urls, (),
    )  # fmt: skip


def earlier(body="Kommunen har fattat beslut om budgeten", n=40, **changes):
    base = {"own": False, "private": False, "author": None, "title": "", "places": (),
            "shared_urls": (), "hashtags": ()}  # fmt: skip
    return [Earlier(text=f"{body} {k}", **(base | changes)) for k in range(n)]


def names(compared):
    return [term.text for term in compared.terms]


def test_log_odds_are_those_of_the_paper():
    """Monroe et al. 2008, equations 16 and 20, written out: 6 of 20 texts against 5 of 100."""
    prior, total = 10 * 11 / 120, 10
    odds = [(6 + prior) / (20 + total - 6 - prior), (5 + prior) / (100 + total - 5 - prior)]
    z = math.log(odds[0] / odds[1]) / math.sqrt(1 / (6 + prior) + 1 / (5 + prior))
    assert log_odds(6, 20, 5, 100) == pytest.approx(z)
    assert log_odds(5, 100, 6, 20) == pytest.approx(-z)


def test_what_the_week_has_in_common_and_earlier_weeks_had_not_is_new():
    week = [
        text(n, f"Larmet från Tallmoskolan nådde tidning {n}", places=("Ekvik",)) for n in range(6)
    ]
    found = new_terms(week, [], earlier(), 5)
    assert "Ekvik" in names(found)
    assert any("tallmoskolan" in name for name in names(found))
    assert found.earlier == 40


def test_the_ending_of_an_abbreviation_is_no_word():
    week = [text(n, f"Nu prövas IVO:s larm {n}") for n in range(6)]
    assert "ivo larm" in " ".join(names(new_terms(week, [], earlier(), 5)))


def test_words_of_the_subject_and_words_without_a_subject_are_not_new():
    week = [text(n, "Kommunen och om budgeten") for n in range(6)]
    assert names(new_terms(week, [], earlier(), 5)) == []


def test_a_word_that_fewer_accounts_than_min_cell_have_is_never_shown():
    posts = [text(n, "Anna Hemlig sa det", private=True, author=f"p{n}") for n in range(4)]
    assert names(new_terms([], posts, earlier(), 5)) == []
    posts.append(text(9, "Något annat", private=True, author="p9"))
    assert names(new_terms([], posts, earlier(), 5)) == []


def test_many_posts_of_few_accounts_make_no_phrase():
    posts = [text(n, "rör inte våra barn", private=True, author=f"p{n % 3}") for n in range(30)]
    assert names(new_terms([], posts, earlier(), 5)) == []


def test_a_phrase_of_enough_accounts_is_shown_without_their_number():
    posts = [text(n, f"sjung ropet {n}", private=True, author=f"p{n}") for n in range(8)]
    (term,) = new_terms([], posts, earlier(), 5).terms
    assert (term.text, term.texts, term.many_accounts) == ("sjung ropet", 0, True)


def test_with_too_few_earlier_texts_nothing_is_called_new():
    week = [text(n, "Larmet från Tallmoskolan") for n in range(6)]
    found = new_terms(week, [], earlier(n=19), 5)
    assert (found.terms, found.earlier) == ((), 19)


def test_masks_handles_and_addresses_are_no_words():
    week = [text(n, "[telefon] @nisse https://hemlig.example/x [personnummer]") for n in range(6)]
    assert names(new_terms(week, [], earlier(), 5)) == []


def test_links_are_told_without_what_follows_a_question_mark():
    assert link_of("https://www.domstol.example/mal/1?id=anna#top") == "domstol.example/mal/1"
    assert link_of("javascript:alert(1)") == link_of("http://[") == ""
