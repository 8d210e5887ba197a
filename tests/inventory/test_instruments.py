"""Instruments: eight gates with a failing case each, the order of the hierarchy, and what lapses."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.inventory.small import YEAR, factor, frame, holds, own, record, site, use

from lizero.inventory import account

GATES = {f"gate_{n}": f"ev-{n}" for n in range(1, 9)}
BASE: dict[str, Any] = {
    "instrument": "i1",
    "kind": "GEC",
    "market": "CN",
    "site": "s",
    "quantity": 600.0,
    "unit": "MWh",
    "vintage": date(2025, 3, 1),
    "factor": 0.0,
    "retired_for": "chem",
    "retired_on": date(2026, 1, 20),
    **YEAR,
    **GATES,
}
LIB = own(
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN"),
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.6, family="residual", geography="CN"),
)


def bought(*instruments: dict[str, Any], rows: tuple[dict[str, Any], ...] = (), year: Any = 2025, **registers: pl.DataFrame):  # type: ignore[no-untyped-def]
    rows = rows or (use("e", "purchased electricity", "electricity", 1000, "MWh"),)
    return account(record(*rows, instruments=frame(*instruments), **registers), LIB, year=year)


def rules(found) -> list[str]:  # type: ignore[no-untyped-def]
    return [f.rule for f in found.findings if f.rule.startswith("instrument")]


def test_a_certificate_whose_gates_pass_covers_its_energy_and_the_residual_mix_the_rest() -> None:
    found = bought(BASE)
    assert rules(found) == []
    assert (found.totals.scope2_location, found.totals.scope2_market) == pytest.approx((500, 400 * 0.6))
    assert found.energy["renewable_gj"].sum() == pytest.approx(600 * 3.6)


@pytest.mark.parametrize(
    ("gate", "kind"),
    [(1, "GEC"), (2, "I-REC"), (3, "GO"), (4, "REC"), (5, "LGC"), (6, "supplier rate"), (7, "PPA"), (7, "direct line"), (8, "GEC")],
)
def test_each_gate_fails_without_its_evidence_and_passes_with_it(gate: int, kind: str) -> None:
    passing = BASE | {"kind": kind}
    assert rules(bought(passing)) == []
    failing = bought(passing | {f"gate_{gate}": None})
    assert rules(failing) == [f"instrument.gate-{gate}"]
    assert failing.totals.scope2_market == pytest.approx(600)


@pytest.mark.parametrize(
    ("change", "gate"),
    [
        ({"retired_for": None}, 3),
        ({"retired_for": "someone else"}, 3),
        ({"retired_on": None}, 3),
        ({"vintage": date(2023, 3, 1)}, 4),
        ({"vintage": None}, 4),
        ({"market": "AU"}, 5),
    ],
)
def test_evidence_does_not_help_where_the_data_contradict_it(change: dict[str, Any], gate: int) -> None:
    found = bought(BASE | change)
    assert rules(found) == [f"instrument.gate-{gate}"]
    assert found.totals.scope2_market == pytest.approx(600)


def test_evidence_must_be_a_document_of_the_register_where_there_is_one() -> None:
    documents = frame(*({"evidence": f"ev-{n}"} for n in range(1, 8)))
    assert rules(bought(BASE, evidence=documents)) == ["instrument.gate-8"]


def test_a_blank_factor_is_not_zero_and_is_not_used() -> None:
    found = bought(BASE | {"factor": None})
    assert rules(found) == ["instrument.factor"]
    assert found.totals.scope2_market == pytest.approx(600)


def test_surplus_lapses_and_is_never_negative() -> None:
    found = bought(BASE | {"quantity": 5000.0})
    assert found.totals.scope2_market == 0
    assert rules(found) == ["instrument.surplus"]
    assert found.instruments.select("used", "surplus").row(0) == pytest.approx((1_000_000, 4_000_000))


def test_surplus_never_moves_to_another_site() -> None:
    rows = (
        use("e", "purchased electricity", "electricity", 1000, "MWh"),
        use("f", "purchased electricity", "electricity", 1000, "MWh") | {"site": "p"},
    )
    found = bought(BASE | {"quantity": 5000.0}, rows=rows, sites=frame(site("s"), site("p")))
    assert found.totals.scope2_market == pytest.approx(600)


def test_surplus_never_moves_to_another_year() -> None:
    rows = tuple(
        use(str(y), "purchased electricity", "electricity", 1000, "MWh") | {"start": date(y, 1, 1), "end": date(y, 12, 31)}
        for y in (2024, 2025, 2026)
    )
    wide = BASE | {"quantity": 5000.0, "start": date(2024, 1, 1), "end": date(2026, 12, 31)}
    assert bought(wide, rows=rows, year=None).totals.scope2_market == pytest.approx(1200)
    assert bought(wide, rows=rows, year=2024).totals.scope2_market == pytest.approx(600)


def test_a_contract_gives_each_year_its_days() -> None:
    contract = BASE | {"kind": "PPA", "vintage": None, "quantity": 731.0, "start": date(2024, 1, 1), "end": date(2025, 12, 31)}
    found = bought(contract)
    assert found.totals.scope2_market == pytest.approx((1000 - 365) * 0.6)


def test_certificates_come_before_contracts_and_these_before_supplier_rates() -> None:
    kinds = (("supplier rate", 0.4), ("PPA", 0.2), ("GEC", 0.0))
    found = bought(*(BASE | {"instrument": kind, "kind": kind, "factor": rate * 1000, "quantity": 500.0} for kind, rate in kinds))
    used = dict(found.instruments.select("instrument", "used").iter_rows())
    assert used == pytest.approx({"GEC": 500_000, "PPA": 500_000, "supplier rate": 0})
    assert found.totals.scope2_market == pytest.approx(100)


def test_a_certificate_without_a_site_covers_the_organisation_it_was_retired_for() -> None:
    rows = (
        use("e", "purchased electricity", "electricity", 400, "MWh"),
        use("f", "purchased electricity", "electricity", 400, "MWh") | {"site": "p"},
    )
    ownership = frame(holds("g", "chem", 1, "subsidiary", "sole", True), holds("g", "other", 1, "subsidiary", "sole", True))
    found = bought(BASE | {"site": None}, rows=rows, sites=frame(site("s"), site("p", "other")), ownership=ownership)
    assert found.totals.scope2_market == pytest.approx(240)


def test_two_thousand_certificates_with_vintages_are_each_judged() -> None:
    months = [BASE | {"instrument": f"c{n:04}", "quantity": 1.0, "vintage": date(2023 + n % 4, 1 + n % 12, 1)} for n in range(2000)]
    found = bought(*months)
    assert len([r for r in rules(found) if r == "instrument.gate-4"]) == 1500
    assert found.totals.scope2_market == pytest.approx((1000 - 500) * 0.6)


def test_instruments_serve_electricity_only() -> None:
    heat = own(factor("purchased heat", "heat", "GJ", "CO2", 110, family="statistical"))
    made = record(use("h", "purchased heat", "heat", 1000, "GJ"), instruments=frame(BASE))
    totals = account(made, heat, year=2025).totals
    assert totals.scope2_market == totals.scope2_location == pytest.approx(110)


def test_own_generation_whose_attributes_were_sold_counts_as_the_residual_mix() -> None:
    own_power = use("pv", "own electricity", "electricity", 100, "MWh")
    kept, sold = (bought(BASE | {"quantity": 40.0, "retired_for": who}, rows=(own_power,)) for who in ("chem", "a customer"))
    assert kept.totals.scope2_market == kept.totals.scope2_location == sold.totals.scope2_location == 0
    assert sold.totals.scope2_market == pytest.approx(40 * 0.6)
    assert sold.energy["renewable_gj"].sum() == pytest.approx(60 * 3.6)
    assert "market.null-power" in [f.rule for f in sold.findings]
