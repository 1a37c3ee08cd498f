"""The list behind a figure: what it finds, and what it never shows."""

import pytest

from store.labels import add_labels
from store.listing import list_documents
from store.records import (
    DocumentKind,
    Frame,
    Labels,
    Narrative,
    OutletType,
    Source,
    SourceKind,
    Stance,
    TextStatus,
    Tone,
)
from store.sources import replace_sources
from store.stories import put_stories

COLUMNS = [
    "document_id", "week", "source_id", "outlet_type", "kind", "url", "title", "published_at",
    "language", "relevant", "tone", "narratives", "stance", "frames", "abstained", "story_id",
    "story_documents",
]  # fmt: skip


@pytest.fixture
def listed(shelf):
    """Five labelled documents of three sources; a function that lists some of them by id."""
    post = {"source_id": "torget", "kind": DocumentKind.POST, "author": "nyckel"}
    monday = shelf.noon(2 * 24 * 60 + 11 * 60)  # 00:00 in Stockholm
    shelf.add(
        shelf.document(
            "attack", places=("Åmål",), text="Barn RÖVAS bort", published_at=shelf.noon()
        ),
        shelf.document(
            "denial", title="Nej, barn rövas inte bort", published_at=shelf.noon(-7 * 24 * 60)
        ),
        shelf.document("post", published_at=shelf.noon(-1), **post),
        shelf.document("thread", source_id="forumet", author="nyckel2"),
        shelf.document("sport", title="Derbyt", published_at=monday),
    )
    spreads = {"narratives": (Narrative.KIDNAPPING,), "tone": Tone.NEGATIVE}
    with shelf.db.write() as transaction:
        replace_sources(
            transaction,
            [
                Source("bladet", SourceKind.FEED, "u", outlet_type=OutletType.TABLOID),
                Source("forumet", SourceKind.FLASHBACK, "u", outlet_type=OutletType.FORUM),
            ],
        )
        put_stories(
            transaction, {"attack": "attack", "post": "attack", "sport": "sport"}, shelf.noon()
        )
        add_labels(
            transaction,
            [
                labels(shelf, "attack", stance=Stance.ENDORSES, **spreads),
                labels(shelf, "denial", stance=Stance.REBUTS, **spreads),
                labels(shelf, "post", frames=(Frame.WORKLOAD,)),
                labels(shelf, "thread"),
                labels(shelf, "sport", relevant=False),
            ],
        )

    def ids(**chosen):
        return list_documents(shelf.db, "embedded", **chosen).column("document_id").to_pylist()

    return ids


def labels(shelf, document_id, **other):
    fields = {"relevant": True, "tone": Tone.NEUTRAL} | other
    return Labels(document_id, 1, "embedded", shelf.noon(), "sv", True, **fields)


def test_the_columns_are_those_of_the_list_and_no_text_or_author_is_among_them(shelf, listed):
    table = list_documents(shelf.db, "embedded")
    assert table.column_names == COLUMNS
    shown = str(table.to_pylist())
    assert "nyckel" not in shown
    assert "Nämnden" not in shown


def test_documents_come_oldest_first(listed):
    assert listed() == ["denial", "attack", "post", "thread", "sport"]


def test_titles_are_shown_of_editorial_documents_alone(shelf, listed):
    rows = list_documents(shelf.db, "embedded").to_pylist()
    titles = {row["document_id"]: row["title"] for row in rows}
    assert titles["attack"] == "Socialtjänsten växer"
    assert titles["sport"] == "Derbyt"
    assert titles["post"] is titles["thread"] is None


def posts(shelf, *accounts, **said):
    """Posts of one week, one of each account, with the same labels."""
    ids = [f"{account}-{len(said)}-{said.get('stance', '')}" for account in accounts]
    shelf.add(
        *(
            shelf.document(
                id_, source_id="torget", kind=DocumentKind.POST, author=account,
                published_at=shelf.noon(),
            )
            for id_, account in zip(ids, accounts, strict=True)
        )
    )  # fmt: skip
    with shelf.db.write() as transaction:
        add_labels(transaction, [labels(shelf, id_, **said) for id_ in ids])
    return ids


def test_a_post_is_listed_only_where_enough_accounts_are_behind_each_of_its_labels(shelf):
    spread = {"narratives": (Narrative.KIDNAPPING,), "stance": Stance.ENDORSES}
    shown = posts(shelf, "a", "b", "c", **spread)
    posts(shelf, "d", "e", **spread | {"stance": Stance.REBUTS})
    posts(shelf, "f", **spread | {"frames": (Frame.WORKLOAD,)})
    rows = list_documents(shelf.db, "embedded", label="kidnapping", min_cell=3).to_pylist()
    assert sorted(row["document_id"] for row in rows) == shown
    assert list_documents(shelf.db, "embedded", stance="rebuts", min_cell=3).num_rows == 0
    assert list_documents(shelf.db, "embedded", stance="rebuts", min_cell=2).num_rows == 2


