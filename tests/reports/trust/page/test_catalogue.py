"""The English catalogue of the page and of the published waves has just what they say."""

import ast
import importlib.resources
import re
from pathlib import Path

import reports.trust
from reports.weekly.words import catalogue

FOLDER = Path(str(importlib.resources.files(reports.trust)))


def messages():
    """Swedish message to its plural (or None), from calls of t(), n() and mark()."""
    found = {}
    for folder in ("page", "published"):
        for path in sorted((FOLDER / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = [
                    a.value
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                if name in ("t", "mark", "n") and texts:
                    found[texts[0]] = texts[1] if name == "n" else None
    return found


def test_every_message_has_an_english_text_and_every_english_text_is_used():
    english, said = catalogue("en", "reports.trust"), messages()
    missing = sorted(m for m in said if not all(english.get(m, ("", ""))))
    unused = sorted(m for m in english if m not in said)
    assert (missing, unused) == ([], []), "edit reports/trust/locale/en.po"


def test_translations_have_the_fields_of_their_message():
    english = catalogue("en", "reports.trust")
    for message, plural in messages().items():
        for text, source in zip(english[message], (message, plural or message), strict=True):
            fields = [set(re.findall(r"\{(\w+)\}", one)) for one in (text, source)]
            assert fields[0] == fields[1], message
