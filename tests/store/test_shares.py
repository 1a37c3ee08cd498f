"""What private persons' posts share, as rows of object, account, content and time."""

import pytest

from store.records import DocumentKind
from store.shares import shares
from store.stories import put_stories


@pytest.fixture
def rows(shelf):
    """A function: posts and articles in, `(object, account, content)` out."""

    def rows(*documents, stories=None, **weeks):
        shelf.add(*documents)
        if stories:
            with shelf.db.write() as transaction:
                put_stories(transaction, stories, shelf.noon())
        found = shares(shelf.db, **weeks).to_pylist()
        return [(row["object_id"], row["account_id"], row["content_id"]) for row in found]

    return rows


@pytest.fixture
def post(shelf):
    def post(name, author="nyckel", **fields):
        fields = {"published_at": shelf.noon()} | fields
        return shelf.document(name, kind=DocumentKind.POST, author=author, **fields)

    return post


def test_links_and_hashtags_of_posts_are_objects(rows, post):
    found = rows(post("p", shared_urls=("https://a.se/1",), hashtags=("LVU", "#barn")))
    assert found == [(thing, "nyckel", "p") for thing in ("#barn", "#lvu", "https://a.se/1")]


def test_a_text_is_an_object_when_several_posts_have_it(rows, post):
    found = rows(post("p"), post("q", "nyckel2"), post("r"), stories={"p": "p", "q": "p"})
    assert found == [("text:p", "nyckel", "p"), ("text:p", "nyckel2", "q")]


def test_articles_and_posts_without_author_or_time_are_left_out(rows, post, shelf):
    link = {"shared_urls": ("https://a.se/1",)}
    assert not rows(
        shelf.document("artikel", author="nyckel", published_at=shelf.noon(), **link),
        post("utan", author=None, **link),
        post("tidlos", published_at=None, **link),
    )


def test_weeks_bound_what_is_asked_for(rows, post, shelf):
    link = {"shared_urls": ("https://a.se/1",)}
    later = post("senare", published_at=shelf.noon(14 * 24 * 60), **link)
    whole = rows(post("nu", **link), later)
    assert len(whole) == 2
    assert rows(first_week="2999-W01") == []
    assert rows(last_week="1999-W01") == []
