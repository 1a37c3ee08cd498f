"""What a robots.txt says of AI and of text and data mining, beyond where robots may go.

Lines for other robots are gathered for the user to see. A line for everybody that reserves all text
and data mining is a rule for us (docs/decisions says why).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.privacy import mask

MAX_LINES = 50
MAX_LINE = 300

_AI_AGENTS = frozenset(
    # one string: a column of words would fill the screen. Names as their owners publish them.
    "gptbot chatgpt-user oai-searchbot ccbot google-extended google-cloudvertexbot claudebot "  # noqa: SIM905
    "claude-web claude-user claude-searchbot anthropic-ai perplexitybot perplexity-user "
    "bytespider amazonbot applebot-extended meta-externalagent meta-externalfetcher facebookbot "
    "cohere-ai cohere-training-data-crawler diffbot omgili omgilibot webzio-extended imagesiftbot "
    "img2dataset youbot timpibot ai2bot ai2bot-dolma duckassistbot mistralai-user petalbot "
    "pangubot kangaroo icc-crawler velenpublicwebcrawler scrapy".split()
)
_AI_NAME = re.compile(r"(?:^|[-_ ])ai(?:[-_ ]|bot|$)|gpt|llm|claude", re.I)
_MINING = re.compile(
    r"2019/790|text[ -]and[ -]data[ -]mining|text- och datautvinning|\btdm\b|machine learning", re.I
)
_GENERAL = frozenset({"tdm", "bots"})
"""Uses of Content-Usage that take in every automated analysis, ours among them."""

Rules = tuple[tuple[str, bool], ...]
"""Patterns of paths, and whether text and data mining is reserved there; the first match holds."""


@dataclass
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)


def ai_lines(robots: str) -> tuple[str, ...]:
    """The lines that concern AI or mining, each with whom it is for, in their order.

    >>> ai_lines("User-agent: GPTBot\\nUser-agent: CCBot\\nDisallow: /\\n")
    ('GPTBot, CCBot: Disallow: /',)
    """
    found: list[str] = []
    for group in _groups(robots):
        named = [agent for agent in group.agents if _is_ai(agent)]
        usage = [rule for rule in group.rules if rule[0].startswith("content-")]
        if rules := group.rules if named else usage:
            whom = ", ".join(named or group.agents) or "*"
            found.append(f"{whom}: " + "; ".join(f"{_name(n)}: {value}" for n, value in rules))
    comments = (line.partition("#")[2].strip() for line in robots.splitlines())
    found += [f"# {said}" for said in comments if _MINING.search(said)]
    return tuple(dict.fromkeys(mask(line[: 2 * MAX_LINE])[:MAX_LINE] for line in found))[:MAX_LINES]


def mining_rules(robots: str, agent: str) -> Rules:
    """Where the robots.txt reserves all mining for us (`Content-Usage: tdm=n`), most exact first.

    The group that names our agent holds, else those for everybody.

    >>> mining_rules("User-agent: *\\nContent-Usage: /arkiv/ tdm=n", "Vardkase/0.1")
    (('/arkiv/', True),)
    """
    token = agent.partition("/")[0].strip().lower()
    groups = list(_groups(robots))
    ours = [g for g in groups if any(name.lower() == token for name in g.agents)]
    ours = ours or [g for g in groups if not g.agents or "*" in g.agents]
    rules = [
        (path, reserved)
        for group in ours
        for name, value in group.rules
        if name == "content-usage"
        for path, reserved in [_usage(value)]
        if reserved is not None
    ]
    return tuple(sorted(rules, key=lambda rule: -len(rule[0])))


def reserves_all(usage: str) -> bool:
    """Whether a Content-Usage value, of a header or a line, reserves all mining."""
    return _usage(usage)[1] is True


def _usage(value: str) -> tuple[str, bool | None]:
    """The path of a Content-Usage line, and what it says of mining (None: nothing)."""
    path = "/"
    if value.startswith("/"):
        path, _, value = value.partition(" ")
    said = dict(re.findall(r"([a-z-]+)\s*=\s*([a-z]+)", value.lower()))
    general = [said[use] for use in sorted(_GENERAL) if use in said]
    return path, any(word in {"n", "no"} for word in general) if general else None


def _groups(robots: str) -> Iterator[_Group]:
    """The groups of RFC 9309; lines before the first user-agent are a group without agents."""
    group, naming = _Group(), False
    for line in robots.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or name in {"sitemap", "host"}:
            continue
        if name != "user-agent":
            group.rules.append((name, value))
        elif naming:
            group.agents.append(value)
        else:
            yield group
            group = _Group([value])
        naming = name == "user-agent"
    yield group


def _is_ai(agent: str) -> bool:
    return agent.lower() in _AI_AGENTS or bool(_AI_NAME.search(agent))


def _name(field_name: str) -> str:
    return "-".join(part.capitalize() for part in field_name.split("-"))
