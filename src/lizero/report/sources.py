"""What the answers of a framework are made from: inventory, product, plan, pollutants, own texts, as far as a run gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from lizero.errors import UnitMismatch
from lizero.inventory import Inventory
from lizero.pathway.board import Beside, BoardTable, tables
from lizero.report.inventory_report import Account, account_of
from lizero.report.sampling import Agreement
from lizero.report.tree import Node, Number, Say, say
from lizero.units import conversion

__all__ = ["Documents", "Sources", "Study", "Twin"]


@dataclass(frozen=True)
class Twin:
    """The machine-readable twin of a declaration: its file's name, the sha256 of its bytes, the bytes, and its own id."""

    name: str
    digest: str
    data: bytes
    id: str


@dataclass(frozen=True)
class Study:
    """The footprint of one product, with what a study of it states.

    `parts`: part, amount, within (kg CO2e, as `lizero.lca.split.carbon_parts`); `views`: the two views of biogenic carbon;
    `interval`: low and high; `ratings`: DQR by indicator. Amounts are for the demand that the footprint was asked for.
    `item`: the vocabulary's name of the product; `name`: as its maker calls it; `place`: the code of where it is made;
    `exempted`: per cent left out, None where it is not known; `databases`: name and edition of what stands behind bought inputs;
    `life`: kWh that one declared unit gives over its life.
    """

    footprint: Any
    maker: str = ""
    parts: pl.DataFrame | None = None
    views: Mapping[str, float] = field(default_factory=dict)
    interval: tuple[float, float] | None = None
    ratings: Mapping[str, float | None] = field(default_factory=dict)
    allocation: str = ""
    start: date | None = None
    end: date | None = None
    item: str = ""
    name: str = ""
    place: str = ""
    holder: str = ""
    standards: tuple[str, ...] = ()
    verification: str = ""
    exempted: float | None = None
    databases: tuple[tuple[str, str], ...] = ()
    twin: Twin | None = None
    life: float | None = None

    @property
    def title(self) -> str:
        """What the product is called: as its maker does, else as the footprint names it."""
        return self.name or str(self.footprint.product)

    @property
    def mass(self) -> float:
        """kg of product in one declared unit; 0 for what is not weighed."""
        return 1.0 if self._weighed else 0.0

    @property
    def unit(self) -> str:
        """The declared unit: 1 kg of a product that is weighed, else the unit that it is asked in."""
        return "kg" if self._weighed else str(self.footprint.per)

    @property
    def size(self) -> float:
        """Declared units in the footprint's demand."""
        per = conversion(self.footprint.per, "kg") if self._weighed else 1.0
        return float(per * self.footprint.amount)

    @property
    def _weighed(self) -> bool:
        try:
            return bool(conversion(self.footprint.per, "kg"))
        except UnitMismatch:
            return False

    def number(self, value: float | None, id: str = "") -> Number:
        """An amount of the footprint for one declared unit, in its unit: kg CO2e/kg."""
        return Number(None if value is None else value / self.size, f"{self.footprint.unit}/{self.unit}", id,
                      how=say("how footprint", product=str(self.footprint.product), method=str(self.footprint.method)))


@dataclass(frozen=True)
class Documents:
    """EVIDENCE with the ``state`` in which each document was found, as a part of a run."""

    frame: pl.DataFrame


@dataclass(frozen=True)
class Sources:
    """The parts that a document was given. `documents`: EVIDENCE with the ``state`` in which each document was found; `beside`: what
    the tables of a board take from beside the plan."""

    inventories: Sequence[Any] = ()
    study: Study | None = None
    plan: Any = None
    pollutants: Any = None
    texts: Mapping[str, Sequence[Node]] = field(default_factory=dict)
    digest: str = ""
    command: str = ""
    agreement: Agreement = field(default_factory=Agreement)
    documents: pl.DataFrame | None = None
    beside: Beside = field(default_factory=Beside)

    @property
    def inventory(self) -> Any:
        """The inventory of the year, or None."""
        return self.inventories[-1] if self.inventories else None

    @cached_property
    def account(self) -> Account | None:
        """The inventory as a report reads it, or None."""
        return None if self.inventory is None else account_of(self.inventory)

    @cached_property
    def board(self) -> Mapping[str, BoardTable]:
        """The tables that a board expects of the plan, by id; none without a plan."""
        beside = replace(self.beside, inventory=self.inventory if isinstance(self.inventory, Inventory) else None)
        return {} if self.plan is None else {t.id: t for t in tables(self.plan, beside)}

    def frame(self, name: str) -> pl.DataFrame | None:
        """A frame of the inventory that has rows, or None."""
        found = getattr(self.inventory, name, None)
        return found if isinstance(found, pl.DataFrame) and found.height else None

    def register(self, name: str) -> pl.DataFrame | None:
        """A register of the record behind the inventory, or None."""
        held = getattr(getattr(self.inventory, "record", None), "registers", {})
        found = held.get(name)
        return found if isinstance(found, pl.DataFrame) and found.height else None

    def lacking(self, needs: Sequence[str]) -> Say:
        """Which of the needed parts is not there, in words; nothing where all are."""
        has = {"inventory": self.inventory, "product": self.study, "plan": self.plan, "pollutants": self.pollutants}
        missing = [n for n in needs if has.get(n) is None]
        return say(f"lacking {missing[0]}") if missing else ""
