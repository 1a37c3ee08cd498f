"""The weekly aggregate (the Exposure table) against hand-written SQL and pandas on the same store.

    python benchmarks/exposure.py [--documents 1000000] [--rounds 3] [--pandas] [--folder FOLDER]

A store with constructed documents over a year of weeks: 200 sources of 14 kinds, every fifth a
forum or a social platform with 50,000 accounts; one document in six is a copy in a story, one in
twenty is sighted in a second source, one in a hundred has a second version, three in ten are
relevant. It is made by DuckDB itself, straight into the tables of the shipped schema.

Posts are sighted on other platforms, articles in other papers: where a post is sighted in a paper,
stories of the cells that then hold both are counted in a second pass, half as dear again.

Three ways to the same counts: `exposure_cells` through the views, as the product asks it; SQL
written by hand against the tables for this one question, which knows nothing of `min_cell`,
coverage or moments; and pandas on what one reads from the same tables. The counts are compared
before times are told. Each way runs in the same engine with one thread, as the product does; rounds
are interleaved, CPU seconds are counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

sys.path[0] = str(Path(__file__).parent.parent)

from reports.signals.exposure_cells import exposure_cells  # noqa: E402
from store.connection import Store, Transaction  # noqa: E402

GOAL_SQL, GOAL_PANDAS = 1.2, 3.0
"""At most so many times the CPU time of hand-written SQL; at least so many times pandas' speed."""

MODEL = "m"
BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)

FILL = [
    """
    CREATE TABLE drawn AS
    SELECT i, printf('%016x', hash(i)) AS id, CAST(hash(i, 1) % 1000 AS INTEGER) AS a,
        CAST(hash(i, 2) % 1000 AS INTEGER) AS b, CAST(hash(i, 3) % 1000 AS INTEGER) AS c,
        CAST(hash(i, 4) % 1000 AS INTEGER) AS e, CAST(hash(i, 5) % 200 AS INTEGER) AS source,
        TIMESTAMPTZ '2025-11-03 00:00:00+00' + to_seconds(
            CAST(i * (364 * 86400.0 / $documents) AS BIGINT)) AS moment
    FROM range($documents) r(i)
    """,
    """
    INSERT INTO sources BY NAME
    SELECT 's' || i AS source_id, 'feed' AS kind, '' AS url, 'Källa ' || i AS name,
        (['public_service', 'national_daily', 'tabloid', 'regional_daily', 'regional_daily',
          'regional_daily', 'trade', 'alternative', 'authority', 'municipality', 'ngo', 'party',
          'factcheck', 'minority_language', 'forum', 'social', 'forum'])[
              CASE WHEN i % 5 = 0 THEN 15 + i % 3 ELSE 1 + i % 14 END] AS outlet_type,
        CASE WHEN i % 3 = 0 THEN chr(CAST(65 + i % 20 AS INTEGER)) ELSE 'national' END AS region,
        'sv' AS language,
        CAST(NULL AS BIGINT) AS reach, 60 AS every_minutes, '' AS terms, '' AS legal_basis,
        true AS active
    FROM range(200) r(i)
    """,
    """
    INSERT INTO documents BY NAME
    SELECT id AS document_id, version, 's' || source AS source_id,
        CASE WHEN source % 5 = 0 THEN 'post' ELSE 'article' END AS kind,
        'https://x.example/' || id AS url, url AS canonical_url, '' AS title, '' AS text,
        '' AS context, CASE WHEN a % 4 = 0 THEN ['Borås'] ELSE [] END AS places, 'sv' AS language,
        CASE WHEN b % 5 = 0 THEN 'teaser' ELSE 'full' END AS text_status, moment AS published_at,
        moment AS first_seen_at, moment AS fetched_at,
        CASE WHEN source % 5 = 0 THEN 'p' || hash(i, 6) % 50000 END AS author,
        [] AS shared_urls, [] AS hashtags, '' AS raw_sha256, 0 AS content_hash, 0 AS id_hash
    FROM drawn, (SELECT unnest([1, 2]) AS version) WHERE version = 1 OR a < 10
    ORDER BY i, version
    """,
    """
    INSERT INTO sightings BY NAME
    SELECT id AS document_id, 's' || (source + 5) % 200 AS source_id, moment AS seen_at
    FROM drawn WHERE c < 50 ORDER BY i
    """,
    """
    INSERT INTO stories BY NAME
    SELECT d.id AS document_id, coalesce(o.id, d.id) AS story_id, d.moment AS since
    FROM drawn d LEFT JOIN drawn o ON o.i = CASE WHEN d.e < 167 THEN d.i - 1 - d.e % 40 END
    ORDER BY d.i
    """,
    """
    INSERT INTO labels BY NAME
    SELECT id AS document_id, version, 'm' AS model, moment AS labelled_at,
        CASE WHEN b < 900 THEN 'sv' WHEN b < 960 THEN 'ar' ELSE 'de' END AS language,
        b < 960 AS language_supported, CASE WHEN b < 960 THEN c < 300 END AS relevant,
        CASE WHEN relevant AND a % 10 < 9
            THEN (['negative', 'neutral', 'positive'])[1 + a % 3] END AS tone,
        CASE WHEN relevant AND e < 150
            THEN [(['kidnapping', 'profit', 'religion', 'racism', 'cover_up'])[1 + a % 5]]
            ELSE [] END AS narratives,
        CASE WHEN len(narratives) > 0 AND a % 20 > 0
            THEN (['endorses', 'reports', 'rebuts'])[1 + e % 3] END AS stance,
        CASE WHEN relevant AND e BETWEEN 100 AND 400 THEN [
            (['legal_rights', 'competence', 'resources', 'good_practice'])[1 + a % 4]]
            ELSE [] END AS frames,
        CASE WHEN relevant AND a < 20 THEN ['narrative'] WHEN b < 960 AND a > 980 THEN ['relevant']
            ELSE [] END AS abstained, '{}' AS scores
    FROM drawn, (SELECT unnest([1, 2]) AS version) WHERE version = 1 OR a < 10
    ORDER BY i, version
    """,
    "DROP TABLE drawn",
]

