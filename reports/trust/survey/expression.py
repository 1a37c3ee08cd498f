"""The grammar of a domain's expression, read into conditions; nothing is evaluated as a program."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from reports.trust.survey.conditions import (
    ORDERS,
    Comparison,
    DomainError,
    Joined,
    Node,
    Not,
    Value,
)

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<quoted>`[^`]+`)
  | (?P<word>[^\W\d][\w.]*)
  | (?P<sign>==|!=|<=|>=|<|>|=|&&?|\|\|?|!|\(|\)|\[|\]|,)
)""",
    re.VERBOSE,
)
_SAME = {"&": "and", "&&": "and", "|": "or", "||": "or", "!": "not", "=": "=="}
_WORDS = {"and", "or", "not", "in"}
_DEPTH = 50
"""Parentheses and negations within each other; a person writes a handful."""


class _Token(NamedTuple):
    kind: str  # number, text, column, sign, end
    value: Any
    at: int


class Parser:
    """Reads an expression from left to right; "or" binds least, then "and", then "not"."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0
        self.depth = 0

    def whole(self) -> Node:
        """The condition that the whole text says; raises DomainError that says where it breaks."""
        found = self._joined("or")
        if self._peek().kind != "end":
            raise self._error(self._peek(), "väntade and, or eller slutet")
        return found

    def _tokens(self) -> list[_Token]:
        found, at, end = [], 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                raise self._error(_Token("", self.text[at:].strip()[:1], at), "tecknet är okänt")
            found.append(self._token(match.lastgroup, match[match.lastgroup], match.end()))
            at = match.end()
        return [*found, _Token("end", "slutet", end)]

    @staticmethod
    def _token(kind: str, raw: str, end: int) -> _Token:
        at = end - len(raw)
        if kind == "number":
            value = float(raw)
            return _Token("number", int(raw) if re.fullmatch(r"-?\d+", raw) else value, at)
        if kind == "text":
            return _Token("text", raw[1:-1], at)
        if kind == "quoted":
            return _Token("column", raw[1:-1], at)
        if kind == "word" and raw not in _WORDS:
            return _Token("column", raw, at)
        return _Token("sign", _SAME.get(raw, raw), at)

    def _joined(self, word: str) -> Node:
        inner = (lambda: self._joined("and")) if word == "or" else self._negated
        parts = [inner()]
        while self._take(word):
            parts.append(inner())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _negated(self) -> Node:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self._error(self._peek(), f"fler än {_DEPTH} nivåer av parenteser")
        if self._take("not"):
            found: Node = Not(self._negated())
        elif self._take("("):
            found = self._joined("or")
            if not self._take(")"):
                raise self._error(self._peek(), "väntade en slutparentes")
        else:
            found = self._comparison()
        self.depth -= 1
        return found

    def _comparison(self) -> Comparison:
        column = self._step()
        if column.kind != "column":
            raise self._error(column, "väntade ett kolumnnamn")
        sign = self._step()
        if sign.value == "not" and self._take("in"):
            return Comparison(column.value, "not in", self._list())
        if sign.value == "in" and sign.kind == "sign":
            return Comparison(column.value, "in", self._list())
        if sign.kind != "sign" or sign.value not in ("==", "!=", *ORDERS):
            raise self._error(sign, "väntade ==, !=, <, <=, >, >= eller in")
        return Comparison(column.value, sign.value, (self._value(),))

    def _list(self) -> tuple[Value, ...]:
        if not self._take("["):
            raise self._error(self._peek(), "väntade en lista som [1, 2]")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        if not self._take("]"):
            raise self._error(self._peek(), "väntade ] efter listan")
        return tuple(values)

    def _value(self) -> Value:
        token = self._step()
        if token.kind == "column" and token.value in ("true", "false"):
            return token.value == "true"
        if token.kind == "column":
            raise self._error(token, "väntade ett tal eller en text inom citattecken")
        if token.kind not in ("number", "text") or (
            token.kind == "number" and not math.isfinite(token.value)
        ):
            raise self._error(token, "väntade ett tal eller en text inom citattecken")
        return token.value

    def _peek(self) -> _Token:
        return self.tokens[self.next]

    def _step(self) -> _Token:
        token = self.tokens[self.next]
        self.next = min(self.next + 1, len(self.tokens) - 1)
        return token

    def _take(self, value: str) -> bool:
        token = self._peek()
        if token.kind == "sign" and token.value == value:
            self.next += 1
            return True
        return False

    def _error(self, token: _Token, expected: str) -> DomainError:
        return DomainError(
            f"domain {self.text!r}, tecken {token.at + 1}: fann {token.value!r}; {expected}; "
            'skriv till exempel kon == "kvinna" and alder >= 18.'
        )
