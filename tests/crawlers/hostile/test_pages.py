"""Pages that are not what they look like: rows of bad input that concern articles."""


def test_a_dead_feed_is_an_outage_that_the_day_counts(web, source, collect):
    seen = collect(source(web.base + "/finns-inte"))
    assert seen.access() == "outage"
    assert any("kalla: outage: " in line for line in seen.log)
    assert (seen.day()["tried"], seen.day()["failed"]) == (1, 1)
    assert seen.coverage() in (None, 0.0)