BY_HAND = """
WITH newest AS (SELECT document_id, max(version) AS version FROM documents GROUP BY document_id
    HAVING max(version) > 1),
first AS (
    SELECT document_id, source_id,
        strftime(timezone('Europe/Stockholm', coalesce(published_at, first_seen_at)),
            '%G-W%V') AS week
    FROM documents WHERE version = 1),
last AS (
    SELECT d.document_id, d.version, d.kind, d.author, d.text_status
    FROM documents d LEFT JOIN newest n USING (document_id)
    WHERE d.version = coalesce(n.version, 1)),
met AS (
    SELECT document_id, source_id FROM first UNION SELECT document_id, source_id FROM sightings),
said AS (
    SELECT f.week, s.outlet_type, s.region, l.language, f.document_id,
        coalesce(t.story_id, f.document_id) AS story_id,
        CASE WHEN d.kind IN ('post', 'comment') OR o.outlet_type IN ('forum', 'social')
            OR s.outlet_type IN ('forum', 'social') THEN d.author END AS account,
        unnest(list_concat(
            [{'g': 'relevant', 'l': CASE WHEN NOT l.language_supported THEN 'unsupported'
                WHEN list_contains(l.abstained, 'relevant') THEN 'abstained'
                WHEN l.relevant THEN 'true' ELSE 'false' END,
                's': CAST(NULL AS VARCHAR)}],
            CASE WHEN l.relevant AND d.text_status = 'full'
                THEN [{'g': 'tone', 'l': coalesce(l.tone, 'abstained'),
                    's': CAST(NULL AS VARCHAR)}] END,
            CASE WHEN l.relevant THEN [{'g': 'narrative', 'l': x, 's':
                coalesce(l.stance, 'abstained')} FOR x IN l.narratives] END,
            CASE WHEN l.relevant AND list_contains(l.abstained, 'narrative')
                THEN [{'g': 'narrative', 'l': 'abstained', 's': CAST(NULL AS VARCHAR)}] END,
            CASE WHEN l.relevant THEN [{'g': 'frame', 'l': x, 's': CASE WHEN len(l.narratives) > 0
                THEN coalesce(l.stance, 'abstained') END} FOR x IN l.frames] END,
            CASE WHEN l.relevant AND list_contains(l.abstained, 'frame')
                THEN [{'g': 'frame', 'l': 'abstained', 's': CAST(NULL AS VARCHAR)}] END)) AS r
    FROM first f
    JOIN last d USING (document_id)
    JOIN met m USING (document_id)
    JOIN sources s ON s.source_id = m.source_id AND s.active
    JOIN sources o ON o.source_id = f.source_id
    JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
    LEFT JOIN stories t ON t.document_id = d.document_id AND t.until IS NULL)
SELECT week, outlet_type, region, language, r.g AS label_group, r.l AS label, r.s AS stance,
    count(DISTINCT story_id) AS stories, count(DISTINCT document_id) AS documents,
    count(DISTINCT account) AS accounts
FROM said GROUP BY ALL ORDER BY ALL
"""

