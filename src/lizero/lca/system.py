"""A product system: unit processes, what they exchange, and the parameters their formulas use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace

import polars as pl

from lizero.errors import Finding, SystemRefused, UnknownName
from lizero.impact import Method
from lizero.lca.adjoint import scores
from lizero.lca.footprint import Footprint, footprint
from lizero.lca.link import Fault
from lizero.lca.model import Model, model
from lizero.lca.network import Floats
from lizero.schema import Table, check, empty
from lizero.tables import EXCHANGES, PARAMETERS, PROCESSES

__all__ = ["System"]


@dataclass(frozen=True, eq=False)
class System:
    """Unit processes (PROCESSES), their exchanges (EXCHANGES) and parameters (PARAMETERS), checked on the way in.

    Rows that do not satisfy the declarations are kept in `rejected` by table name, each with its findings; the good
    ones go on. A missing exchange id is made of process, kind, flow and place, so that it stays the same. A system
    never changes: `changed`, `with_parameters` and `joined` give new ones, so no result can be stale.

    >>> import polars as pl
    >>> processes = pl.DataFrame({"process": ["fuel", "power"], "name": ["fuel", "power"]})
    >>> exchanges = pl.DataFrame({
    ...     "process": ["fuel", "fuel", "power", "power", "power"],
    ...     "kind": ["product", "elementary", "product", "input", "elementary"],
    ...     "reference": [True, False, True, False, False],
    ...     "flow": ["fuel", "CO2", "electricity", "fuel", "CO2"],
    ...     "amount": [100.0, 10.0, 10.0, 2.0, 1.0],
    ...     "unit": ["L", "kg", "kWh", "L", "kg"]})
    >>> pcf = System(processes, exchanges).footprint("electricity", 1000, method="ar6-gwp100")
    >>> round(pcf.total, 6), pcf.unit
    (120.0, 'kg CO2e')
    """

    processes: pl.DataFrame
    exchanges: pl.DataFrame
    parameters: pl.DataFrame | None = None
    name: str = ""
    edition: str = ""
    findings: tuple[Finding, ...] = ()
    rejected: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    _models: dict[tuple[str | None, int | None], Model] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        findings, rejected = list(self.findings), dict(self.rejected)

        def checked(frame: pl.DataFrame | None, table: Table) -> pl.DataFrame:
            result = check(empty(table) if frame is None else frame, table)
            findings.extend(result.findings)
            if result.rejected.height:
                before = [rejected[table.name]] if table.name in rejected else []
                rejected[table.name] = pl.concat([*before, result.rejected], how="diagonal_relaxed")
            return result.frame

        exchanges = checked(_identified(self.exchanges), EXCHANGES)
        processes = _registered(checked(self.processes, PROCESSES), exchanges, findings)
        for name, value in (
            ("processes", processes), ("exchanges", exchanges), ("parameters", checked(self.parameters, PARAMETERS)),
            ("findings", tuple(dict.fromkeys(findings))), ("rejected", rejected),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def restored(
        cls, processes: pl.DataFrame, exchanges: pl.DataFrame, parameters: pl.DataFrame | None, name: str, edition: str,
        findings: tuple[Finding, ...], rejected: Mapping[str, pl.DataFrame], models: Mapping[tuple[str | None, int | None], Model],
    ) -> System:
        """A system from tables that were checked when it was first made, with its models: what a cache gives back."""
        made = object.__new__(cls)
        values = (processes, exchanges, parameters, name, edition, findings, rejected, dict(models))
        names = ("processes", "exchanges", "parameters", "name", "edition", "findings", "rejected", "_models")
        for field_name, value in zip(names, values, strict=True):
            object.__setattr__(made, field_name, value)
        return made

    def model(self, scenario: str | None = None, year: int | None = None) -> Model:
        """The system compiled for `scenario` and `year` of its parameters; compiled once."""
        key = (scenario, year)
        if key not in self._models:
            assert self.parameters is not None
            made = model(self.processes, self.exchanges, self.parameters, scenario, year)
            self._models[key] = replace(made, faults=(*_rejected(self.rejected.get("EXCHANGES")), *made.faults))
        return self._models[key]

    def products(self) -> pl.DataFrame:
        """What can be asked for: product, process, name, geography, stage, unit, reference; one row a function."""
        columns = self.model().columns
        product = pl.col("flow").alias("product")
        return columns.select(product, "process", "name", "geography", "stage", "unit", "reference")

    def search(self, text: str) -> pl.DataFrame:
        """The products whose product, process, name or place holds every word of `text`, case ignored."""
        frame = self.products()
        whole = pl.concat_str(["product", "process", "name", "geography"], separator=" ", ignore_nulls=True)
        words = [whole.str.to_lowercase().str.contains(w, literal=True) for w in text.lower().split()]
        return frame.filter(pl.all_horizontal(words)) if words else frame

    def column(self, product: str, *, process: str | None = None) -> int:
        """The column of the function that `product` means: a product, a process, its name, or the one beginning so.

        Raises UnknownName with the nearest known, and SystemRefused when several processes make it and none is named.
        """
        columns = self.model().columns
        if process is not None:
            columns = columns.filter(pl.col("process") == process)
        for found in _matches(columns, product):
            if found.height == 1:
                return int(found["column"][0])
            if found.height > 1:
                makers = ", ".join(found["process"].to_list()[:12])
                raise SystemRefused(f"{found.height} processes answer to {product!r}: {makers}; name one with process= (--process)")
        known = dict.fromkeys([*columns["flow"].to_list(), *columns["name"].drop_nulls().to_list()])
        raise UnknownName("product", product, known)

    def footprint(
        self,
        product: str,
        amount: float = 1.0,
        *,
        method: str | Method = "ar6-gwp100",
        process: str | None = None,
        scenario: str | None = None,
        year: int | None = None,
    ) -> Footprint:
        """What `amount` of `product` (in its own unit) carries from cradle to gate, by `method` (its id, or your own).

        `process` names the maker where several make it. Raises UnknownName, and SystemRefused, by name, when the
        processes reached have no unique solution.
        """
        column = self.column(product, process=process)
        return footprint(self.model(scenario, year), column, amount, method)

    def scores(
        self, *methods: str | Method, scenario: str | None = None, year: int | None = None,
        cache: MutableMapping[str, Floats] | None = None,
    ) -> pl.DataFrame:
        """What one unit of every product carries by each of `methods`: product, process, unit, a column a method.

        One solution for all of them. Null where there is none. `cache` keeps solutions by the content they came from.
        """
        return scores(self.model(scenario, year), methods, cache)

    def changed(self, exchange: str, **values: object) -> System:
        """The system with other values of one exchange: ``changed("lioh/electricity", amount=2.0)``.

        An amount stands in place of a formula. Raises UnknownName for an exchange that is not there.
        """
        if exchange not in self.exchanges["exchange"]:
            raise UnknownName("exchange", exchange, self.exchanges["exchange"].to_list())
        if "amount" in values:
            values = {"formula": None, **values}
        here = pl.col("exchange") == exchange
        put = [pl.when(here).then(pl.lit(v)).otherwise(pl.col(k)).alias(k) for k, v in values.items()]
        return replace(self, exchanges=self.exchanges.with_columns(put))

    def with_parameters(self, **values: float) -> System:
        """The system with other values of parameters that hold everywhere. Raises UnknownName for an unknown one."""
        assert self.parameters is not None
        frame = self.parameters
        everywhere = frame.filter(pl.col("scope").is_null())["parameter"].to_list()
        for name, value in values.items():
            if name not in everywhere:
                within = frame.filter(pl.col("parameter") == name)["scope"].unique().to_list()
                if within:
                    raise SystemRefused(f"the parameter {name!r} holds within {', '.join(map(str, within[:5]))} alone: change its row in the tables")
                raise UnknownName("parameter", name, everywhere)
            here = (pl.col("parameter") == name) & pl.col("scope").is_null()
            frame = frame.with_columns(
                pl.when(here).then(pl.lit(float(value))).otherwise("value").alias("value"),
                pl.when(here).then(pl.lit(None)).otherwise("formula").alias("formula"),
            )
        return replace(self, parameters=frame)

    def joined(self, *others: System) -> System:
        """This system and `others` as one; of rows with the same id the first stands, with a finding."""
        parts = (self, *others)
        return System(
            pl.concat([p.processes for p in parts]),
            pl.concat([p.exchanges for p in parts]),
            pl.concat([p.parameters for p in parts if p.parameters is not None]),
            name=self.name, edition=self.edition,
            findings=tuple(f for p in parts for f in p.findings),
            rejected={k: v for p in reversed(parts) for k, v in p.rejected.items()},
        )


def _rejected(rows: pl.DataFrame | None) -> list[Fault]:
    """An error on each process that has lost an exchange to the check of the table: its footprint is not complete."""
    if rows is None or not {"process", "exchange"} <= set(rows.columns):
        return []
    hint = "see the system's findings for what is wrong with the row"
    return [
        Fault(str(process), Finding(
            f"EXCHANGES › {exchange}", "exchange.rejected", f"the exchange {exchange!r} of {process!r} is faulty and does not count", hint,
        ))
        for process, exchange in rows.select("process", "exchange").iter_rows()
    ]


def _matches(columns: pl.DataFrame, product: str) -> Iterable[pl.DataFrame]:
    """Readings of `product`, the strictest first."""
    yield columns.filter(pl.col("flow") == product)
    yield columns.filter((pl.col("process") == product) & pl.col("reference"))
    yield columns.filter((pl.col("name") == product) & pl.col("reference"))
    text = product.casefold()
    for name in ("flow", "name"):
        lower = pl.col(name).str.to_lowercase()
        mask = lower == text if name == "flow" else (lower == text) & pl.col("reference")
        yield columns.filter(mask.fill_null(False))
    starts = pl.col("flow").str.to_lowercase().str.starts_with(text)
    named = pl.col("name").str.to_lowercase().str.starts_with(text) & pl.col("reference")
    yield columns.filter((starts | named).fill_null(False))


def _identified(exchanges: pl.DataFrame) -> pl.DataFrame:
    """`exchanges` with an id for each row that has none."""
    if not {"process", "kind", "flow"} <= set(exchanges.columns):
        return exchanges
    if "exchange" not in exchanges.columns:
        exchanges = exchanges.with_columns(pl.lit(None, dtype=pl.String).alias("exchange"))
    if not exchanges["exchange"].null_count():
        return exchanges
    key = ["process", "kind", "flow"]
    nth = pl.int_range(pl.len()).over(key)
    text = pl.concat_str([*key, (nth + 1).cast(pl.String)], separator="/")
    return exchanges.with_columns(pl.col("exchange").fill_null(text))


def _registered(processes: pl.DataFrame, exchanges: pl.DataFrame, findings: list[Finding]) -> pl.DataFrame:
    """`processes` with a row for each process that only the exchanges know."""
    missing = exchanges.select("process").unique(maintain_order=True).join(processes, on="process", how="anti")
    if not missing.height:
        return processes
    names = ", ".join(missing["process"].to_list()[:5])
    message = f"{missing.height} processes have exchanges but no row: {names}"
    findings.append(Finding("PROCESSES", "process.unregistered", message, "add a row; the id serves as name", "notice"))
    return pl.concat([processes, missing.with_columns(pl.col("process").alias("name"))], how="diagonal")
