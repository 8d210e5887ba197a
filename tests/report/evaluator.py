"""A small spreadsheet calculator, so that a workbook is recomputed by something that is not lizero."""

from __future__ import annotations

import re
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

_REF = re.compile(r"(?:'((?:[^']|'')+)'!)?(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?")
_CALL = re.compile(r"(SUMIFS|SUMPRODUCT)\(")


class Calculator:
    """Evaluates + - * /, references, SUMIFS and SUMPRODUCT of equalities."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.known = book, {}

    def value(self, sheet: str, cell: str) -> Any:
        """The value of a cell, calculated."""
        key = (sheet, cell.replace("$", ""))
        if key not in self.known:
            raw = self.book[sheet][key[1]].value
            self.known[key] = self.calculate(raw[1:], sheet) if isinstance(raw, str) and raw.startswith("=") else raw
        return self.known[key]

    def column(self, sheet: str, span: str) -> list[Any]:
        """The values of a range, top to bottom."""
        left, top, right, bottom = range_boundaries(span.replace("$", ""))
        assert left == right
        letter = re.sub(r"[\d$]", "", span.split(":")[0])
        return [self.value(sheet, f"{letter}{r}") for r in range(top, bottom + 1)]

    def calculate(self, formula: str, sheet: str) -> float:
        """The value of a formula without its equals sign."""
        env: dict[str, Any] = {}

        def bound(value: Any) -> str:
            env[f"v{len(env)}"] = value
            return f"v{len(env) - 1}"

        formula = self._calls(formula, sheet, bound)
        code = _REF.sub(lambda m: bound(self._ref(m, sheet)), formula)
        assert re.fullmatch(r"[\dv+\-*/(). ]*", code), code
        return float(eval(code, {"__builtins__": {}}, env))

    def _ref(self, m: re.Match[str], sheet: str) -> Any:
        value = self.value((m[1] or sheet).replace("''", "'"), m[2])
        return 0.0 if value is None else value

    def _calls(self, formula: str, sheet: str, bound: Any) -> str:
        while found := _CALL.search(formula):
            depth, end = 1, found.end()
            while depth:
                depth += {"(": 1, ")": -1}.get(formula[end], 0)
                end += 1
            inner = formula[found.end() : end - 1]
            value = self._sumifs(inner, sheet) if found[1] == "SUMIFS" else self._sumproduct(inner, sheet)
            formula = f"{formula[: found.start()]}{bound(value)}{formula[end:]}"
        return formula

    def _range(self, text: str, sheet: str) -> list[Any]:
        m = _REF.fullmatch(text.strip())
        assert m
        assert m[3], text
        return self.column((m[1] or sheet).replace("''", "'"), f"{m[2]}:{m[3]}")

    def _sumifs(self, inner: str, sheet: str) -> float:
        parts = _split(inner)
        values = self._range(parts[0], sheet)
        kept = [True] * len(values)
        for span, criterion in zip(parts[1::2], parts[2::2], strict=True):
            wanted = criterion.strip('"')
            kept = [k and str(x if x is not None else "") == wanted for k, x in zip(kept, self._range(span, sheet), strict=True)]
        return sum(x for x, k in zip(values, kept, strict=True) if k and isinstance(x, (int, float)))

    def _sumproduct(self, inner: str, sheet: str) -> float:
        parts = _split(inner)
        total = [1.0] * len(self._range(parts[1], sheet))
        for test in re.findall(r"\(([^()]+)\)", parts[0]):
            span, sign, wanted = re.fullmatch(r"(.+?)(=|<>)\"(.*)\"", test).groups()
            hits = [(x == wanted) == (sign == "=") for x in self._range(span, sheet)]
            total = [t * h for t, h in zip(total, hits, strict=True)]
        for span in parts[1:]:
            total = [t * (x or 0.0) for t, x in zip(total, self._range(span, sheet), strict=True)]
        return sum(total)


def _split(text: str) -> list[str]:
    out, depth, quoted, word = [], 0, "", ""
    for c in text:
        if quoted:
            quoted = "" if c == quoted else quoted
        elif c in "'\"":
            quoted = c
        depth += {"(": 1, ")": -1}.get(c, 0) if not quoted else 0
        if c == "," and not depth and not quoted:
            out.append(word)
            word = ""
        else:
            word += c
    return [*out, word]
