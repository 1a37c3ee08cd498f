"""The catalogue and the messages in the code and the templates are the same set."""

import ast
import importlib.resources
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import reports.weekly
from reports.weekly.words import LANGUAGES, Words, catalogue
from store.errors import SettingsError

FOLDER = Path(str(importlib.resources.files(reports.weekly)))


def _messages_in_code() -> dict[str, str | None]:
    """Swedish message to its plural, from calls of t(), n() and mark() with a literal."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if name in ("t", "mark", "n") and texts:
                found[texts[0]] = texts[1] if name == "n" else None
    return found


def _messages_in_templates() -> dict[str, str | None]:
    found = {}
    for path in sorted((FOLDER / "templates").glob("*.html")):
        for call in Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "n"):
                texts = [a.value for a in call.args if isinstance(a, nodes.Const)]
                found[texts[0]] = texts[1] if call.node.name == "n" else None
    return found


MESSAGES = _messages_in_code() | _messages_in_templates()


def test_every_message_has_an_english_text_and_every_english_text_is_used():
    english = catalogue("en")
    missing = sorted(m for m in MESSAGES if not all(english.get(m, ("", ""))))
    unused = sorted(m for m in english if m not in MESSAGES)
    assert (missing, unused) == ([], []), "edit reports/weekly/locale/en.po"


def test_translations_have_the_fields_of_their_message():
    def fields(text):
        return set(re.findall(r"\{(\w+)\}", text))

    english = catalogue("en")
    for message, plural in MESSAGES.items():
        allowed = fields(message) | fields(plural or "")
        for text in english[message]:
            assert fields(text) <= allowed, message
            assert fields(message) - {"count"} <= fields(text) | {"count"}, message


def test_a_message_with_a_plural_has_two_english_forms():
    english = catalogue("en")
    for message, plural in MESSAGES.items():
        if plural is not None and message != plural:
            one, many = english[message]
            assert "{count}" in many, message
            assert one != many, message


def test_numbers_and_dates_follow_the_language():
    swedish, english = Words("sv"), Words("en")
    assert swedish.number(12345.5, 1) == "12\u00a0345,5"
    assert english.number(12345.5, 1) == "12,345.5"
    assert swedish.days("2026-W49") == "30 november – 6 december 2026"
    assert english.days("2026-W47") == "16–22 November 2026"
    assert (swedish.percent(0.25), english.percent(0.25)) == ("25\u00a0%", "25%")
    assert swedish.number(None) == swedish.percent(None) == "–"


def test_an_unknown_language_is_refused():
    with pytest.raises(SettingsError, match='väntade "sv" eller "en"'):
        Words("de")


def test_each_language_has_a_catalogue():
    for language in LANGUAGES:
        catalogue(language)