KEYS = ["week", "outlet_type", "region", "language", "label_group", "label", "stance"]


def filled(path: Path, documents: int) -> Store:
    """The store, made anew unless it is there."""
    known = path.exists()
    store = Store(path)
    if not known:
        with store.write() as transaction:
            for statement in FILL:
                asked = {"documents": documents} if "$documents" in statement else None
                transaction.execute(statement, asked)
    return store


def ours(transaction: Transaction) -> pd.DataFrame:
    """The table as the product asks for it, without `min_cell` so that nothing is hidden."""
    none = pa.table(
        {
            "week": pa.array([], pa.string()),
            "outlet_type": pa.array([], pa.string()),
            "region": pa.array([], pa.string()),
            "coverage": pa.array([], pa.float64()),
        }
    )
    return exposure_cells(
        transaction, MODEL, BEGIN, END, 0, "CAST(NULL AS VARCHAR)", none
    ).to_pandas()


def by_hand(transaction: Transaction) -> pd.DataFrame:
    return transaction.query(BY_HAND, {"model": MODEL}).to_pandas()


def in_pandas(transaction: Transaction) -> pd.DataFrame:
    """The same counts as a researcher would make them of the tables."""

    def read(sql: str) -> pd.DataFrame:
        return transaction.query(sql).to_pandas()

    documents = read(
        "SELECT document_id, version, source_id, kind, author, text_status, published_at, "
        "first_seen_at FROM documents"
    )
    labels = read("SELECT * EXCLUDE (scores, labelled_at, later_than, model) FROM labels")
    stories = read("SELECT document_id, story_id FROM stories WHERE until IS NULL")
    sources = read("SELECT source_id, outlet_type, region FROM sources WHERE active")
    sightings = read("SELECT document_id, source_id FROM sightings")
    first = documents[documents["version"] == 1]
    moment = first["published_at"].fillna(first["first_seen_at"]).dt.tz_convert("Europe/Stockholm")
    calendar = moment.dt.isocalendar()
    first = first[["document_id", "source_id"]].assign(
        week=calendar["year"].astype(str) + "-W" + calendar["week"].astype(str).str.zfill(2)
    )
    newest = documents.sort_values("version").drop_duplicates("document_id", keep="last")
    met = pd.concat([first[["document_id", "source_id"]], sightings]).drop_duplicates()
    owner = first.merge(sources, on="source_id")
    private_owner = owner.loc[owner["outlet_type"].isin(["forum", "social"]), "document_id"]
    rows = (
        newest[["document_id", "version", "kind", "author", "text_status"]]
        .merge(first[["document_id", "week"]], on="document_id")
        .merge(labels, on=["document_id", "version"])
        .merge(stories, on="document_id", how="left")
        .merge(met, on="document_id")
        .merge(sources, on="source_id")
    )
    rows["story_id"] = rows["story_id"].fillna(rows["document_id"])
    private = (
        rows["kind"].isin(["post", "comment"])
        | rows["outlet_type"].isin(["forum", "social"])
        | rows["document_id"].isin(private_owner)
    )
    rows["account"] = rows["author"].where(private)
    found = pd.concat(_labelled(rows))
    counted = found.groupby(KEYS, dropna=False, sort=True).agg(
        stories=("story_id", "nunique"),
        documents=("document_id", "nunique"),
        accounts=("account", "nunique"),
    )
    return counted.reset_index()


