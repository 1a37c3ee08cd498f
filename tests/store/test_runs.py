"""Runs: what was done when, and how it ended."""

from store.runs import add_run, last_runs


def test_the_newest_runs_come_first(shelf):
    for minutes in (0, 60, 30):
        with shelf.db.write() as transaction:
            add_run(
                transaction,
                "run",
                shelf.noon(minutes),
                shelf.noon(minutes + 1),
                1,
                {"rows": minutes},
            )
    newest, second = last_runs(shelf.db, limit=2)
    assert newest == {
        "run_id": "20261120T130000.000000-run",
        "command": "run",
        "started_at": shelf.noon(60),
        "finished_at": shelf.noon(61),
        "status": 1,
        "summary": '{"rows": 60}',
    }
    assert second["started_at"] == shelf.noon(30)


def test_a_store_without_runs_has_none(shelf):
    assert last_runs(shelf.db) == []
