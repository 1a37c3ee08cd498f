"""Scrapy's settings for a pass: what is off by default here is off for a reason.

Visits ask Scrapy's downloader themselves, past its scheduler and spider middlewares, so limits that
live there would bound nothing. In place of
- URLLENGTH_LIMIT: `guard.MAX_URL`, on every hop;
- DEPTH_LIMIT: no link is followed from page to page, and the pages of a listing are counted where
  they are asked for;
- CLOSESPIDER_PAGECOUNT: `new_pages_per_source` and `recheck_pages_per_host` of the settings;
- CLOSESPIDER_TIMEOUT: `visit_limit_s` for each source, DOWNLOAD_TIMEOUT for each request;
- MEMUSAGE_LIMIT_MB: a process for each pass, answers of DOWNLOAD_MAXSIZE at most, a few pages of a
  source at a time, and visits that wait while the parent is behind;
- RETRY_HTTP_CODES: `retries.py`, which knows Retry-After.
"""

from __future__ import annotations

from typing import Any

from crawlers.network.retries import PAUSE_S
from crawlers.settings import CrawlSettings

MAX_REDIRECTS = 5

_OFF = (
    "offsite.OffsiteMiddleware",
    "robotstxt.RobotsTxtMiddleware",  # lets everything through when robots.txt answers 5xx
    "httpauth.HttpAuthMiddleware",
    "retry.RetryMiddleware",  # knows no Retry-After
    "redirect.RedirectMiddleware",  # goes round a loop until its limit
    "redirect.MetaRefreshMiddleware",  # an element of a page, not an answer of the server
    "cookies.CookiesMiddleware",
    "httpproxy.HttpProxyMiddleware",  # a proxy would connect past the guard
    "stats.DownloaderStats",
    "httpcache.HttpCacheMiddleware",
)
_EXTENSIONS_OFF = (
    "telnet.TelnetConsole",
    "memdebug.MemoryDebugger",
    "feedexport.FeedExporter",
    "logstats.LogStats",
    "spiderstate.SpiderState",
    "throttle.AutoThrottle",  # the delay is the user's; one request at a time a host is slow enough
    "remote_control.RemoteControl",  # a server on the own machine that runs Python in the crawler
    "memusage.MemoryUsage",
)
_MIDDLEWARES: dict[str, int | None] = {
    **{f"scrapy.downloadermiddlewares.{name}": None for name in _OFF},
    "crawlers.guard.GuardMiddleware": 50,
    "crawlers.network.robots.RobotsMiddleware": 100,
    "crawlers.network.reservations.ReservationMiddleware": 110,
    "crawlers.network.retries.RetryMiddleware": 550,
    "crawlers.network.redirects.RedirectMiddleware": 600,
}
_HANDLER = "crawlers.network.handler.Handler"
_HANDLERS = {"http": _HANDLER, "https": _HANDLER} | dict.fromkeys(("file", "data", "ftp", "s3"))


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """The settings of one pass, to hand to Scrapy's process."""
    return {
        "ALLOW_PRIVATE_NETWORKS": settings.allow_private_networks,
        "OBEY_ROBOTS": settings.obey_robots,
        "RETRY_PAUSE_S": min(PAUSE_S, settings.delay_s),
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, "
            "text/html;q=0.9, */*;q=0.5",
            "Accept-Language": "sv, en;q=0.5",
        },
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _EXTENSIONS_OFF},
        "DOWNLOAD_HANDLERS": _HANDLERS,
        "TWISTED_DNS_RESOLVER": "crawlers.guard.GuardedResolver",
        "DNSCACHE_ENABLED": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # what a paper is said to write must be its own
        "DOWNLOAD_DELAY": settings.delay_s,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 0,  # no limit over hosts; each has its own
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_response_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "WARNING",
    }
