"""What was odd about a source is said in Swedish."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from vardkase.commands.source_remarks import remark

CRAWLERS = Path(importlib.util.find_spec("crawlers").submodule_search_locations[0])
SWEDISH = re.compile(r"[åäö]|\b(inte|lästes|läses|för|av|om|en|sida|gick)\b", re.I)


def told() -> list[str]:
    """The texts that platforms note as problems: constants of words that are put there."""
    found = set()
    for path in sorted((CRAWLERS / "platforms").glob("*.py")):
        source = path.read_text("utf-8")
        used = set(re.findall(r"problems\[([A-Z_]+)\]", source))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                names = {t.id for t in node.targets if isinstance(t, ast.Name)}
                if names & used:
                    found.add(node.value.value)
    return sorted(found)


def test_platforms_note_problems():
    assert len(told()) > 5


@pytest.mark.parametrize("problem", told())
def test_every_problem_of_a_platform_has_its_words(problem):
    assert SWEDISH.search(remark(problem)), problem


def test_a_number_stays_in_the_words():
    assert remark("stopped after 50 pages") == "bara de första 50 sidorna lästes"
