"""The table [mail] of `vardkase.toml`: to whom the report is sent, by which server."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from scheduler.mail import SECURITY, MailSettings
from store.errors import SettingsError
from store.reasons import of_system

PASSWORD = "VARDKASE_SMTP_PASSWORD"
"""The environment variable that may hold the password."""

KEYS: dict[str, tuple[type, str]] = {
    "host": (str, 'e-postserverns namn utan port, till exempel "smtp.kommunen.example"'),
    "port": (int, "ett portnummer, 1 till 65535"),
    "security": (str, '"starttls", "tls" eller "none"'),
    "user": (str, "ett användarnamn utan å, ä och ö"),
    "password_file": (str, "en sökväg till en fil med lösenordet"),
    "ca_file": (str, "en sökväg till en PEM-fil med er egen utfärdares certifikat"),
    "sender": (str, 'en adress, till exempel "Vårdkase <vardkase@kommunen.example>"'),
    "recipients": (list, 'en lista med adresser, till exempel ["anna@kommunen.example"]'),
    "technical": (list, 'en lista med adresser, till exempel ["drift@kommunen.example"]'),
    "attach_pdf": (bool, "true eller false"),
}

_NEEDED = ("host", "sender", "recipients")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def fits(key: str, value: Any) -> bool:
    """Whether a value of the right type can be that of its key."""
    match key:
        case "host":
            return re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+", value) is not None
        case "port":
            return 1 <= value <= 65535
        case "security":
            return value in SECURITY
        case "user":
            return value.isascii()
        case "sender":
            return _address(value) is not None
        case "recipients" | "technical":
            return (bool(value) or key == "technical") and all(map(_address, value))
    return True


def check_whole(path: Path, table: Mapping[str, Any]) -> None:
    """What no single value shows. Raises SettingsError."""
    missing = [key for key in _NEEDED if key not in table]
    if missing:
        raise SettingsError(
            f"{path}, [mail]: {missing[0]} saknas; väntade {KEYS[missing[0]][1]}. "
            "Fyll i raden, eller ta bort hela [mail] om ingen e-post ska skickas."
        )
    if "user" in table and table.get("security") == "none":
        raise SettingsError(
            f'{path}, [mail] security = "none": med [mail] user skulle lösenordet gå okrypterat; '
            'väntade "starttls" eller "tls". Ändra security, eller ta bort user.'
        )
    if "password_file" in table and "user" not in table:
        raise SettingsError(
            f"{path}, [mail] password_file: det står inget användarnamn. Ange [mail] user, eller "
            "ta bort raden."
        )


def mail_settings(folder: Path, table: Mapping[str, Any], password: str) -> MailSettings | None:
    """What the letters are sent with; None where no [mail] is set up.

    `password` is that of the environment, which goes before the file; it may be empty. Raises
    SettingsError when a login lacks its password.
    """
    if not table:
        return None
    security = table.get("security", "starttls")
    ca_file = table.get("ca_file")
    return MailSettings(
        host=table["host"],
        port=table.get("port", _PORTS[security]),
        security=security,
        sender=_known(table["sender"]),
        recipients=_all_known(table["recipients"]),
        technical=_all_known(table.get("technical", ())),
        attach_pdf=table.get("attach_pdf", True),
        user=table.get("user", ""),
        password=_password(folder, table, password) if "user" in table else "",
        ca_file=folder / ca_file if ca_file else None,
    )


def _password(folder: Path, table: Mapping[str, Any], given: str) -> str:
    password, where = given, PASSWORD
    if not password and "password_file" in table:
        path = folder / table["password_file"]
        where = str(path)
        try:
            password = path.read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            raise SettingsError(
                f"{path}: lösenordet till e-postservern kan inte läsas: {of_system(error)}. "
                "Rätta [mail] password_file."
            ) from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{path}: är ingen textfil; väntade ett lösenord.") from error
    if not password:
        raise SettingsError(
            f"[mail] user = {table['user']!r}: lösenordet saknas. Sätt miljövariabeln {PASSWORD}, "
            "eller ange en fil i [mail] password_file."
        )
    if not (password.isascii() and password.isprintable()):
        raise SettingsError(
            f"{where}: lösenordet har tecken som en e-postserver inte tar emot, till exempel å, ä "
            "eller ö, eller flera rader. Byt lösenordet."
        )
    return password


def _all_known(values: Sequence[str]) -> tuple[Address, ...]:
    """Each once, however often it is named."""
    return tuple({one.addr_spec: one for one in map(_known, values)}.values())


def _known(value: str) -> Address:
    address = _address(value)
    if address is None:
        raise SettingsError(f"[mail]: {value!r} är ingen e-postadress.")
    return address


def _address(value: str) -> Address | None:
    """The one address that a text holds, with or without a name before it."""
    probe = EmailMessage()
    try:
        probe["To"] = value
        found = probe["To"].addresses
        defects = probe["To"].defects
    except (ValueError, IndexError, MessageError):
        return None
    if len(found) != 1 or defects or not value.isprintable():
        return None
    one = found[0]
    plain = one.addr_spec.isascii() and " " not in one.addr_spec
    as_written = value.endswith((one.addr_spec, f"<{one.addr_spec}>"))
    return one if one.username and one.domain and plain and as_written else None
