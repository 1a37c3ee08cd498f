"""The constructed example is computed: sources and model decide what the report says."""

import json
import re

import pytest

from classifiers.classifier import load_classifier
from classifiers.text import Text
from store.records import Stance
from vardkase.demo.archive import CRAWLED_WEEK, outlets, pieces

# What a reader of the codebook says of the crawled week's documents on the film from the school, by
# the words that they begin with. Nobody trained on them.
SPREADS = (
    "47 sekunder film från en skolgård",
    "lämnade på morgonen, borta",
    "Har ni tänkt på att det aldrig",
    "Klockan är strax efter ett på tisdagen",
    "Jag bor fyra kvarter från skolan",
    "Den som tar ett barn utan lov",
    "Den som ligger ute är klippt",
    "Mina föräldrar flydde",
    "Två barn hämtades på en skola",
    "Ses på Stortorget kl 17",
    "Så många familjer och så lugnt",
    "Fyra dagar. Två tomma skolbänkar.",
    "Var på väg att hämta min kille",
    "Såg klippet nu.",
    "Hon har inte sovit sedan i tisdags",
)
DOES_NOT = (
    "Jag förstår att det var hemskt att se",
    "Säg till dina döttrar",
    "Många har hört av sig till oss",
    "En film från Ekvik delas med påståendet",
    "Efter händelsen i Ekvik sprids åter",
    "Omkring 250 personer samlades",
    "En kort film från en skolgård",
    "De kom med barnvagnar, ljus",
    "تجمّع نحو مئتين وخمسين شخصاً",
)


def test_the_example_has_weeks_documents_and_sources_enough():
    found = pieces("2026-W46")
    assert {piece.week for piece in found} == set(range(28))
    assert len(found) >= 420
    assert sum(piece.week == CRAWLED_WEEK and not piece.outlet.fails for piece in found) >= 60
    assert len(outlets()) >= 12
    assert len({outlet.host for outlet in outlets()}) == len(outlets())
    assert len({outlet.outlet_type for outlet in outlets()}) >= 8


def test_no_label_ships_with_the_example():
    import importlib.resources

    folder = importlib.resources.files("vardkase.demo") / "data"
    keys = set()
    for file in folder.iterdir():
        if file.name.endswith(".jsonl"):
            keys |= {
                key for line in file.read_text("utf-8").splitlines() for key in json.loads(line)
            }
    assert keys == {
        "source", "week", "weekday", "time", "title", "text", "author", "replies_to_text"
    }  # fmt: skip


def test_the_wave_of_the_crawled_week_is_found_and_its_coverage_is_not_taken_for_it():
    classifier = load_classifier("embedded")
    crawled = [piece for piece in pieces("2026-W46") if piece.week == CRAWLED_WEEK]

    def endorsing(openings):
        chosen = [piece for piece in crawled if piece.text.startswith(openings)]
        assert len(chosen) == len(openings)
        found = classifier.classify([Text(p.title, p.text, p.answered) for p in chosen])
        return sum(prediction.stance is Stance.ENDORSES for prediction in found)

    assert endorsing(SPREADS) >= 9
    assert endorsing(DOES_NOT) <= 1


FEW = ("forum-samtal", "torget", "faktakollen", "ekviks-kommun")
"""Sources enough for the wave to be seen: what runs after the first is compared on these alone."""


@pytest.mark.slow
def test_the_report_changes_with_the_sources_and_with_the_model(run, run_alone, tmp_path):
    ended = run_alone("demo", "exempel", "--json", timeout=600)
    assert ended.status == 0, ended.err
    folder = tmp_path / "exempel"
    first = ended.json
    assert first["documents"]["new"] >= 420
    assert first["documents"]["edited"] == 0
    assert [row["source_id"] for row in first["sources"]["failed"]] == ["norrlunda-allehanda"]
    report = _text(first["report"])
    assert "Konstruerat exempel" in report
    assert "Norrlunda Allehanda" in report
    assert "Texter som sprider narrativet ”Kidnappning”: fler än väntat" in report

    _keep_sources(folder / "sources.toml", FEW)
    few = run("demo", "exempel", "--json").json
    assert few["documents"]["new"] < first["documents"]["new"]
    of_few = _text(few["report"])
    assert of_few != report

    again = run("demo", "exempel", "--json").json
    assert _text(again["report"]) == of_few  # the same input gives the same report

    _other_model(folder / "annan")
    config = (folder / "vardkase.toml").read_text(encoding="utf-8")
    (folder / "vardkase.toml").write_text(config.replace('"embedded"', '"annan"'), encoding="utf-8")
    swapped = run("demo", "exempel", "--json").json
    assert swapped["documents"] == few["documents"]
    other = _text(swapped["report"])
    assert other != of_few
    assert _model(other) != _model(of_few)
    assert _signals(other) != _signals(of_few)


def _keep_sources(path, kept):
    """Leave only the named sources in the example's list."""
    head, *tables = re.split(r"(?=\[\[source\]\])", path.read_text(encoding="utf-8"))
    left = [t for t in tables if any(f'source_id = "{name}"' in t for name in kept)]
    assert len(left) == len(kept)
    path.write_text("".join([head, *left]), encoding="utf-8")


def _other_model(folder):
    """The embedded model with another threshold: it gives no narrative at all."""
    import shutil

    from classifiers.classifier import EMBEDDED_FOLDER

    shutil.copytree(EMBEDDED_FOLDER, folder)
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    labels["thresholds"]["narrative"] = 1.1
    (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")


def _model(report):
    return re.search(r"embedded-\w+|annan-\w+", report)[0]


def _signals(report):
    return re.search(r"(Inga|\d+) signal\w*", report)[0]


def _text(path: str) -> str:
    from pathlib import Path

    return Path(path).read_text(encoding="utf-8")
