"""Writing the files."""

from datetime import UTC, datetime

import pytest

from reports.weekly.report import ReportError, write_report
from reports.weekly.settings import ReportSettings
from store.errors import SettingsError

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def _write(archive, week="2026-W47", folder=None, **options):
    settings = ReportSettings(folder=folder or archive.folder / "rapporter")
    return write_report(archive.store(), "model", week, NOW, settings, 5, manifest={}, **options)


def test_the_files_lie_flat_in_the_folder_and_nothing_else_does(archive):
    paths = _write(archive, formats=("html", "csv"))
    assert [p.name for p in paths] == ["2026-W47.html", "2026-W47.csv"]
    assert sorted(p.name for p in paths[0].parent.iterdir()) == ["2026-W47.csv", "2026-W47.html"]


def test_an_empty_store_gives_a_report_that_says_so(archive):
    archive.sources.clear()
    (path,) = _write(archive)
    text = path.read_text("utf-8")
    assert "Inga källor har hämtats den här veckan." in text
    assert "för få veckor att jämföra med" in text


def test_a_week_may_be_written_in_short_form(archive):
    assert _write(archive, "2026w47")[0].name == "2026-W47.html"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"formats": ("pptx",)}, "pptx"),
        ({"language": "de"}, "de"),
        ({"week": "2026-W60"}, "2026-W60"),
    ],
)
def test_wrong_wishes_are_refused_before_anything_is_written(archive, options, expected):
    with pytest.raises(SettingsError, match=expected):
        _write(archive, **options)
    assert not (archive.folder / "rapporter").exists()


def test_a_report_that_cannot_be_written_leaves_the_old_one_and_no_temporary_file(
    archive, monkeypatch
):
    (path,) = _write(archive)
    before = path.read_bytes()

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(ReportError, match="kunde inte skrivas: disken är full"):
        _write(archive)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_that_is_a_file_is_named_in_the_error(archive):
    blocked = archive.folder / "blocked"
    blocked.write_text("")
    with pytest.raises(ReportError, match="blocked"):
        _write(archive, folder=blocked)
