"""Real servers of Bluesky as sources: an AppView over a data server, and a data server alone.

https://github.com/bluesky-social/atproto: dev-env 0.3.215 with pds 0.4.217 and bsky 0.0.221 gave
what is expected here. Its search is one of substrings, without the operators of bsky.app.
"""

import json
import urllib.request
from datetime import timedelta

import pytest
from real.bluesky import PASSWORD, Bluesky, missing_parts

from crawlers.searches import Search, Searches
from store.records import OutletType, Source, SourceKind

pytestmark = pytest.mark.real_server

COUNT = 104
"""More than the hundred posts that an answer holds."""
HOURS = timedelta(hours=21)
"""After so long, posts that are no longer listed are asked for again."""


def started(appview):
    """A network to be entered, unless parts of it are missing here."""
    if missing := missing_parts(appview):
        pytest.skip(f"Blueskys servrar kan inte startas; det här saknas: {', '.join(missing)}")
    return Bluesky.running(appview)


@pytest.fixture(scope="module")
def network():
    with started(appview=True) as running:
        yield running


def writes(network, name, place, now):
    """An account and its COUNT posts about a place, a minute apart, the newest first."""
    account = network.account(name)
    posts = [
        account.post(
            f"Inlägg {n} om socialtjänsten i {place}. #orosanmälan{name}",
            at=now - timedelta(minutes=n + 5),
            langs=["sv"],
        )
        for n in range(COUNT)
    ]
    network.settle()
    return account, posts


def source(base, path, source_id="kalla"):
    return Source(source_id, SourceKind.BLUESKY, base + path, outlet_type=OutletType.SOCIAL)


def of_account(network, account):
    return source(network.appview, f"/profile/{account.did}")


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return json.loads(answer.read())


def words(seen):
    return [row["text"] for row in seen.documents if row["text_status"] != "deleted"]


def test_an_account_is_read_with_a_cursor_and_its_changes_are_mirrored(network, collect, now):
    account, posts = writes(network, "stickmormor", "Ljungvik", now)
    first = fetch(
        f"{network.appview}/xrpc/app.bsky.feed.getAuthorFeed?actor={account.did}&limit=100"
    )
    assert (len(first["feed"]), bool(first["cursor"])) == (100, True)

    seen = collect(of_account(network, account), now=now)
    assert (seen.access(), seen.problems(), len(seen.documents)) == ("ok", (), COUNT)
    assert {row["language"] for row in seen.documents} == {"sv"}
    assert not [
        row for row in seen.documents if {account.handle, account.did} & set(map(str, row.values()))
    ]

    account.edit(posts[3], "Rättat: nämnden tog beslut om socialtjänsten.", at=now)
    account.delete(posts[5])
    account.delete(posts[COUNT - 1])  # on a page that the next visit does not read
    network.settle()
    later = collect(of_account(network, account), now=now + HOURS)
    gone = [row for row in later.documents if row["text_status"] == "deleted"]
    assert "Rättat: nämnden tog beslut om socialtjänsten." in words(later)
    assert (len(words(later)), len(gone)) == (COUNT - 2, 2)
    assert {row["text"] for row in gone} == {""}


def test_a_search_is_read_with_a_cursor_anonymously_and_with_a_session(network, collect, now):
    """The data server makes the session and passes searches on, as bsky.social does."""
    account, _ = writes(network, "fiskarfrun", "Sotvik", now)
    words_asked = source(network.appview, "/search?q=socialtj%C3%A4nsten+i+Sotvik", "ord")
    seen = collect(words_asked, now=now)
    assert (seen.access("ord"), seen.problems("ord")) == ("ok", ())
    assert len(seen.documents) == COUNT

    keys = {"bluesky_identifier": account.handle, "bluesky_password": PASSWORD}
    asked = Searches((Search("sv", (), ("orosanmälanfiskarfrun",)),))
    all_asked = source(network.pds, "/search", "etiketter")
    with_session = collect(all_asked, now=now, keys=keys, searches=asked)
    assert (with_session.access("etiketter"), with_session.problems("etiketter")) == ("ok", ())
    assert f"etiketter: ok: {COUNT} entries" in " ".join(with_session.log)
    left = str([with_session.log, with_session.states, with_session.documents])
    assert not [name for name in (account.handle, account.did, PASSWORD) if name in left]

    wrong = source(network.pds, "/search?q=soc", "fel")
    refused = collect(wrong, now=now, keys={**keys, "bluesky_password": "ett annat"})
    assert refused.access("fel") == "refused"
    assert "VARDKASE_BLUESKY_PASSWORD" in refused.message("fel")


def test_answers_have_their_context_and_shared_posts_their_own_author(network, collect, now):
    one, other = network.account("kvarnfrun"), network.account("sotarmurre")
    asked = other.post("Har någon bytt handläggare hos socialtjänsten?", at=now - 90 * HOURS)
    ref = {"uri": asked.uri, "cid": asked.cid}
    one.post(
        "Ja, fyra socialsekreterare på ett år.",
        at=now - timedelta(hours=1),
        reply={"root": ref, "parent": ref},
    )
    one.repost(asked)
    network.settle()
    seen = collect(of_account(network, one), now=now)
    answer, shared = sorted(seen.documents, key=lambda row: row["context"], reverse=True)
    assert (answer["kind"], answer["context"]) == ("comment", shared["text"])
    assert answer["reply_to"] == shared["document_id"]
    assert answer["author"] != shared["author"]

    other.withhold()
    one.deactivate()
    network.settle()
    later = collect(of_account(network, one), now=now + HOURS)
    assert (later.access(), later.message()) == ("outage", "kontot finns inte")
    assert {row["text_status"] for row in later.documents} == {"deleted"}


def test_a_data_server_alone_is_told_to_want_a_login(collect, now):
    with started(appview=False) as bare:
        account = bare.account("ensam")
        account.post("Socialtjänsten svarar inte.", at=now)
        seen = collect(source(bare.pds, f"/profile/{account.did}"), now=now)
    assert seen.access() == "refused"
    assert seen.message() == "kräver inloggning för den här frågan"
