"""A marked text as the block mark-up that WordPress' editor saves."""

from __future__ import annotations

from html import escape
from itertools import groupby

from marked import Text

_ONE = {
    "lead": '<!-- wp:paragraph {{"className":"ingress"}} -->\n'
    '<p class="ingress"><strong>{}</strong></p>\n<!-- /wp:paragraph -->',
    "paragraph": "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->",
    "heading": '<!-- wp:heading -->\n<h2 class="wp-block-heading">{}</h2>\n<!-- /wp:heading -->',
    "quote": "<!-- wp:quote -->\n"
    '<blockquote class="wp-block-quote"><p>{}</p></blockquote>\n<!-- /wp:quote -->',
    "caption": "<!-- wp:image -->\n"
    '<figure class="wp-block-image size-large"><img src="/wp-content/uploads/bild.jpg" alt=""/>'
    '<figcaption class="wp-element-caption">{}</figcaption></figure>\n<!-- /wp:image -->',
    "pull_quote": "<!-- wp:pullquote -->\n"
    '<figure class="wp-block-pullquote"><blockquote><p>{}</p></blockquote></figure>\n'
    "<!-- /wp:pullquote -->",
    "related": '<!-- wp:paragraph -->\n<p><a href="/tag/nyheter/">{}</a></p>\n'
    "<!-- /wp:paragraph -->",
}
_FAMILY = {"box_heading": "box"}


def content_of(text: Text, with_byline: bool) -> str:
    """The post's content; comments and title are not part of it."""
    made = []
    if with_byline and text.byline:
        byline = f'<p class="byline">Text: {escape(text.byline)}</p>'
        made.append(f"<!-- wp:paragraph -->\n{byline}\n<!-- /wp:paragraph -->")
    for kind, group in groupby(text.blocks, key=lambda block: _FAMILY.get(block[0], block[0])):
        rows = list(group)
        if kind in _ONE:
            made += [_ONE[kind].format(escape(words, quote=False)) for _, words in rows]
        elif kind != "comment":
            made.append({"item": _list, "box": _box, "row": _table}[kind](rows))
    return "\n\n".join(made)


def _list(rows: list[tuple[str, str]]) -> str:
    items = "".join(
        f"<!-- wp:list-item -->\n<li>{escape(words)}</li>\n<!-- /wp:list-item -->"
        for _, words in rows
    )
    return f"<!-- wp:list -->\n<ul>{items}</ul>\n<!-- /wp:list -->"


def _box(rows: list[tuple[str, str]]) -> str:
    inner = "".join(
        f"<h3>{escape(words)}</h3>" if kind == "box_heading" else f"<p>{escape(words)}</p>"
        for kind, words in rows
    )
    return (
        '<!-- wp:group -->\n<div class="wp-block-group faktaruta has-background">'
        f"{inner}</div>\n<!-- /wp:group -->"
    )


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell.strip())}</td>" for cell in words.split("|")) + "</tr>"
        for _, words in rows
    )
    return (
        '<!-- wp:table -->\n<figure class="wp-block-table"><table><tbody>'
        f"{cells}</tbody></table></figure>\n<!-- /wp:table -->"
    )
