"""Nobody is named on disk: all platforms crawled and all files imported, everything is searched."""

import base64
import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
import pytest
from scenes import all_keys, put_all, scenes_of

from crawlers.imports.mapping_files import written_proposal
from store.connection import Store
from store.records import OutletType
from vardkase.commands.export import WITH_TEXTS

WEEK = "2026-W47"
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def texts_of(content: bytes) -> Iterator[str]:
    """What bytes may be read as: UTF-8 and UTF-16, with what is escaped in JSON, HTML and addresses
    written plainly."""
    shifted = (content, content[1:])
    wide = [half.decode(f"utf-16-{end}", "replace") for half in shifted for end in ("le", "be")]
    for text in (content.decode("utf-8", "replace"), *wide):
        plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        for written in (text, html.unescape(unquote(plain))):
            yield unicodedata.normalize("NFC", written).casefold()


def in_base64(person: str) -> Iterator[bytes]:
    """The characters in which base64 writes a person's name, wherever in a text it stands."""
    for said in {person, person.lower()}:
        for lead in range(3):
            whole = base64.b64encode(b"\0" * lead + said.encode()).rstrip(b"=")
            # the first and last characters are made of neighbours, too
            yield whole[-(-lead * 4 // 3) :][: len(said.encode()) * 4 // 3 - 1]


def named_in(persons: Iterable[str], contents: Iterable[bytes]) -> set[str]:
    """Those of the persons whose names stand in some of the contents."""
    persons = set(persons)
    found: set[str] = set()
    for content in contents:
        texts = [*texts_of(content)]
        packed = (content, content.replace(b"-", b"+").replace(b"_", b"/"))
        for person in persons - found:
            said = unicodedata.normalize("NFC", person).casefold()
            if any(said in text for text in texts) or any(
                part in each for part in in_base64(person) for each in packed
            ):
                found.add(person)
    return found


@pytest.mark.parametrize(
    "content",
    [
        "… skriver majken öhrling i dag".encode(),
        "MAJKEN ÖHRLING".encode("utf-16"),
        b"?q=" + quote("Majken Öhrling").encode(),
        json.dumps({"av": "Majken Öhrling"}).encode(),
        b"Majken &Ouml;hrling",
        unicodedata.normalize("NFD", "Majken Öhrling").encode(),
        *(base64.b64encode(f"{'x' * lead}Majken Öhrling skrev".encode()) for lead in range(4)),
        base64.urlsafe_b64encode("~~?Majken Öhrling".encode()),
    ],
)
def test_a_person_is_found_however_the_name_is_written(content):
    assert named_in(["Majken Öhrling", "Sotarfrun Ek"], [content]) == {"Majken Öhrling"}


def test_others_are_not_found():
    assert not named_in(["Majken Öhrling"], [b"", "Majken Ö".encode(), bytes(range(256)) * 9])


PROGRAM = """
import json
import logging
import sys
from pathlib import Path
from vardkase.cli import main
if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, filename="logg.txt")
    commands, statuses = json.loads(sys.argv[1]), []
    for arguments in commands:
        sys.argv = ["vardkase", *arguments]
        try:
            main()
        except SystemExit as ended:
            statuses.append(ended.code)
    Path("statusar.json").write_text(json.dumps(statuses))
"""
ELSEWHERE = "utanfor"
"""Where programs put what is temporary, remembered or measured; nothing of ours is to be there."""
SETTINGS = {
    "delay_s = 5.0": "delay_s = 0.0",
    "allow_private_networks = false": "allow_private_networks = true",
    "text_retention_days = 365": "text_retention_days = 36500",
}


@pytest.fixture
def vardkase(tmp_path):
    """Runs commands, one after another in one process, in a folder where also temporary files and
    caches are, and what is written on the screen; gives their exit statuses."""
    places = {
        name: str(tmp_path / ELSEWHERE / name) for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME")
    }
    for place in places.values():
        Path(place).mkdir(parents=True)
    keys = {f"VARDKASE_{name.upper()}": key for name, key in all_keys().items()}
    own = {name: value for name, value in os.environ.items() if name != "CI"}
    env = {**own, "PYTHONPATH": os.pathsep.join(sys.path), **places, **keys}
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")

    def run(*commands):
        told = json.dumps([[str(part) for part in command] for command in commands])
        screen = tmp_path / "skarmen.txt"
        with screen.open("ab") as file:
            ended = subprocess.run(
                [sys.executable, program, told], cwd=tmp_path, env=env, timeout=240,
                stdout=file, stderr=file,
            )  # fmt: skip
        assert ended.returncode == 0, screen.read_text(encoding="utf-8")[-2000:]
        return json.loads((tmp_path / "statusar.json").read_text())

    return run


def served_by(web) -> list[bytes]:
    """What a server answers from now on."""
    bodies, answer = [], web.answer

    def kept(asked):
        reply = answer(asked)
        bodies.append(reply.body)
        return reply

    web.answer = kept
    return bodies


def of_today(scene, stream) -> list[bytes]:
    """The events of a stream, which are read back a day at most: made as if sent just now."""
    late = scene.micros(datetime.now(UTC)) - scene.micros(scene.NOW)
    for event in stream.events:
        event["time_us"] += late
    return [json.dumps(event).encode() for event in stream.events]


def configured(folder, sources):
    """Change the settings of a folder that init has set up, and make these its sources."""
    path = folder / "vardkase.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in SETTINGS.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    tables = (
        f'[[source]]\nsource_id = "{source.source_id}"\nkind = "{source.kind}"\n'
        f'url = "{source.url}"\noutlet_type = "{source.outlet_type or OutletType.SOCIAL}"\n'
        'region = "national"\nlegal_basis = "Artikel 6.1 e"\n'
        for source in sources
    )
    (folder / "sources.toml").write_text("".join(tables), encoding="utf-8")


def written_under(folder, inputs) -> dict[str, bytes]:
    """All that was written, by where it is; tables of the store and of Parquet as text, since both
    compress what they hold."""
    written = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "sources.toml" and inputs not in path.parents
    }
    for path in folder.glob("export/*.parquet"):
        written[f"{path.name} as text"] = repr(pq.read_table(path).to_pydict()).encode()
    with Store(folder / "vardkase.duckdb").reading() as transaction:
        tables = transaction.query("SELECT table_name FROM duckdb_tables()").to_pydict()
        for name in tables["table_name"]:
            rows = transaction.query(f'SELECT * FROM "{name}"').to_pydict()
            written[f"table {name}"] = repr(rows).encode()
    return written


