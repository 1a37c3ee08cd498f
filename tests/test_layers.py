"""Imports point one way, and importing a record loads no database."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

STORE = importlib.util.find_spec("store")
ROOT = Path(STORE.submodule_search_locations[0]).parent  # the checkout, or site-packages

MAY_IMPORT = {
    "store": set(),
    "crawlers": {"store"},
    "classifiers": {"store"},
    "reports": {"store"},
    "scheduler": {"store", "crawlers", "classifiers", "reports"},
    "vardkase": {"store", "crawlers", "classifiers", "reports", "scheduler"},
}

ONLY_IN = {
    "duckdb": {"store/connection.py"},
    "apscheduler": {"scheduler/jobs.py"},
    "feedparser": {"crawlers/feeds.py"},
    "cryptography": {"crawlers/privacy.py"},
    "websockets": {"crawlers/network/stream.py"},
    "ftfy": {"crawlers/characters.py"},
    "tomlkit": {"crawlers/checks/source_file.py"},
    "trafilatura": {"crawlers/extraction/page_text.py"},
    "holidays": {"reports/signals/quiet_days.py"},
    "ruptures": {"reports/signals/volume_changes.py"},
    "altair": {"reports/weekly/charts.py"},
    "sklearn": {"classifiers/heldout/tfidf.py"},
    "pyreadstat": {"reports/trust/waves/statfiles.py"},
    "openpyxl": {"crawlers/imports/workbook.py", "reports/trust/waves/workbook.py"},
    "typst": {"reports/typesetting/pdf.py"},
    "smtplib": {"scheduler/mail.py"},
    "py3langid": {"classifiers/language.py"},
    "click": {"vardkase/cli.py", "vardkase/commands", "vardkase/terminal.py"},
}


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            names.add(path.parent.name)
    return names


def trespasses(package: str, path: Path) -> list[str]:
    allowed = MAY_IMPORT[package] | {package}
    return sorted((imported(path) & set(MAY_IMPORT)) - allowed)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_inwards(package):
    found = [
        f"{path.relative_to(ROOT)} imports {wrong}; {package}/ may import only "
        f"{sorted(MAY_IMPORT[package] | {package})}"
        for path in sorted((ROOT / package).rglob("*.py"))
        if (wrong := trespasses(package, path))
    ]
    assert not found, "\n".join(found)


def test_an_import_that_points_outwards_is_found(tmp_path, monkeypatch):
    bad = tmp_path / "bad.py"
    bad.write_text("from crawlers.feeds import parse_feed\n")
    assert trespasses("store", bad) == ["crawlers"]


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_in_one_place(library):
    places = {
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if library in imported(path)
    }
    allowed = ONLY_IN[library]
    stray = {p for p in places if not any(p.startswith(a) for a in allowed)}
    assert places and not stray, stray


def test_importing_the_records_loads_no_database():
    code = "import sys, store.records; assert 'duckdb' not in sys.modules, 'duckdb was loaded'"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
