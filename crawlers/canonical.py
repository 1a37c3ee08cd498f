"""One address a document: what differs between two links to the same page is taken away."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = frozenset(
    # one string: a column of words would fill the screen
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igshid "  # noqa: SIM905
    "igsh mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc hsctatracking vero_id oly_anon_id "
    "oly_enc_id wickedid s_cid cmpid ncid sr_share spm at_medium at_campaign at_custom1 "
    "at_custom2 ocid rss_source cmp smid smtyp xtor wt_mc wt_zmc trk trkcampaign _ga _gl".split()
)
"""Parameters that say where a reader came from and never which page it is."""
_TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "hsa_")
_AMP_PARAMETERS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.I)
_LONGEST_HOST = 253
"""Characters of a host's name (RFC 1035). To write 16,000 in ASCII took half a minute: the time of
punycode grows with the square."""
_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=~-._%"
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")


def canonical_url(url: str, base: str = "") -> str:
    """The address under which a page is known, or "" when `url` is no http(s) address.

    >>> canonical_url("HTTPS://Www.Example.SE:443/a/../b/?utm_source=rss&id=3#top")
    'https://www.example.se/b/?id=3'
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        if len(host) > _LONGEST_HOST:
            return ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return ""
    if host.startswith("amp.") and host.count(".") > 1:
        host = "www." + host[4:]
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        netloc += f":{port}"
    path = _path(parts.path)
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _path(path: str) -> str:
    decoded = quote(_ESCAPE.sub(_unreserved, path), _SAFE_PATH, errors="surrogatepass")
    segments: list[str] = []
    for segment in decoded.split("/"):
        if segment == "..":
            if len(segments) > 1:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    if decoded.endswith(("/..", "/.")):
        segments.append("")
    clean = "/".join(segments) or "/"
    clean = _INDEX.sub("/", clean)
    for tail in ("/amp/", "/amp"):
        if clean.endswith(tail) and len(clean) > len(tail):
            clean = clean[: -len(tail)] + tail[4:]
    return clean if clean.startswith("/") else "/" + clean


def _unreserved(match: re.Match[str]) -> str:
    """An escape that need not be one is written out; the others are in upper case."""
    character = chr(int(match.group(1), 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else match.group(0).upper()


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if name.lower() not in _TRACKING
        and not name.lower().startswith(_TRACKING_PREFIXES)
        and (name.lower(), value.lower()) not in _AMP_PARAMETERS
    ]
    return urlencode(sorted(kept), errors="surrogateescape")


def document_id(canonical: str) -> str:
    """The id of the page at a canonical address: 32 hexadecimal digits."""
    return hashlib.sha256(b"url:" + canonical.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def platform_document_id(platform: str, native_id: str) -> str:
    """The id of a post whose platform guarantees `native_id` (status uri, post id, video id)."""
    value = f"{platform.lower()}:{native_id}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(b"platform:" + value).hexdigest()[:32]


def host_of(url: str) -> str:
    """The host of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Host and port of an address: what one server answers for."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "pp", "tm", "press"})


def registrable_host(url: str) -> str:
    """The name that one owner registered: `www.svt.se` and `nyheter.svt.se` are `svt.se`.

    Addresses of numbers are whole hosts. The rule of two labels (three where the second is a
    general one, as in `bbc.co.uk`) is right for the domains of Swedish sources and needs no list.
    """
    host = host_of(url)
    labels = host.split(".")
    if len(labels) <= 2 or ":" in host or labels[-1].isdigit():
        return host
    wanted = 3 if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-wanted:])
