"""Nothing that names a person gets past the door: the bytes of all that is written are searched."""

import csv
from datetime import UTC, datetime, timedelta

HANDLES = ["@stormsvala_77", "nattvandraren_82", "Kerstin Påhittad-Bylinesson"]
NUMBERS = ["19121212-1212", "121212-1212", "070-174 06 33", "+46701740634", "0701740635"]
ADDRESSES = ["storm.svala@example.org", "kontakta.oss@example.com"]


def test_no_handle_number_or_address_is_in_the_store_the_logs_the_report_or_the_export(
    run, run_alone, folder, site
):
    now = datetime.now(UTC)
    when = now - timedelta(hours=5)
    body = (
        "Socialtjänsten i Ekvik får kritik av JO. Ring 070-174 06 33 eller +46701740634, skriv "
        "till storm.svala@example.org eller @stormsvala_77. Pojken, 19121212-1212 (121212-1212), "
        "bor kvar hemma. "
    )
    site.put_article("/a", "Kritik, ring 0701740635", body * 4, "Kerstin Påhittad-Bylinesson", when)
    site.put_rss(
        "/rss", [("/a", "Kritik, ring 0701740635", body, when, "Kerstin Påhittad-Bylinesson")]
    )
    site.put_atom(
        "/forum",
        [
            (
                "/t/1",
                "",
                f"Soc tar! {body} kontakta.oss@example.com",
                when,
                "nattvandraren_82",
            ),
            ("/t/2", "", "Jag håller med @stormsvala_77, skriv dit", when, "@stormsvala_77"),
        ],
    )
    (folder / "sources.toml").write_text(
        f'[[source]]\nsource_id = "tidning"\nkind = "feed"\nurl = "{site.base}/rss"\n'
        'outlet_type = "regional_daily"\nregion = "AB"\n'
        f'[[source]]\nsource_id = "forum"\nkind = "feed"\nurl = "{site.base}/forum"\n'
        'outlet_type = "forum"\nregion = "national"\n',
        encoding="utf-8",
    )
    ran = run_alone("run", cwd=folder)
    assert ran.status == 0, ran.err
    exported = run("export", "--output", "export", cwd=folder)
    listed = run("documents", "--output", "lista.csv", cwd=folder)
    week = f"{now.isocalendar().year}-W{now.isocalendar().week:02d}"
    reported = run("report", week, "--format", "html,json,csv", cwd=folder)
    sampled = run("label", "sample", "--output", "ark.csv", cwd=folder)
    _answer(folder / "ark.csv", folder / "svar.csv")
    imported = run("label", "import", "svar.csv", "--coder", "k1", cwd=folder)
    compared = run("label", "agreement", cwd=folder)
    all_ended = (ran, exported, listed, reported, sampled, imported, compared)
    for ended in all_ended:
        assert ended.status == 0, ended.err
    said = "\n".join(ended.out + ended.err for ended in all_ended).encode()

    files = [p for p in folder.rglob("*") if p.is_file() and p.name != "sources.toml"]
    assert {"vardkase.duckdb", "documents.parquet", "lista.csv", "ark.csv", f"{week}.html"} <= {
        p.name for p in files
    }
    contents = {str(p): p.read_bytes() for p in files} | {"stdout and stderr": said}
    contents |= {"texts in the store": _texts(folder)}
    assert b"[telefon]" in contents["texts in the store"]
    assert b"'coder': 'k1'" in contents["texts in the store"]
    for secret in [*HANDLES, *NUMBERS, *ADDRESSES]:
        for name, content in contents.items():
            assert secret.encode("utf-8") not in content, f"{secret} in {name}"
            assert secret.encode("utf-16-le") not in content, f"{secret} in {name}"


def _answer(sheet, target):
    """Write a copy of a sheet in which no document is relevant."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file, delimiter=";")
    relevant = headings.index("relevant")
    for row in rows:
        row[relevant] = "nej"
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([headings, *rows])


def _texts(folder) -> bytes:
    """All columns of all rows, unpacked: the file itself is compressed."""
    from store.connection import Store

    db = Store(folder / "vardkase.duckdb")
    tables = ["documents", "sightings", "polls", "source_states", "item_states", "labels", "runs"]
    tables += ["samples", "sampled_documents", "human_labels"]
    return "\n".join(str(db.read(f"SELECT * FROM {name}").to_pylist()) for name in tables).encode()
