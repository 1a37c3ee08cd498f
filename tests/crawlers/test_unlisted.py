"""What is known of entries that their feed has ceased to list is forgotten, and no other."""

from datetime import timedelta

from one_pass import NOW, collect  # noqa: F401

from store.sources import item_states

DAY = timedelta(days=1)


def test_what_is_listed_still_stays_known_and_what_comes_back_is_no_new_document(
    web,
    source,
    collect,  # noqa: F811
):
    feed = source(web.put_articles(3))
    entries = [{"link": f"/a/{n}", "title": f"Rubrik {n}"} for n in range(3)]
    web.put_feed("/feed", *entries[:2])
    collect(feed)
    web.put_feed("/feed", entries[0], entries[2])
    collect(feed, now=NOW + 100 * DAY)
    web.put_feed("/feed", *entries)
    web.asked.clear()
    seen = collect(feed, now=NOW + 101 * DAY)

    states = item_states(seen.store, ["kalla"])["kalla"]
    assert [(one.first_seen_at - NOW).days for one in states] == [0, 100, 101]
    pages = [asked.path for asked in web.asked if asked.path.startswith("/a/")]
    assert sorted(pages) == ["/a/1", "/a/2"], "forgotten, and asked again within its first week"
    assert seen.polls["kalla"].new_items == 1
    versions = seen.store.read("SELECT version FROM documents").column(0).to_pylist()
    assert versions == [1, 1, 1]
