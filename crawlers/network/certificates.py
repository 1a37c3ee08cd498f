"""What is wrong with a certificate: OpenSSL knows, but its error says only that something is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

_CLAUSES = {
    9: "webbplatsens certifikat gäller inte ännu",
    10: "webbplatsens certifikat har gått ut",
    18: "webbplatsens certifikat är utfärdat av webbplatsen själv",
    19: "webbplatsens certifikat har en okänd utfärdare",
    20: "webbplatsens certifikat har en okänd utfärdare",
    21: "webbplatsens certifikat har en okänd utfärdare",
    23: "webbplatsens certifikat är återkallat",
}
"""Numbers of X509_V_ERR in OpenSSL's x509_vfy.h, in Swedish words."""

_faults: dict[str, int] = {}  # one reactor a process: host:port → fault of its last certificate


def fault_of(url: str) -> str:
    """Swedish clause for what was wrong with the certificate last seen at an https address."""
    parts = urlsplit(url)
    return _CLAUSES.get(_faults.get(f"{parts.hostname}:{parts.port or 443}", 0), "")


@implementer(IPolicyForHTTPS)
class NotingPolicy:
    """Another policy, whose verdict stands, with the first fault of each certificate noted."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """The other policy's TLS settings for a host, with notes taken of what it refuses."""
        creator = self._policy.creatorForNetloc(hostname, port)
        create = getattr(creator, "_createConnection", None)  # Twisted from 26.4 on
        if create is not None:
            place = f"{hostname.decode('ascii').lower()}:{port}"
            creator._createConnection = lambda protocol: _noting(create(protocol), place)
        return creator


def _noting(connection: Any, place: str) -> Any:
    """An OpenSSL connection whose verifying callback notes the fault at which it ends, if any."""
    set_verify = connection.set_verify

    def noted(mode: int, verify: Any) -> None:
        def callback(conn: Any, certificate: Any, fault: int, depth: int, ok: int) -> Any:
            if fault:
                _faults[place] = fault
            elif depth == 0:
                _faults.pop(place, None)
            return verify(conn, certificate, fault, depth, ok)

        set_verify(mode, callback)

    connection.set_verify = noted
    return connection
