"""Arithmetic formulas: a text becomes a short program in postfix order, and a program a number.

The grammar is numbers, names, ``+ - * / ^ **``, parentheses, and the functions of `FUNCTIONS`. Nothing else is
understood, so nothing else can happen: no attribute, no index, no assignment, no text. Programs are run on a stack, so
that a sum of ten thousand terms needs no recursion. Values may be arrays of draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lizero.errors import LizeroError

__all__ = ["FUNCTIONS", "Formula", "FormulaRefused", "parse"]

Value = float | npt.NDArray[np.float64]

LONGEST = 20_000
DEEPEST = 200


class FormulaRefused(LizeroError, ValueError):
    """A text that is not arithmetic."""


def _running(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def over(first: Any, *rest: Any) -> Any:
        for other in rest:
            first = function(first, other)
        return first

    return over


FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "abs": (np.abs, 1, 1),
    "exp": (np.exp, 1, 1),
    "ln": (np.log, 1, 1),
    "log": (np.log, 1, 1),
    "log10": (np.log10, 1, 1),
    "sqrt": (np.sqrt, 1, 1),
    "pow": (np.power, 2, 2),
    "min": (_running(np.minimum), 1, 99),
    "max": (_running(np.maximum), 1, 99),
}

_BINARY: dict[str, tuple[int, bool, Callable[[Any, Any], Any]]] = {
    "+": (1, False, np.add),
    "-": (1, False, np.subtract),
    "*": (2, False, np.multiply),
    "/": (2, False, np.divide),
    "^": (4, True, np.power),
}
_NEGATE = "negate"
_LEVEL = {name: level for name, (level, _, _) in _BINARY.items()} | {_NEGATE: 3}

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<mark>\*\*|[-+*/^(),;]))"
)


@dataclass(frozen=True)
class Formula:
    """A parsed formula: its text, the names it needs, its program in postfix order.

    >>> parse("1 / (recovery * grade)")({"recovery": 0.5, "grade": 0.25})
    8.0
    """

    text: str
    names: tuple[str, ...]
    program: tuple[tuple[str, Any, int], ...]

    def __call__(self, values: Mapping[str, Value]) -> Value:
        """The value of the formula; not a number or infinite where the arithmetic is undefined."""
        stack: list[Any] = []
        with np.errstate(all="ignore"):
            for kind, what, count in self.program:
                if kind == "number":
                    stack.append(np.float64(what))
                elif kind == "name":
                    stack.append(np.float64(values[what]) if np.ndim(values[what]) == 0 else values[what])
                else:
                    arguments = stack[len(stack) - count:]
                    del stack[len(stack) - count:]
                    stack.append(what(*arguments))
        result = stack.pop()
        return float(result) if np.ndim(result) == 0 else result


def parse(text: str) -> Formula:
    """`text` as a formula. Raises FormulaRefused when it is anything but arithmetic.

    >>> parse("2 ^ 3 - -1")({})
    9.0
    >>> parse("open('x')")
    Traceback (most recent call last):
    lizero.lca.formula.FormulaRefused: formula "open('x')": 'open' is not a function of arithmetic; known: abs, ...
    """
    if len(text) > LONGEST:
        raise FormulaRefused(f"a formula of {len(text)} characters; at most {LONGEST}")
    program = _Parser(text).run()
    names = tuple(dict.fromkeys(what for kind, what, _ in program if kind == "name"))
    return Formula(text, names, tuple(program))


class _Parser:
    """Shunting-yard: operators wait on a stack until one that binds no tighter arrives."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.output: list[tuple[str, Any, int]] = []
        self.waiting: list[tuple[str, int]] = []
        self.counts: list[int] = []

    def run(self) -> list[tuple[str, Any, int]]:
        operand_next = True
        at = 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if not match:
                raise self.refused(at)
            at = match.end()
            operand_next = self.take(match, operand_next)
        if operand_next:
            raise FormulaRefused(f"formula {self.text!r}: a value is missing at the end")
        while self.waiting:
            if self.waiting[-1][0] == "(":
                raise FormulaRefused(f"formula {self.text!r}: a parenthesis is not closed")
            self.emit()
        return self.output

    def take(self, match: re.Match[str], operand_next: bool) -> bool:
        token = match.group().strip()
        if match.lastgroup == "mark":
            return self.mark("^" if token == "**" else token, operand_next, match.end())
        if not operand_next:
            raise FormulaRefused(f"formula {self.text!r}: an operator is missing before {token!r}")
        if match.lastgroup == "number":
            self.output.append(("number", float(token), 0))
            return False
        if self.text[match.end():].lstrip().startswith("("):
            self.function(token)
            return True
        self.output.append(("name", token, 0))
        return False

    def function(self, name: str) -> None:
        if name not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise FormulaRefused(f"formula {self.text!r}: {name!r} is not a function of arithmetic; known: {known}")
        self.waiting.append((name, -1))

    def mark(self, token: str, operand_next: bool, at: int) -> bool:
        if token == "(":
            return self.open(operand_next)
        if token in _BINARY and operand_next:
            if token in "+-":
                self.waiting.extend([(_NEGATE, 1)] if token == "-" else [])
                return True
            raise FormulaRefused(f"formula {self.text!r}: a value is missing before {token!r} (character {at})")
        if operand_next:
            raise FormulaRefused(f"formula {self.text!r}: a value is missing before {token!r} (character {at})")
        if token in _BINARY:
            self.binary(token)
            return True
        self.until_open()
        if token == ")":
            self.close()
            return False
        if not self.counts or self.counts[-1] == 0:
            raise FormulaRefused(f"formula {self.text!r}: {token!r} outside a function (character {at})")
        self.counts[-1] += 1
        return True

    def open(self, operand_next: bool) -> bool:
        if not operand_next:
            raise FormulaRefused(f"formula {self.text!r}: an operator is missing before '('")
        called = bool(self.waiting) and self.waiting[-1][1] == -1
        if called:
            self.waiting[-1] = (self.waiting[-1][0], -2)
        self.counts.append(1 if called else 0)
        self.waiting.append(("(", 0))
        if len(self.counts) > DEEPEST:
            raise FormulaRefused(f"a formula with parentheses more than {DEEPEST} deep")
        return True

    def binary(self, token: str) -> None:
        level, right, _ = _BINARY[token]
        while self.waiting and self.waiting[-1][0] in _LEVEL:
            other = _LEVEL[self.waiting[-1][0]]
            if other < level or (other == level and right):
                break
            self.emit()
        self.waiting.append((token, 2))

    def until_open(self) -> None:
        while self.waiting and self.waiting[-1][0] != "(":
            self.emit()
        if not self.waiting:
            raise FormulaRefused(f"formula {self.text!r}: a parenthesis is closed that was never opened")

    def close(self) -> None:
        self.waiting.pop()
        count = self.counts.pop()
        if not count:
            return
        name, _ = self.waiting.pop()
        function, least, most = FUNCTIONS[name]
        if not least <= count <= most:
            raise FormulaRefused(f"formula {self.text!r}: {name} takes {least} to {most} values, not {count}")
        self.output.append(("call", function, count))

    def emit(self) -> None:
        name, count = self.waiting.pop()
        self.output.append(("call", np.negative if name == _NEGATE else _BINARY[name][2], count))

    def refused(self, at: int) -> FormulaRefused:
        rest = self.text[at:].lstrip()
        what = "a quote mark" if rest[0] in "'\"" else repr(rest[0])
        return FormulaRefused(
            f"formula {self.text!r}: {what} is not arithmetic (character {len(self.text) - len(rest) + 1})"
        )
