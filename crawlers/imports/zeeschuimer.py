"""NDJSON of Zeeschuimer: what a browser loaded while somebody looked at a platform, an item a line.

Envelope (https://github.com/digitalmethodsinitiative/zeeschuimer, js/zs-background.js):
`nav_index`, `item_id`, `timestamp_collected`, `last_updated` (since 2026), `source_platform`,
`source_platform_url`, `source_url`, `user_agent`, `data`. The very first version (js/background.js)
had the platform, the two addresses and the data alone. Where somebody surfed, and with what
browser, is nobody's business.

Compared with lines of real exports: TikTok and X of 2023
(https://github.com/jorisheijkant/zeeschuimer-decoder, test-files/), Instagram of 2025 and 2026
(https://github.com/craigfahner/zeeschuimer-workshop). Whole files of others never met it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from crawlers.imports.captures.platforms import raw_id_of, taken
from crawlers.imports.ndjson import lines_of_head, object_of, objects_of, rows_of
from crawlers.imports.reading import Reading, Row, Unusable
from crawlers.imports.rounded_ids import why_rounded

_ENVELOPE = frozenset(
    {"nav_index", "item_id", "source_platform", "timestamp_collected", "source_platform_url"}
)
_BEGINS = re.compile(rb'\{(?=[^\n]*"nav_index")(?=[^\n]*"source_platform")')


def recognises(head: bytes, path: Path) -> bool:
    """Whether one of the first lines is Zeeschuimer's envelope, or the beginning of a long one."""
    del path
    return any(_is_envelope(line) for line in lines_of_head(head))


def _is_envelope(line: bytes) -> bool:
    try:
        row = object_of(line)
    except Unusable:
        return b'"__import_meta"' not in line and _BEGINS.match(line) is not None
    return isinstance(row.get("data"), dict) and len(_ENVELOPE & row.keys()) >= 2


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """One row for each line that is not empty. Raises ImportFileError."""
    ids = (raw_id_of(row.get("data")) for row in objects_of(path))
    reading.distrust = why_rounded(path, ids)
    yield from rows_of(path, lambda row: taken(row.get("data"), row, reading))
