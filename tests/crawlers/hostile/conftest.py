"""Passes into a real store: the fixture and what it gives are in tests/one_pass.py."""

from one_pass import collect

__all__ = ["collect"]
