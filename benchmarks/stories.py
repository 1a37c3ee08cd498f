"""Speed, recall and memory of stories, against datasketch and rensa on the same texts.

    python benchmarks/stories.py [--documents 20000] [--rounds 3] [--tools ours store datasketch]

Texts have 30 to 90 words drawn from 20,000; 5 % are planted rewrites of another text: light (2
words changed), medium (6 % of the words changed, 7 % cut) and heavy (12 % changed, 4 % cut; one
piece is cut out). All tools see three-word shingles. `ours` is what `vardkase stories` does;
`store` puts the documents of a new store into stories, reading and writing included; datasketch's
MinHashLSH (128 values, threshold 0.4) and rensa's RMinHashLSH (128 values, 32 bands) are asked for
each text before it is added, and their candidates are compared by estimated Jaccard similarity, at
least 0.25.

A planted rewrite is found when it is in its original's story, by the others when that is among what
the tool gives. A false pair is a text of another original that was given too. Each tool runs in a
process of its own; CPU seconds and the memory added to that of the texts are told for each round.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # else `stories` would be this file

from classifiers.stories import sign, story_places  # noqa: E402
from scheduler.stories import put_into_stories  # noqa: E402
from store.connection import Store  # noqa: E402
from store.documents import add_documents  # noqa: E402
from store.records import Document, DocumentKind  # noqa: E402

KINDS = {"light": (0.0, 0.0), "medium": (0.06, 0.07), "heavy": (0.12, 0.04)}
LEAST = 0.25
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Planted:
    """Texts, and for each rewrite its place, its original's place and its kind."""

    def __init__(self, documents: int, seed: int) -> None:
        chance = random.Random(seed)
        letters = "abcdefghijklmnoprstuvyåäö"
        words = ["".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(20_000)]
        originals = documents - documents // 20
        self.texts = [
            " ".join(chance.choices(words, k=chance.randint(30, 90))) for _ in range(originals)
        ]
        self.rewrites: list[tuple[int, int, str]] = []
        kinds = list(KINDS)
        for place in range(originals, documents):
            original = (place - originals) * (originals // max(1, documents // 20))
            kind = kinds[place % 3]
            self.texts.append(self._rewritten(self.texts[original], kind, words, chance))
            self.rewrites.append((place, original, kind))

    @staticmethod
    def _rewritten(text: str, kind: str, words: list[str], chance: random.Random) -> str:
        found = text.split()
        if kind == "light":
            for place in chance.sample(range(len(found)), 2):
                found[place] = chance.choice(words)
            return " ".join(found)
        changed, cut = KINDS[kind]
        size = round(len(found) * cut)
        start = chance.randrange(len(found) - size + 1)
        del found[start : start + size]
        return " ".join(w if chance.random() >= changed else chance.choice(words) for w in found)

    def scored(self, found: dict[int, set[int]]) -> dict[str, float]:
        """Recall of each kind and the number of false pairs, of `{later place: earlier places}`."""
        hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
        of = {place: original for place, original, _ in self.rewrites}
        for place, original, kind in self.rewrites:
            hits[kind].append(original in found.get(place, ()))
        false = sum(
            of.get(earlier, earlier) != of.get(place, place)
            for place, earliers in found.items()
            for earlier in earliers
        )
        return {kind: statistics.fmean(of_kind) for kind, of_kind in hits.items()} | {
            "false": float(false)
        }


def ours(texts: list[str]) -> dict[int, set[int]]:
    places = story_places(sign(("", text) for text in texts)).tolist()
    return {place: {first} for place, first in enumerate(places) if place != first}


def in_store(texts: list[str], store: Store) -> dict[int, set[int]]:
    put_into_stories(store, NOW)
    rows = store.read("SELECT document_id, story_id FROM current_stories").to_pylist()
    return {
        int(row["document_id"]): {int(row["story_id"])}
        for row in rows
        if row["document_id"] != row["story_id"]
    }


def filled(texts: list[str], folder: str) -> Store:
    store = Store(Path(folder) / "store.duckdb")
    for start in range(0, len(texts), 20_000):
        documents = [
            Document(
                document_id=f"{place:08d}",
                source_id="s",
                kind=DocumentKind.ARTICLE,
                url="",
                canonical_url="",
                title="",
                text=text,
                first_seen_at=NOW,
                fetched_at=NOW,
            )
            for place, text in enumerate(texts[start : start + 20_000], start)
        ]
        with store.write() as transaction:
            add_documents(transaction, documents)
    return store


def _shingles(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]


def with_datasketch(texts: list[str]) -> dict[int, set[int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.4, num_perm=128)
    known, found = [], {}
    for place, text in enumerate(texts):
        one = MinHash(num_perm=128)
        one.update_batch([shingle.encode() for shingle in _shingles(text)])
        met = {int(other) for other in index.query(one) if one.jaccard(known[int(other)]) >= LEAST}
        if met:
            found[place] = met
        index.insert(place, one)
        known.append(one)
    return found


def with_rensa(texts: list[str]) -> dict[int, set[int]]:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.4, num_perm=128, num_bands=32)
    known, found = [], {}
    for place, text in enumerate(texts):
        one = RMinHash(num_perm=128, seed=42)
        one.update(_shingles(text))
        met = {other for other in index.query(one) if one.jaccard(known[other]) >= LEAST}
        if met:
            found[place] = met
        index.insert(place, one)
        known.append(one)
    return found


TOOLS: dict[str, Callable[[list[str]], dict[int, set[int]]]] = {
    "ours": ours,
    "datasketch": with_datasketch,
    "rensa": with_rensa,
}


def _measured(pipe: Connection, tool: str, documents: int, seed: int) -> None:
    planted = Planted(documents, seed)
    with tempfile.TemporaryDirectory() as folder:
        store = filled(planted.texts, folder) if tool == "store" else None
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        texts = planted.texts
        found = in_store(texts, store) if store is not None else TOOLS[tool](texts)
        spent = time.process_time() - started
        added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
        grown = (sum(path.stat().st_size for path in Path(folder).iterdir()) - size) / 1e6
    pipe.send((spent, added, grown, planted.scored(found)))


def measured(tool: str, documents: int, seed: int) -> tuple[float, float, float, dict[str, float]]:
    """CPU seconds, memory added (MB), how much the store's file grew (MB), and the score."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(sender, tool, documents, seed))
    process.start()
    sender.close()
    found = receiver.recv()
    process.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Stories against datasketch and rensa.")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", nargs="+", default=["ours", "store", "datasketch", "rensa"])
    options = parser.parse_args()
    tools = []
    for tool in options.tools:
        if tool in ("datasketch", "rensa") and importlib.util.find_spec(tool) is None:
            print(f"{tool}: not installed (pip install {tool}); left out")
        else:
            tools.append(tool)
    speeds: dict[str, list[float]] = {tool: [] for tool in tools}
    for number in range(options.rounds):
        for tool in tools:
            spent, added, grown, score = measured(tool, options.documents, number)
            speeds[tool].append(options.documents / spent)
            told = "  ".join(f"{kind} {score[kind]:.3f}" for kind in KINDS)
            print(
                f"round {number + 1}  {tool:10s} {spent:7.1f} s  "
                f"{options.documents / spent:8,.0f} documents/s  +{added:5.0f} MB  "
                f"file +{grown:4.0f} MB  recall {told}  false pairs {score['false']:.0f}",
                flush=True,
            )
    for tool in tools:
        ratio = ""
        if "datasketch" in speeds and tool != "datasketch":
            pairs = zip(speeds[tool], speeds["datasketch"], strict=True)
            ratio = f"  × {statistics.median(a / b for a, b in pairs):.1f} of datasketch"
        print(f"{tool:10s} median {statistics.median(speeds[tool]):8,.0f} documents/s{ratio}")


if __name__ == "__main__":
    main()
