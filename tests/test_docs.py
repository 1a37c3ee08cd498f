"""Documentation that cannot rot: commands have help with an example, links lead somewhere."""

import re
from pathlib import Path

import click
import pytest

from vardkase.cli import vardkase

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

needs_checkout = pytest.mark.skipif(
    not (ROOT / "README.md").exists(), reason="the documentation is not part of the wheel"
)


def commands(group, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize(("path", "command"), list(commands(vardkase)), ids=lambda p: str(p))
def test_every_command_has_help_with_an_example(path, command):
    assert command.help, path
    assert f"Exempel: vardkase {' '.join(path)}" in command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.name}"


@needs_checkout
@pytest.mark.parametrize("path", [" ".join(path) for path, _ in commands(vardkase)])
def test_every_command_is_in_the_documentation(path):
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert re.search(rf"(vardkase|`){'' if path in text else ' '}.*{re.escape(path)}", text), path


@needs_checkout
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
