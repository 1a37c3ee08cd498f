"""The address guard: every connection of the crawlers passes here, on every hop.

The addresses that a name resolves to are checked, and nothing else is connected to: what a
literal looks like (127.1, 0x7f000001, 2130706433, ::ffff:10.0.0.1) makes no difference, and a
name that resolves differently the next time (DNS rebinding) is checked again. Proxies would
connect in our place; Scrapy's proxy middleware is therefore not installed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.internet import error
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface.declarations import implementer

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_PRIVATE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "::1/128",
    )
)
"""What `allow_private_networks` admits, and nothing more."""
_NAMED = tuple(
    (ipaddress.ip_network(net), name)
    for net, name in (
        ("0.0.0.0/8", "ospecificerad adress (0.0.0.0/8)"),
        ("::/128", "ospecificerad adress (::)"),
        ("169.254.0.0/16", "länklokal adress (169.254/16)"),
        ("fe80::/10", "länklokal adress (fe80::/10)"),
        ("fec0::/10", "platslokal adress (fec0::/10)"),
        ("100.64.0.0/10", "operatörens delade adress (100.64/10)"),
        ("224.0.0.0/4", "multicastadress (224/4)"),
        ("ff00::/8", "multicastadress (ff00::/8)"),
        ("255.255.255.255/32", "utsändningsadress (255.255.255.255)"),
    )
)
MAX_URL = 2_083
"""Characters of an address, as in browsers: a longer one grows with every link followed."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(IgnoreRequest):
    """The guard refused a connection; `rule` is a Swedish phrase that names why."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def refusal(address: str, allow_private: bool) -> str | None:
    """Why nothing may be fetched from a numeric address, or None when it may.

    >>> refusal("169.254.169.254", allow_private=True)
    'länklokal adress (169.254/16)'
    """
    try:
        ip: Ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "ogiltig adress"
    inner = _embedded(ip)
    if inner is not None:
        return refusal(str(inner), allow_private)
    for network, name in _NAMED:
        if ip in network:
            return name
    if any(ip in network for network in _PRIVATE):
        return None if allow_private else "privat nät eller den egna datorn"
    return None if ip.is_global and not ip.is_reserved else "reserverad adress"


def _embedded(ip: Ip) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else None)


def _ascii(name: str) -> str:
    """A host's name as addresses have it: Twisted resolves `xn--...` as the letters it stands for.

    >>> _ascii("RÄKAN.example")
    'xn--rkan-loa.example'
    """
    try:
        return name.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return name.lower()


@implementer(IResolutionReceiver)
class _CheckedReceiver:
    """Passes addresses on when all that a name resolves to are allowed, else none at all."""

    def __init__(self, receiver: Any, name: str, guard: GuardedResolver) -> None:
        self._receiver = receiver
        self._name = _ascii(name)
        self._guard = guard
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        """Pass on all addresses or, where one is not allowed, none, with the rule noted."""
        hosts = [a.host for a in self._addresses if isinstance(a, IPv4Address | IPv6Address)]
        rules = [rule for host in hosts if (rule := refusal(host, self._guard.allow_private))]
        if rules:
            self._guard.refused[self._name] = rules[0]
        else:
            self._guard.refused.pop(self._name, None)
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's name resolver (setting TWISTED_DNS_RESOLVER) that gives allowed addresses only.

    It caches nothing, so that each connection is made to an address checked a moment before.
    """

    refused: dict[str, str] = {}  # noqa: RUF012 - one reactor a process: host → rule last broken

    def __init__(self, reactor: Any, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._reactor = reactor
        self._original: Any = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        return cls(reactor, crawler.settings.getbool("ALLOW_PRIVATE_NETWORKS"))

    def install_on_reactor(self) -> None:
        """Take over the reactor's look-ups, and its connections to addresses that need none."""
        self._reactor.installNameResolver(self)
        self._reactor.connectTCP = _checked_connect(self._reactor.connectTCP, self.allow_private)

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver = _CheckedReceiver(resolutionReceiver, hostName, self)
        return self._original.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


def _checked_connect(connect: Callable[..., Any], allow_private: bool) -> Callable[..., Any]:
    """The reactor's own connectTCP behind the same rule: no way past the resolver."""

    def connect_tcp(host: str, port: int, factory: Any, *args: Any, **kwargs: Any) -> Any:
        if rule := refusal(host, allow_private):
            raise error.ConnectBindError(0, f"refused by the address guard: {rule}")
        return connect(host, port, factory, *args, **kwargs)

    return connect_tcp


class GuardMiddleware:
    """Refuses, before a connection is tried, schemes and literal addresses that are not allowed.

    Redirects come through here again as requests of their own, so every hop is checked.
    """

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(crawler.settings.getbool("ALLOW_PRIVATE_NETWORKS"))

    def process_request(self, request: Request) -> None:
        """Raise what `check_url` finds; take a proxy away, and set the pace of the host."""
        request.meta.pop("proxy", None)
        check_url(request.url, self._allow_private)
        # A redirect keeps the meta of the first hop; its pace must be that of its own host.
        request.meta["download_slot"] = urlsplit(request.url).hostname or ""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that was refused from one that does not exist, on whichever hop it was."""
        rule = GuardedResolver.refused.get(_ascii(urlsplit(request.url).hostname or ""))
        if rule and isinstance(exception, CannotResolveHostError):
            raise AddressRefused(rule) from exception


def check_url(url: str, allow_private: bool) -> None:
    """Raise AddressRefused for another scheme than http(s) and for literal addresses refused."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise AddressRefused("ogiltig adress") from None
    if parts.scheme not in {"http", "https"}:
        raise AddressRefused(f"annat protokoll än http och https ({parts.scheme or 'inget'})")
    if not host:
        raise AddressRefused("adress utan värd")
    if len(url) > MAX_URL:
        raise AddressRefused(f"adressen är längre än {MAX_URL} tecken")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if rule := refusal(host, allow_private):
        raise AddressRefused(rule)
