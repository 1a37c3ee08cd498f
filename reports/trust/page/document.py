"""A page as data: headings and blocks that the HTML and the PDF are both made from."""

from __future__ import annotations

from dataclasses import dataclass

from reports.typesetting.blocks import Block


@dataclass(frozen=True, slots=True)
class Part:
    """One of the seven parts."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The page. `labels` are the few words of the frame around the parts, by their name."""

    language: str
    title: str
    subtitle: str
    answer: tuple[Block, ...]
    parts: tuple[Part, ...]
    footer: tuple[tuple[str, str], ...]
    labels: dict[str, str]
