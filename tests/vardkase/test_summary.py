"""What a crawl's summary says when nothing could be reached."""

import pytest

from crawlers.network.out_of_reach import NO_HOST
from vardkase.terminal import NO_NETWORK, print_summary


def summary(ok, *messages):
    failed = [
        {"source_id": f"k{n}", "access": "outage", "message": said}
        for n, said in enumerate(messages)
    ]
    documents = {"new": 0, "known": 0, "edited": 0, "set_aside": {}}
    return {"documents": documents, "sources": {"ok": ok, "failed": failed}, "report": None}


@pytest.mark.parametrize(
    ("ended", "is_told"),
    [
        (summary(0, NO_HOST, NO_HOST, "svarade inte inom 30 sekunder"), True),
        (summary(0, NO_HOST), False),
        (summary(1, NO_HOST, NO_HOST), False),
        (summary(0, NO_HOST, "nyckel saknas: sök"), False),
        (summary(0, NO_HOST, "släpper inte in oss (HTTP 403)"), False),
    ],
)
def test_that_the_network_is_down_is_said_once_and_only_when_nothing_answered(
    capsys, ended, is_told
):
    print_summary(ended)
    assert capsys.readouterr().out.count(NO_NETWORK) == is_told
