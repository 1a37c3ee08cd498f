"""What the errors of a request are called."""

import gzip
import zlib

import pytest

from crawlers.network.failures import failure_of
from crawlers.settings import CrawlSettings
from store.records import Access

PACKED = gzip.compress("Nämnden beslutade om fler handläggare.".encode(), mtime=0)


@pytest.mark.parametrize(
    ("unpack", "body"),
    [
        (gzip.decompress, PACKED[:-9]),
        (gzip.decompress, b"Barn och unga"),
        (zlib.decompress, b"Barn och unga"),
    ],
    ids=["cut gzip", "no gzip", "no deflate"],
)
def test_an_answer_that_cannot_be_unpacked_is_told_from_a_lost_connection(unpack, body):
    with pytest.raises((EOFError, OSError, zlib.error)) as raised:
        unpack(body)
    failure = failure_of(raised.value, "https://tidning.example/rss", CrawlSettings())

    assert (failure.access, failure.code) == (Access.OUTAGE, "encoding")
    assert failure.message == "svaret gick inte att packa upp"