def mapping_in(folder, mapped) -> Path:
    """A mapping of the scene's tables that somebody has gone through."""
    proposal = written_proposal(mapped.MAPPING, {}, "lista.csv", "kolumner.toml")
    path = folder / "kolumner.toml"
    path.write_text(proposal.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    return path


def persons_of(scenes) -> set[str]:
    return {person for scene in scenes.values() for person in scene.PERSONS}


@pytest.mark.slow
def test_nobody_is_named_in_store_logs_reports_exports_or_temporary_files(
    new_web, vardkase, tmp_path
):
    platforms, formats = scenes_of("platforms"), scenes_of("imports")
    webs = {name: new_web(f"127.0.0.{n}") for n, name in enumerate(platforms, 2)}
    served = {name: served_by(web) for name, web in webs.items()}
    sources = put_all(webs)
    served["jetstream"] = of_today(platforms["jetstream"], webs["jetstream"].stream)
    inputs = tmp_path / "indata"
    inputs.mkdir()
    files = {name: scene.write(inputs) for name, scene in formats.items()}
    tables = files.pop("mapped")

    assert vardkase(["init", "."]) == [0]
    configured(tmp_path, sources.values())
    statuses = vardkase(
        ["crawl", "--since", "2020-01-01"],
        ["import", *(path for paths in files.values() for path in paths)],
        ["import", *tables, "--mapping", mapping_in(inputs, formats["mapped"])],
        ["classify"],
        ["documents", "--output", "lista.csv"],
        ["export", "--output", "export", "--format=parquet", "--format=csv", "--format=4cat"],
        ["report", WEEK, "--format", "html,json,csv"],
        ["privacy", "audit"],
        ["health"],
    )
    # `health` asks for the legal basis of what came from files.
    assert statuses == [0] * 8 + [1], (tmp_path / "skarmen.txt").read_text(encoding="utf-8")

    for name, scene in platforms.items():
        assert named_in(scene.PERSONS, served[name]) == set(scene.PERSONS)
    assert WITH_TEXTS in (tmp_path / "skarmen.txt").read_text(encoding="utf-8")
    read = [path.read_bytes() for path in inputs.iterdir()]
    assert named_in(persons_of(formats), read) == persons_of(formats)

    written = written_under(tmp_path, inputs)
    assert not [place for place in written if place.startswith(ELSEWHERE)]
    assert {"logg.txt", "skarmen.txt", "vardkase.duckdb"} <= written.keys()
    assert named_in(platforms, [written["table documents"]]) == platforms.keys()
    for where in ("table documents", "export/4cat.csv"):
        assert named_in({"Socialtjänsten", "السوسيال"}, [written[where]]), where
    persons = persons_of(platforms) | persons_of(formats)
    found = {where: named_in(persons, [content]) for where, content in written.items()}
    assert {where: names for where, names in found.items() if names} == {}
