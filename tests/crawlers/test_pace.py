"""What a host sees of a pass: one request at a time, and a pause between any two."""

import time
from itertools import pairwise

import pytest

pytestmark = pytest.mark.slow

DELAY_S = 0.15
LATENCY_S = 0.1


class Watched:
    """Notes when each request to a host came and when its answer began."""

    def __init__(self, web):
        self.spans = []
        self._answer = web.answer
        web.answer = self.answer

    def answer(self, asked):
        came = time.monotonic()
        reply = self._answer(asked)
        time.sleep(LATENCY_S)
        self.spans.append((came, time.monotonic()))
        return reply

    def pauses(self):
        """Seconds from when an answer began until the next request came."""
        spans = sorted(self.spans)
        return [after[0] - before[1] for before, after in pairwise(spans)]


def test_a_host_that_several_sources_share_is_asked_one_request_at_a_time_with_pauses(
    web, other_web, source, crawl_pass, paragraph
):
    seen, seen_there = Watched(web), Watched(other_web)
    own = source(web.put_articles(3, path="/ett", prefix="/a"), "ett")
    second = source(web.put_articles(3, path="/tva", prefix="/b"), "tva")
    for n in range(2):
        web.put_page(f"/c/{n}", f"Rubrik {n}", paragraph * 4)
    items = [{"link": f"{web.base}/c/{n}", "title": f"Rubrik {n}"} for n in range(2)]
    elsewhere = source(other_web.put_feed("/feed", *items), "annan")

    outcome = crawl_pass(own, second, elsewhere, delay_s=DELAY_S)

    assert len(outcome.documents) == 8
    for pauses in (seen.pauses(), seen_there.pauses()):
        assert min(pauses) >= DELAY_S, pauses
    assert len(seen.spans) >= 11, "robots.txt, two feeds, eight pages"
