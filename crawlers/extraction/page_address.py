"""Which address a page goes under: its own choice where that may be trusted, else where it lay."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from crawlers.canonical import canonical_url, registrable_host

_PART_OF_ARTICLE = re.compile(r"(?:amp|print|skriv-ut|\d{1,3})?/?")


def addresses_of(tree: Any, url: str) -> tuple[str, str]:
    """The page's canonical address, and the address at another owner that it is a copy of, or "".

    The page's choice is taken as it is and never looked up: two pages that name each other get each
    other's address, and that is the end of it. A home page, or a section that the page lies in, is
    no choice.
    """
    own = canonical_url(url)
    for link in tree.iter("link"):
        if "canonical" not in (link.get("rel") or "").lower().split() or not link.get("href"):
            continue
        chosen = canonical_url(link.get("href", ""), url)
        if not chosen:
            return own, ""
        if _is_other_owner(chosen, own):
            return own, chosen if urlsplit(chosen).path.strip("/") else ""
        return (chosen if _may_replace(chosen, own) else own), ""
    return own, ""


def _is_other_owner(chosen: str, own: str) -> bool:
    if registrable_host(chosen) != registrable_host(own):
        return True
    without_name = registrable_host(own).replace(".", "").isdigit()  # ports tell owners apart
    return without_name and urlsplit(chosen).netloc != urlsplit(own).netloc


def _may_replace(chosen: str, own: str) -> bool:
    """An article: no home page, and no section that the page itself lies in."""
    there, here = urlsplit(chosen), urlsplit(own)
    if there.path == here.path or there.query:
        return True
    rest = here.path.removeprefix(there.path.rstrip("/") + "/")
    return rest == here.path or bool(_PART_OF_ARTICLE.fullmatch(rest))
