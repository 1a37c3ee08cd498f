"""Sending letters by SMTP: to the host and port of the settings, and to nothing else.

The address that the name resolves to is checked by the rules of `crawlers/guard.py` before a
connection is tried, and it is that address that is connected to. A mail server is mostly one's own,
on the own network or the own machine, and its name comes from the settings alone: private networks
are therefore admitted for it, without `[crawl] allow_private_networks`. Link-local, unspecified and
multicast addresses are refused always.
"""

from __future__ import annotations

import contextlib
import copy
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from crawlers.guard import refusal
from store.errors import VardkaseError

SECURITY = ("starttls", "tls", "none")

STEP_S = 30.0
"""A server that answers at all answers within that."""

WHOLE_S = 180.0
"""A letter with its PDF takes seconds; a server that gives a byte now and then must not hold up the
next pass."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server, who writes and to whom. `technical` get alarms, `recipients` the report.

    `user` and `password` are empty where the server asks for no login; `ca_file` holds certificates
    of an authority of one's own. `step_s` bounds each answer of the server and `whole_s` all of
    them together, in seconds.
    """

    host: str
    port: int
    security: str
    sender: Address
    recipients: tuple[Address, ...]
    technical: tuple[Address, ...] = ()
    attach_pdf: bool = True
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    step_s: float = STEP_S
    whole_s: float = WHOLE_S


class MailError(VardkaseError):
    """A letter was not sent, or only to some; the message says why and what to do.

    `taken` are the addresses for which the server took it before, `refused` those that it refused,
    with its reasons.
    """

    def __init__(
        self, message: str, taken: Sequence[str] = (), refused: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.taken = tuple(taken)
        self.refused = dict(refused or {})


def deliver(
    mail: MailSettings, letter: EmailMessage, recipients: Sequence[str]
) -> Mapping[str, str]:
    """Send a letter to each recipient; gives whom the server refused, with its reason: empty when
    all went well.

    `recipients` are addresses, among them not necessarily all that the letter names. Each gets a
    letter of its own that names no other. Raises MailError when not all got it for another reason.
    A server that breaks off before it has accepted a letter has not taken it (RFC 5321, section
    4.2.5).
    """
    where = f"E-post via {mail.host}:{mail.port}"
    taken: list[str] = []
    refused: dict[str, str] = {}
    try:
        with _session(mail) as server:
            for address in recipients:
                try:
                    server.send_message(_own(letter, address), to_addrs=[address])
                except smtplib.SMTPRecipientsRefused as error:
                    refused[address] = _said(*error.recipients[address])
                else:
                    taken.append(address)
    except _Refused as error:
        raise MailError(
            f"{where}: dit kopplas aldrig upp: {error.rule}. Ändra [mail] host."
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise MailError(f"{where}: {_explained(mail, error)}", taken, refused) from error
    return refused


def _own(letter: EmailMessage, address: str) -> EmailMessage:
    """The letter as one recipient gets it: the names of the others are theirs to give."""
    named = {one.addr_spec: one for one in letter["To"].addresses}
    own = copy.copy(letter)
    del own["To"]  # gives the copy headers of its own
    own["To"] = named.get(address, address)
    return own


class _Refused(Exception):
    """The address guard refused the server's address."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class _TooSlow(OSError):
    """The whole session took longer than it may."""


class _Guarded(smtplib.SMTP):
    """Connects to addresses that the guard admits."""

    _host: str
    """The name that the server's certificate must have; `connect` alone does not note it."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if rule := refusal(address, allow_private=True):
                raise _Refused(f"{rule}, {address}")
        for address in addresses[:-1]:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, port), timeout)
        return socket.create_connection((addresses[-1], port), timeout)


class _GuardedTls(smtplib.SMTP_SSL, _Guarded):
    """The same, encrypted from the first byte: SMTP_SSL takes its socket from _Guarded."""


