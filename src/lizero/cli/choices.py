"""The file of `--choices`: what an inventory leaves to the rules of a product footprint, as TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lizero.errors import SystemRefused

if TYPE_CHECKING:
    from lizero.lca.rules import Choices

__all__ = ["read_choices"]

TABLES = {"supply": "supplies", "product": "products", "material": "materials"}
PLAIN = ("capital", "exempt", "physical", "energy")


def read_choices(path: Path) -> Choices:
    """The choices in the TOML file `path`: tables ``[[supply]]``, ``[[product]]`` and ``[[material]]``, lists ``capital``
    and ``exempt``, a table ``[physical]`` (false: no physical key), a number ``energy`` (kWh over service life).

    Raises SystemRefused for what is not TOML, unknown names and unknown columns.
    """
    from lizero.lca.rules import Choices

    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SystemRefused(f"{path.name} is no TOML: {wrong}") from wrong
    odd = [name for name in told if name not in (*TABLES, *PLAIN)]
    if odd:
        raise SystemRefused(f"{path.name} does not know {odd[0]!r}; it may hold {', '.join((*TABLES, *PLAIN))}")
    given: dict[str, Any] = {TABLES[n]: _frame(path.name, n, told[n]) for n in TABLES if n in told}
    given |= {n: _names(path.name, n, told[n]) for n in ("capital", "exempt") if n in told}
    return Choices(**given, physical=_keys(path.name, told.get("physical", {})), energy=_number(path.name, told.get("energy")))


def _frame(file: str, name: str, rows: Any) -> pl.DataFrame:
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows) or not rows:
        raise SystemRefused(f"{file}: {name} is a list of tables, each [[{name}]]")
    frame = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    whole = [n for n, kind in frame.schema.items() if kind == pl.Int64 and n != "price_year"]
    return frame.with_columns(pl.col(whole).cast(pl.Float64))


def _names(file: str, name: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(e, str) for e in given):
        raise SystemRefused(f"{file}: {name} is a list of exchanges, as {name} = [\"plant/steel\"]")
    return tuple(given)


def _keys(file: str, given: Any) -> dict[str, str | None]:
    if not isinstance(given, dict) or not all(isinstance(v, str) or v is False for v in given.values()):
        raise SystemRefused(f"{file}: physical is a table of processes, each with mass, energy, lithium or false")
    return {process: key or None for process, key in given.items()}


def _number(file: str, given: Any) -> float | None:
    if given is not None and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise SystemRefused(f"{file}: energy is a number of kWh; found {given!r}")
    return None if given is None else float(given)
