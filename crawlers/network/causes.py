"""Causes behind the errors of a connection, which Twisted and OpenSSL tell in words only."""

from __future__ import annotations

from crawlers.network.certificates import fault_of

_UNTRUSTED = "certificate verify failed"
_TLS = (
    ("VerificationError", "webbplatsens certifikat gäller en annan värd"),
    (_UNTRUSTED, "webbplatsens certifikat går inte att lita på"),
    ("protocol version", "webbplatsen använder en för gammal kryptering"),
    ("unsupported protocol", "webbplatsen använder en för gammal kryptering"),
    ("wrong version number", "webbplatsen svarar inte med kryptering (https)"),
    ("packet length too long", "webbplatsen svarar inte med kryptering (https)"),
    ("SSL routines", "den krypterade förbindelsen misslyckades"),
)
"""What OpenSSL writes, most exact first, and what it means for the user."""
_HEADERS = ("HeadersTooLarge",)


def tls_clause(error: BaseException, url: str = "") -> str:
    """Swedish clause for an error of the encryption at an address, "" for another error."""
    said = words_of(error)
    clause = next((clause for mark, clause in _TLS if mark in said), "")
    return fault_of(url) or clause if _UNTRUSTED in said else clause


def is_bad_header(error: BaseException) -> bool:
    """Whether an answer was cut off because its headers were too long."""
    said = words_of(error)
    return any(mark in said for mark in _HEADERS)


def is_lasting(error: BaseException) -> bool:
    """Whether another try within the minute would only end in the same way."""
    return bool(tls_clause(error)) or is_bad_header(error)


def words_of(error: BaseException) -> str:
    """What an error says of itself and of its causes, Twisted's lists of reasons included."""
    said: list[str] = []
    seen = [error]
    while seen and len(said) < 20:
        one = seen.pop()
        said.append(f"{type(one).__name__} {one}")
        seen += [e for e in (one.__cause__, one.__context__) if e is not None]
        seen += [reason.value for reason in getattr(one, "reasons", ())]
    return " ".join(said)
