"""What the import of a Zeeschuimer file costs against a bare json.loads loop over the same file.

    python benchmarks/zeeschuimer.py [--rows 1000000] [--rounds 1] [--keep FOLDER]

A file of constructed TikTok videos (about 2 KB a row, nested as the platform nests them; texts of
common words in six languages, about one in ten about the social services; every handle another,
one row in ten without a language) is read in turn by two processes of their own: (a) the path of
`vardkase import` into a fresh store, relevance gate, masking and writing included, (b) a loop that
parses each line and forgets it. Rows a second by the clock, and by the CPU seconds of all threads,
which neighbours disturb less; the ratio is (a) by (b), and its goal 0.08. Memory is VmHWM, the most
that was resident, of the importing process.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[0] = str(ROOT)  # else `store` would be the benchmark of that name

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOAL = 0.08
GOAL_MB = 400
ABOUT = 0.1
UNDECLARED = 0.1
LANGUAGES = ("sv", "sv", "sv", "ar", "en", "tr", "so", "fi")
ARABIC = """
في من على إلى أن كان هذا التي الذي مع كل بعد قبل يوم بيت ناس وقت حياة طعام مدينة سفر شمس بحر قهوة
صباح مساء جديد جميل كبير صغير قال رأى ذهب جاء أخذ أكل شرب كتب قرأ لعب موسيقى سيارة
"""
OPENINGS = ("sv", "en", "tr", "so", "fi")


def words_by_language() -> dict[str, Sequence[str]]:
    """Common words of each language, none of which names the services."""
    lists = tomllib.loads((ROOT / "classifiers" / "common_words.toml").read_text("utf-8"))
    from classifiers.gate import may_be_about

    words: dict[str, Sequence[str]] = {
        name: [w for w in lists[name].split() if not may_be_about(w)] for name in OPENINGS
    }
    return {**words, "ar": ARABIC.split()}


def words_about() -> dict[str, Sequence[str]]:
    """What is searched for in each language; one of them makes a text one about the services."""
    text = (ROOT / "crawlers" / "queries.toml").read_text("utf-8")
    searches = tomllib.loads(text)["search"]
    return {each["language"]: [w.rstrip("*") for w in each["words"]] for each in searches}


def videos(rows: int) -> Iterator[dict[str, Any]]:
    """The lines of the file, the same in each call."""
    draw = random.Random(1)
    common, about = words_by_language(), words_about()
    for n in range(rows):
        language = draw.choice(LANGUAGES)
        said = draw.choices(common[language], k=draw.randint(6, 45))
        if draw.random() < ABOUT:
            said.insert(draw.randrange(len(said)), draw.choice(about[language]))
        yield line(n, draw, " ".join(said), language if draw.random() >= UNDECLARED else "un")


def line(n: int, draw: random.Random, said: str, language: str) -> dict[str, Any]:
    """One row: a video in its envelope."""
    handle = f"{draw.choice('abcdefghijk')}{n:x}_{draw.randrange(10**5)}"
    signed = f"https://p16-sign.example/obj/{draw.randbytes(24).hex()}.jpeg?x-expires=17943"
    tags = [f"etikett{draw.randrange(3000)}" for _ in range(draw.randint(0, 4))]
    figures = [draw.randrange(10**6) for _ in range(5)]
    counted = ("diggCount", "shareCount", "commentCount", "playCount", "collectCount")
    stats = dict(zip(counted, figures, strict=True))
    return {
        "nav_index": f"3:42:{n // 30}",
        "item_id": str(7_300_000_000_000_000_001 + 977 * n),
        "timestamp_collected": 1_794_900_000_000 + n,
        "last_updated": 1_794_900_000_000 + n,
        "source_platform": "tiktok.com",
        "source_platform_url": "https://www.tiktok.com/tag/vardag",
        "source_url": "https://www.tiktok.com/api/challenge/item_list/?aid=1988&count=30",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "data": {
            "id": str(7_300_000_000_000_000_001 + 977 * n),
            "desc": " ".join([said, *(f"#{tag}" for tag in tags)]),
            "createTime": 1_760_000_000 + 30 * n % 34_000_000,
            "author": {
                "id": str(6_800_000_000_000_000_000 + n),
                "uniqueId": handle,
                "nickname": f"{handle[:4].title()} {draw.choice('ABCDEFG')}alm{n % 977}",
                "avatarLarger": signed,
                "signature": "Livet är nu",
                "verified": False,
                "secUid": f"MS4wLjABAAAA{draw.randbytes(20).hex()}",
            },
            "authorStats": {"followerCount": figures[0], "heartCount": figures[1]},
            "stats": stats,
            "statsV2": {name: str(value) for name, value in stats.items()},
            "textExtra": [
                {"start": 0, "end": 5, "hashtagName": tag, "type": 1, "isCommerce": False}
                for tag in tags
            ],
            "challenges": [{"id": str(n), "title": tag, "desc": ""} for tag in tags],
            "stickersOnItem": [{"stickerText": [said[:30]]}] if n % 5 == 0 else [],
            "duetInfo": {"duetFromId": "0"},
            "music": {"id": str(n), "title": "original", "authorName": handle, "playUrl": signed},
            "video": {"duration": 30, "cover": signed, "playAddr": signed, "ratio": "720p"},
            "textLanguage": language,
            "officalItem": False,
            "privateItem": False,
            "itemCommentStatus": 0,
        },
        "id": n,
    }  # fmt: skip


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in videos(rows):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def imported(path: Path) -> int:
    """The rows of the file, brought into a fresh store as `vardkase import` does."""
    from crawlers.imports.formats import format_of
    from crawlers.privacy import Pseudonyms
    from scheduler.file_import import import_file
    from store.connection import Store

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        store = Store(Path(folder) / "vardkase.duckdb")
        names = Pseudonyms(b"k" * 32)
        summary = import_file(store, path, [], names, NOW, file_format=format_of(path)).as_dict()
    print(json.dumps(summary["documents"]), flush=True)
    return summary["rows"]


def parsed(path: Path) -> int:
    """The rows of the file, parsed and forgotten."""
    rows = 0
    with path.open("rb") as file:
        for each in file:
            json.loads(each)
            rows += 1
    return rows


def measured(work: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    """Rows, seconds by the clock, CPU seconds and the most MB resident of this process."""
    begun = time.perf_counter(), time.process_time()
    rows = work(path)
    seconds = time.perf_counter() - begun[0], time.process_time() - begun[1]
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    most_kb = next(int(each.split()[1]) for each in status if each.startswith("VmHWM"))
    return rows, *seconds, most_kb / 1024


def in_a_process(work: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    """As `measured`, of a process of its own. Raises what the work raises."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(measured, work, path).result()


