"""Texts, values and bytes that nobody thought of, for fields, cells and files to hold."""

import codecs
from typing import Any

LONGEST = 100_000
"""Bytes of what is put in at most: enough to see time that grows with the square."""

TEXTS = (
    "", " ", "\0", '"', "'", "\\", "\n", "\r\n", "\ufeff", "\u2028", "\u202e", "😀" * 9, "é" * 500,
    "7.29E+18", "7,29E+18", "7291234567890120000", "1" * 5_000, "-1", "0", "00", "1e999", "NaN",
    "²", "٣٤", "1,234", "1.234.567", "1 2", "true", "null", "[]", "{}", "@", "@" * 999, "#" * 3_000,
    "2026-02-30", "0000-00-00", "99999-99-99", "0001-01-01T00:00:00+14:00", "9999-12-31 23:59:59",
    "9999-12-31T23:59:59-14:00", "0001-01-01 00:00:00 PST", "31/12/9999 11:59 PM", "3/4/0000",
    "31-Foo-2026 99:99PM", "12/31/1969 00:00 AM", "46342.35", "69999.999999999999", "32767",
    "24:00", "https://[", "https://[::1]:99999/x", "//", "https://x.com/a/status/²", "https://t.me/s/a/٣",
    "https://www.threads.net/@a/post/åäöåäöåäöå", "https://www.youtube.com/watch?v=&lc=%00",
    "https://www.reddit.com/r/a/comments/%C3%A5", "https://bsky.app/profile/did:a:%/post/a",
    "https://www.facebook.com/?fbid=²", "https://\u0000.se", "https://xn--a.se/%ff%00", "http://a:b@c",
    "a" * 70_000, " " * 5_000 + "x", "-" * 3_000, "http://" * 500, "070-" * 500, "1212" * 500,
    "a@" * 1_000, "<" * 3_000, "<a " * 900, "&#0;&#xD800;&#99999999;", "=1+1", "_x0000_", "#N/A",
)  # fmt: skip
"""What a field may hold that nobody thought of."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 7.29e18, 1e300,
    float("nan"), float("inf"), [], [[]], [None], [1, "a", {}], {}, {"": None}, {"id": {"id": []}},
    "\ud800", "a\udfff\ud83d", {"\ud800": "\ud800"}, "id", "cid", *TEXTS,
)  # fmt: skip

TOKENS = (
    b"\0", b"\0\0\0", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b'"', b'""', b"'", b"\n", b"\r",
    b"\r\n", b"\n\n\n", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xc3",
    b"\xf4\x90\x80\x80", b"\\", b"\x1a", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\x0b\x0c\x1c",
    b"{", b"}", b"[", b"]", b",", b";", b"\t", b"|", b":", b"<", b">", b"&", b"<!--", b"<![CDATA[",
    b"]]>", b"{}", b"[]", b"null", b"NaN", b"1e999", b"7.29E+18", b"9" * 5_000, b"[" * 3_000,
    b'{"a":' * 3_000, b'"' * 999, b"<b>" * 3_000, b"=" * 78 + b"\n", b"sep=;\n", b"PK\x03\x04",
    b"PAR1", b"x" * LONGEST, b"\n" * 5_000, b'"\n' * 2_000, b",\n" * 2_000, b" " * LONGEST,
)  # fmt: skip