@contextlib.contextmanager
def _session(mail: MailSettings) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted and logged in as the settings say; closed at the end."""
    context = _trust(mail)
    options: dict[str, Any] = {"timeout": mail.step_s, "local_hostname": mail.sender.domain}
    if mail.security == "tls":
        server: _Guarded = _GuardedTls(context=context, **options)
    else:
        server = _Guarded(**options)
    server._host = mail.host
    late = threading.Event()
    timer = threading.Timer(mail.whole_s, _cut, [server, late])
    timer.daemon = True
    timer.start()
    try:
        code, said = server.connect(mail.host, mail.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, mail.password)
        yield server
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()  # the letter is accepted: what the farewell is like does not matter
    except (smtplib.SMTPException, OSError) as error:
        raise (_TooSlow() if late.is_set() else error) from error
    finally:
        timer.cancel()
        server.close()


def _cut(server: smtplib.SMTP, late: threading.Event) -> None:
    late.set()
    if server.sock is not None:
        with contextlib.suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _trust(mail: MailSettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if mail.ca_file is not None:
        try:
            context.load_verify_locations(cafile=mail.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise MailError(
                f"{mail.ca_file}: kan inte läsas som certifikat; väntade en PEM-fil. "
                "Ändra [mail] ca_file."
            ) from error
    return context


def _said(code: int, text: bytes | str) -> str:
    """What a server answered, on one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kept = "".join(sign if sign.isprintable() else " " for sign in words)
    return f"{code} {' '.join(kept.split())}"[:200]


def _explained(mail: MailSettings, error: Exception) -> str:
    """Why nothing was sent, and what to do, in Swedish."""
    if isinstance(error.__context__, TimeoutError):  # smtplib tells it as a broken connection
        error = error.__context__
    match error:
        case _TooSlow() | TimeoutError():
            return (
                "servern svarade inte i tid. Kontrollera [mail] host, port och security; "
                "port 465 hör ihop med tls, 587 och 25 med starttls eller none."
            )
        case socket.gaierror() | UnicodeError():
            return "värden hittas inte. Rätta [mail] host, eller kontrollera nätet."
        case ConnectionRefusedError():
            return "ingen server svarar där. Kontrollera [mail] host och port."
        case ssl.SSLCertVerificationError():
            return (
                f"serverns certifikat godkänns inte ({error.verify_message}). Kommer det från en "
                "egen utfärdare, ange utfärdarens certifikat i [mail] ca_file."
            )
        case ssl.SSLError():
            return (
                "servern talar inte TLS på den porten. Kontrollera [mail] port och security; "
                "port 465 hör ihop med tls, 587 och 25 med starttls."
            )
        case smtplib.SMTPAuthenticationError():
            return (
                f"inloggningen godkändes inte ({_said(error.smtp_code, error.smtp_error)}). "
                "Rätta [mail] user eller lösenordet."
            )
        case smtplib.SMTPNotSupportedError():
            return _not_supported(mail, str(error))
        case smtplib.SMTPSenderRefused():
            return (
                f"servern godtar inte avsändaren {error.sender} "
                f"({_said(error.smtp_code, error.smtp_error)}). Rätta [mail] sender"
                + (", eller ange [mail] user." if not mail.user else ".")
            )
        case smtplib.SMTPServerDisconnected():
            return "servern bröt förbindelsen innan brevet var mottaget."
        case smtplib.SMTPResponseException():
            return f"servern sade nej: {_said(error.smtp_code, error.smtp_error)}"
        case ConnectionError():
            return "servern bröt förbindelsen innan brevet var mottaget."
        case smtplib.SMTPException() if mail.user and "authentication" in str(error):
            return "servern vill ha ett annat slags inloggning än namn och lösenord."
    return f"det gick inte: {error}"


def _not_supported(mail: MailSettings, said: str) -> str:
    if "STARTTLS" in said:
        return (
            'servern kan inte kryptera (STARTTLS). Sätt [mail] security till "tls" om den gör det '
            'från början, eller till "none" om den står i ert eget nät.'
        )
    if mail.user and "AUTH" in said.upper():
        return "servern tar inte emot inloggning. Ta bort [mail] user."
    return f"servern klarar inte brevet: {said}"