def _labelled(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """One frame for each kind of row of the table, with the columns of the keys."""

    def withheld(group: str) -> pd.Series:
        return rows["abstained"].map(lambda groups: group in groups)

    relevant = rows["relevant"].fillna(False).astype(bool)
    said = relevant.map({True: "true", False: "false"}).mask(withheld("relevant"), "abstained")
    said = said.mask(~rows["language_supported"], "unsupported")
    stance = rows["stance"].fillna("abstained")
    told = rows["narratives"].map(len) > 0
    full = rows[relevant & (rows["text_status"] == "full")]
    few = [*KEYS[:4], "story_id", "document_id", "account"]
    parts = [
        rows[few].assign(label_group="relevant", label=said, stance=None),
        full[few].assign(label_group="tone", label=full["tone"].fillna("abstained"), stance=None),
    ]
    for group, column in (("narrative", "narratives"), ("frame", "frames")):
        stances = stance if group == "narrative" else stance.where(told)
        some = rows.assign(label_group=group, stance=stances)[relevant].explode(column)
        some = some[some[column].notna()].assign(label=lambda part, c=column: part[c])
        parts.append(some[[*few, "label_group", "label", "stance"]])
        none = rows[relevant & withheld(group)]
        parts.append(none[few].assign(label_group=group, label="abstained", stance=None))
    return parts


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two tables have the same counts."""
    counts = ["stories", "documents", "accounts"]

    def plain(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame[KEYS + counts].copy()
        frame[KEYS] = frame[KEYS].astype(object).where(frame[KEYS].notna(), "")
        frame[counts] = frame[counts].fillna(0).astype("int64")
        return frame.sort_values(KEYS).reset_index(drop=True)

    return plain(one).equals(plain(other))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pandas", action="store_true", help="run pandas too (memory!)")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = (options.folder or Path(made)) / f"exposure-{options.documents}.duckdb"
        store = filled(path, options.documents)
        ways: dict[str, Callable[[Transaction], pd.DataFrame]] = {"ours": ours, "by hand": by_hand}
        if options.pandas:
            ways["pandas"] = in_pandas
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(options.rounds):
            tables = {}
            for name, way in ways.items():
                with store.reading() as transaction:
                    begun = time.process_time()
                    tables[name] = way(transaction)
                    seconds[name].append(time.process_time() - begun)
                print(f"round {number + 1}, {name}: {seconds[name][-1]:.1f} s", flush=True)
            for name, table in tables.items():
                if not same(tables["ours"], table):
                    sys.exit(f"{name}: other counts than ours")
        print(f"{options.documents:,} documents, {len(tables['ours']):,} rows, the same each way")
        for name, found in seconds.items():
            rate = options.documents / statistics.median(found)
            ratio = statistics.median(a / b for a, b in zip(seconds["ours"], found, strict=True))
            print(f"{name}: {statistics.median(found):.1f} s CPU, {rate:,.0f} documents a second; "
                  f"ours takes {ratio:.2f} times that")  # fmt: skip
        print(
            f"goals: at most {GOAL_SQL} times SQL by hand, at most {1 / GOAL_PANDAS:.2f} of pandas"
        )


if __name__ == "__main__":
    main()