def compare(path: Path, rounds: int) -> None:
    by_clock, by_cpu, most = [], [], 0.0
    for _ in range(rounds):
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        bare = in_a_process(parsed, path)
        ours = in_a_process(imported, path)
        if bare[0] != ours[0]:
            raise SystemExit(f"{bare[0]} rows in the file, {ours[0]} accounted for")
        for name, (rows, wall, cpu, mb) in (("json.loads", bare), ("import", ours)):
            print(
                f"{name}: {rows} rows, {rows / wall:.0f} rows/s by the clock, "
                f"{1e6 * cpu / rows:.1f} us CPU a row, {mb:.0f} MB",
                flush=True,
            )
        by_clock.append(bare[1] / ours[1])
        by_cpu.append(bare[2] / ours[2])
        most = max(most, ours[3])
    print(
        f"ratio by the clock {statistics.median(by_clock):.3f}, by CPU time "
        f"{statistics.median(by_cpu):.3f} (goal {GOAL}); most {most:.0f} MB (goal {GOAL_MB})"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="folder where the file stays for another run")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        path = folder / f"zeeschuimer-{asked.rows}.ndjson"
        if not path.exists():
            write(path, asked.rows)
        print(f"{path.stat().st_size / 1e9:.2f} GB, {path.stat().st_size / asked.rows:.0f} B a row")
        compare(path, asked.rounds)


if __name__ == "__main__":
    main()