def test_posts_of_all_tones_are_left_out_where_one_tone_is_too_rare_to_show(shelf):
    posts(shelf, "a", "b", "c", tone=Tone.NEGATIVE, frames=(Frame.WORKLOAD,))
    posts(shelf, "d", tone=Tone.POSITIVE)
    assert list_documents(shelf.db, "embedded", min_cell=3).num_rows == 0


def test_what_remains_of_a_selection_has_enough_accounts_behind_it(shelf):
    posts(shelf, "a", "b", "c")
    posts(shelf, "a", "b", "c", "d", frames=(Frame.WORKLOAD,), stance=Stance.REPORTS)
    assert list_documents(shelf.db, "embedded", min_cell=4).num_rows == 7
    assert list_documents(shelf.db, "embedded", label="workload", min_cell=5).num_rows == 0


def test_posts_have_a_day_and_no_hour(shelf, listed):
    rows = {row["document_id"]: row for row in list_documents(shelf.db, "embedded").to_pylist()}
    assert rows["post"]["published_at"] == shelf.noon(-12 * 60)
    assert rows["attack"]["published_at"] == shelf.noon()


def test_a_story_is_named_with_how_many_documents_it_has(shelf, listed):
    rows = list_documents(shelf.db, "embedded", label="kidnapping").to_pylist()
    stories = {row["document_id"]: (row["story_id"], row["story_documents"]) for row in rows}
    assert stories == {"attack": ("attack", 2), "denial": ("denial", 1)}


def test_weeks_are_stockholms_and_of_first_sight_where_no_other_time_is_known(shelf, listed):
    rows = list_documents(shelf.db, "embedded").to_pylist()
    assert {row["document_id"]: row["week"] for row in rows} == {
        "denial": "2026-W46",
        "post": "2026-W47",
        "attack": "2026-W47",
        "thread": "2026-W47",
        "sport": "2026-W48",
    }


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"week": "2026-W46"}, ["denial"]),
        ({"first_week": "2026-W47"}, ["attack", "post", "thread", "sport"]),
        ({"last_week": "2026-W46"}, ["denial"]),
        ({"first_week": "2026-W47", "last_week": "2026-W47"}, ["attack", "post", "thread"]),
        ({"label": "kidnapping"}, ["denial", "attack"]),
        ({"label": "kidnapping", "stance": "rebuts"}, ["denial"]),
        ({"label": "workload"}, ["post"]),
        ({"label": "neutral"}, ["post", "thread"]),
        ({"label": "relevant"}, ["denial", "attack", "post", "thread"]),
        ({"label": "nothing"}, []),
        ({"source": "torget"}, ["post"]),
        ({"place": "Åmål"}, ["attack"]),
        ({"words": "rövas BARN"}, ["denial", "attack"]),
        ({"words": "rovas"}, []),
        ({"words": "ro\u0308vas inte"}, ["denial"]),
        ({"words": "barn derbyt"}, []),
        ({"words": "  "}, ["denial", "attack", "post", "thread", "sport"]),
        ({"words": "%"}, []),
    ],
)
def test_what_is_asked_for_is_found(listed, chosen, found):
    assert listed(**chosen) == found


def test_another_model_has_a_list_of_its_own(shelf, listed):
    assert list_documents(shelf.db, "other").num_rows == 0


def test_a_source_has_what_another_one_had_first(shelf, listed):
    shelf.add(shelf.document("attack", source_id="kuriren"))
    assert listed(source="kuriren") == ["attack"]
    assert listed(source="bladet") == ["denial", "attack", "sport"]


def test_tone_is_listed_where_the_full_text_is_known_as_it_is_counted(shelf, listed):
    shelf.add(shelf.document("teaser", text_status=TextStatus.TEASER))
    with shelf.db.write() as transaction:
        add_labels(transaction, [labels(shelf, "teaser")])
    assert "teaser" not in listed(label="neutral")
    assert "teaser" in listed(label="relevant")


def test_the_newest_version_is_listed_alone(shelf, listed):
    shelf.add(shelf.document("sport", title="Derbyt slutade lika"))
    assert "sport" not in listed()
    with shelf.db.write() as transaction:
        relabelled = Labels("sport", 2, "embedded", shelf.noon(), "sv", True, False, None)
        add_labels(transaction, [relabelled])
    rows = list_documents(shelf.db, "embedded", words="derbyt").to_pylist()
    assert [row["title"] for row in rows] == ["Derbyt slutade lika"]
