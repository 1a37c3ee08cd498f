"""What the user may set for crawling; `vardkase/config.py` fills it in from [crawl]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawlers.searches import Searches


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Settings of one pass. Sizes are bytes after decompression; times are seconds.

    `delay_s` is kept between two requests to one host, `timeout_s` is the total time of one
    request. `recheck_days` and `recheck_pages_per_host` bound how many known pages are asked
    again for edits in a pass; `max_items` bounds the entries read from one listing and
    `new_pages_per_source` the pages fetched for the first time in one visit (the rest comes in the
    next). `user_agent` says who asks, with an address at which a source can reach the user. A visit
    to one source ends after `visit_limit_s`, its pages included; the next pass goes on from there.
    `recheck_posts` requests a pass and source ask whether posts are still there. `searches` are the
    words that platforms are searched for, `keys` those to their interfaces, by the names in KEYS.
    """

    delay_s: float = 5.0
    obey_robots: bool = True
    allow_private_networks: bool = False
    max_response_bytes: int = 10_000_000
    timeout_s: float = 30.0
    user_agent: str = "Vardkase/0.1"
    recheck_days: int = 7
    recheck_pages_per_host: int = 60
    max_items: int = 2_000
    new_pages_per_source: int = 300
    visit_limit_s: float = 3 * 3_600.0
    recheck_posts: int = 60
    searches: Searches = field(default_factory=Searches)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


KEYS = (
    "mastodon_token",
    "bluesky_identifier",
    "bluesky_password",
    "reddit_client_id",
    "reddit_client_secret",
    "youtube_key",
)
"""Keys to interfaces; in the environment they are VARDKASE_ and the name in capitals."""
