"""One writer and four readers in other processes, as fast as they can: nobody fails or starves."""

import statistics

SECONDS = 5
LONGEST_S = 5.0
"""Far more than what was measured (0.7 s at most, on a machine with five times as much to do as it
has cores), and far less than what starving looks like."""


def test_a_writer_and_four_readers_share_a_store(shelf, others):
    shelf.rows("SELECT 1")
    writer = others.start("write", shelf.path, SECONDS)
    readers = [others.start("read", shelf.path, SECONDS) for _ in range(4)]
    written = others.all_of(writer)
    answers = [others.all_of(reader) for reader in readers]
    assert shelf.rows("SELECT count(*) FROM documents") == [(50 * len(written),)]
    for heard in answers:
        counts = [answer["n"] for answer in heard]
        assert counts == sorted(counts), "a reader went back in time"
        assert all(answer["n"] == answer["ids"] and answer["n"] % 50 == 0 for answer in heard)
    for done in [written, *answers]:
        times = [line["took_s"] for line in done]
        assert max(times) < LONGEST_S
    shares = [len(done) for done in answers]
    assert min(shares) > 0.2 * statistics.mean(shares), "a reader starved"
    assert len(written) > 0.2 * statistics.mean(shares), "the writer starved"
