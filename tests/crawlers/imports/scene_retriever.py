"""Built text files of Retriever, after the layout of peterdalle/markivet's tests/testfile2.txt:
UTF-8 with LF, and UTF-16 with CRLF. Never tried on a file of today's service."""

PERSONS = (
    "anna.reporter@ekebyposten.example", "08-465 004 11", "070-174 06 35", "19121212-1212",
    "mattsson", "kerstin", "ekvall",
)  # fmt: skip

RULE = "=" * 78
RIGHTS = (
    "©Ekebyposten<br>Alla artiklar är skyddade enligt upphovsrättslagen. Om inte annat följer av "
    "gällande avtalslicens får artiklar inte vidaredistribueras, kopieras, överföras till något "
    "annat medium eller översättas uten särskilt medgivande från rättighetsägaren."
)
TEXT = f"""Ekeby kommun
Datum 2026-11-16 - 2026-11-18

Nyheter:
> Kritik mot socialtjänsten, Ekebyposten, 2026-11-16
> Kritik mot socialtjänsten, Ekebyposten, 2026-11-16 09:31
> Brist på familjehem, Ekebyposten, 2026-11-17
> Brist på familjehem, Ekebyposten, 2026-11-17 05:02
> Ny chef för socialtjänsten, Norra Bladet, 2026-11-18


Kritik mot socialtjänsten
Ekebyposten, 2026-11-16
Sida 15
Publicerat i print.

Socialtjänsten i Ekeby får hård kritik av Ivo.

Utredningen av en flicka, 19121212-1212, tog elva månader, mer än
lagen tillåter.

Anna Reporter
anna.reporter@ekebyposten.example
08-465 004 11
{RIGHTS}

Läs hela artikeln på http://ret.nu/IjKl9012
{RULE}
Kritik mot socialtjänsten
Ekebyposten, 2026-11-16 09:31
Publicerat på webb.

Socialtjänsten i Ekeby får hård kritik av Ivo ...

{RIGHTS}

Se webartikeln på http://ret.nu/AbCd1234
{RULE}
Brist på familjehem
Ekebyposten, 2026-11-17
Sida 3
Publicerat i print.

Kommunen söker fler familjehem. Ring 070-174 06 35.
© Ekebyposten
{RULE}
Brist på familjehem
Ekebyposten, 2026-11-17 05:02
Publicerat på webb.

Kommunen söker fler familjehem. Ring 070-174 06 35.
© Ekebyposten
Se webartikeln på http://ret.nu/EfGh5678
{RULE}
Ny chef för socialtjänsten
Norra Bladet, 2026-11-18
Publicerat i print.

Socialnämnden har anställt en ny chef. Hon säger: "Stockholm, 2026-11-18
blir dagen då vi vänder."Läs mer på sidan 4.TOR EKmattsson@norra.
example 08-465 004 11
även där.kerstin.
ekvall@norra.example{RIGHTS}
© Norra Bladet
{RULE}
Alla artiklar är skyddade av upphovsrättslagen.
"""
FILES = ("retriever.txt", "retriever-utf16.txt")
ROWS = [5, 5]


def write(folder):
    paths = [folder / name for name in FILES]
    paths[0].write_bytes(TEXT.encode())
    paths[1].write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    return paths
