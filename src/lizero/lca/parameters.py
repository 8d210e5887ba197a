"""The values of parameters: stated numbers and formulas over other parameters, in order of dependence.

A parameter holds everywhere (scope blank) or for one process (scope is its id); the narrower one wins. Rows of the
asked scenario and year win over rows without. A cycle, an unknown name or an undefined value is a finding; the
parameters that do not hang on it go on.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from lizero.errors import Finding, nearest
from lizero.lca.formula import Formula, FormulaRefused, Value, parse

__all__ = ["Values", "evaluate", "select"]

Key = tuple[str, str]
_parse = lru_cache(maxsize=65_536)(parse)


@dataclass(frozen=True)
class Values:
    """Values of parameters by (scope, name); scope "" holds everywhere."""

    values: Mapping[Key, Value]
    findings: tuple[Finding, ...] = ()
    bad: frozenset[Key] = field(default_factory=frozenset)

    def key(self, scope: str, name: str) -> Key | None:
        """The parameter that `name` means within `scope`, or None."""
        return _means((self.values, self.bad), scope, name)

    def formula(self, text: str, scope: str) -> Value:
        """The value of the formula `text` within `scope`.

        Raises FormulaRefused when it is not arithmetic, needs a name that is not known, or has no finite value.
        """
        program = _parse(text)
        return _value(program, scope, self.values, self.bad)


def select(parameters: pl.DataFrame, scenario: str | None = None, year: int | None = None) -> pl.DataFrame:
    """The rows of `parameters` (PARAMETERS) that hold in `scenario` and `year`, one for each scope and name.

    A row without scenario holds in all of them, and so does a row without year; the row that is more specific wins.
    """
    fits = pl.col("scenario").is_null() | pl.col("scenario").eq_missing(pl.lit(scenario))
    in_time = pl.col("year").is_null() | pl.col("year").eq_missing(pl.lit(year))
    rank = pl.col("scenario").is_not_null().cast(pl.Int8) * 2 + pl.col("year").is_not_null().cast(pl.Int8)
    rows = parameters.filter(fits & in_time).with_columns(rank.alias("rank"), pl.col("scope").fill_null(""))
    best = rows.sort("rank", descending=True, maintain_order=True)
    return best.unique(["scope", "parameter"], keep="first", maintain_order=True).drop("rank")


def evaluate(rows: pl.DataFrame, given: Mapping[Key, Value] | None = None) -> Values:
    """The values of the selected `rows`; values in `given` (draws, for instance) stand in place of the stated ones.

    >>> import polars as pl
    >>> rows = pl.DataFrame({"scope": ["", ""], "parameter": ["loss", "input"], "value": [0.2, None],
    ...                      "formula": [None, "1 / (1 - loss)"]})
    >>> evaluate(rows).values["", "input"]
    1.25
    """
    values: dict[Key, Value] = dict(given or {})
    findings: list[Finding] = []
    formulas: dict[Key, Formula] = {}
    bad: set[Key] = set()
    for scope, name, value, text in rows.select("scope", "parameter", "value", "formula").iter_rows():
        key = (scope or "", name)
        if key in values:
            continue
        if text is None and value is not None:
            values[key] = float(value)
        elif text is None:
            bad.add(key)
            findings.append(_finding(key, "parameter.missing", "has neither value nor formula", "give one of them"))
        else:
            _read(key, text, formulas, bad, findings)
    _run(formulas, values, bad, findings)
    return Values(values, tuple(findings), frozenset(bad))


def _read(key: Key, text: str, formulas: dict[Key, Formula], bad: set[Key], findings: list[Finding]) -> None:
    try:
        formulas[key] = _parse(text)
    except FormulaRefused as refused:
        bad.add(key)
        findings.append(_finding(key, "formula.refused", str(refused), "write arithmetic over parameters"))


def _run(formulas: dict[Key, Formula], values: dict[Key, Value], bad: set[Key], findings: list[Finding]) -> None:
    known = (values, formulas, bad)
    needs = {key: [_means(known, key[0], name, but=key) for name in f.names] for key, f in formulas.items()}
    waits = {key: len({n for n in need if n in formulas}) for key, need in needs.items()}
    users: dict[Key, list[Key]] = {}
    for key, need in needs.items():
        for other in {n for n in need if n in formulas}:
            users.setdefault(other, []).append(key)
    ready = [key for key, count in waits.items() if count == 0]
    while ready:
        key = ready.pop()
        try:
            values[key] = _value(formulas[key], key[0], values, bad, but=key)
        except FormulaRefused as refused:
            bad.add(key)
            findings.append(_finding(key, "formula.value", str(refused), "see the parameters that it names"))
        for user in users.get(key, ()):
            waits[user] -= 1
            if waits[user] == 0:
                ready.append(user)
    stuck = [key for key, count in waits.items() if count > 0]
    if stuck:
        bad.update(stuck)
        cycle = " → ".join(_cycle(stuck, needs))
        findings.append(_finding(stuck[0], "parameter.cycle", f"hangs on itself: {cycle}", "break the cycle"))


def _cycle(stuck: list[Key], needs: Mapping[Key, list[Key | None]]) -> list[str]:
    inside = set(stuck)
    path: list[Key] = [stuck[0]]
    while True:
        following = next(n for n in needs[path[-1]] if n in inside)
        assert following is not None
        if following in path:
            return [_text(k) for k in [*path[path.index(following):], following]]
        path.append(following)


def _means(known: Sequence[Container[Key]], scope: str, name: str, but: Key | None = None) -> Key | None:
    """The narrower of (scope, name) and ("", name) that is known; a formula that names itself means the wider one."""
    for key in ((scope, name), ("", name)):
        if (key != but or scope == "") and any(key in place for place in known):
            return key
    return None


def _value(
    program: Formula, scope: str, values: Mapping[Key, Value], bad: Container[Key], but: Key | None = None
) -> Value:
    keys = {name: _means((values, bad), scope, name, but) for name in program.names}
    unknown = [name for name, key in keys.items() if key is None]
    if unknown:
        near = ", ".join(nearest(unknown[0], [k[1] for k in values])) or "none"
        raise FormulaRefused(f"formula {program.text!r}: no parameter is named {unknown[0]!r}; nearest known: {near}")
    without = [name for name, key in keys.items() if key not in values]
    if without:
        raise FormulaRefused(f"formula {program.text!r}: the parameter {without[0]!r} has no value")
    result = program({name: values[key] for name, key in keys.items() if key is not None})
    if not np.all(np.isfinite(result)):
        raise FormulaRefused(f"formula {program.text!r} has no finite value")
    return result


def _finding(key: Key, rule: str, message: str, hint: str) -> Finding:
    return Finding(f"PARAMETERS › {_text(key)}", rule, f"parameter {_text(key)!r}: {message}", hint)


def _text(key: Key) -> str:
    return f"{key[1]} ({key[0]})" if key[0] else key[1]
