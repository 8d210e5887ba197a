"""SimaPro CSV beside the usual: units of its own, processes of one id, scenarios, and many processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.importers.lca import Imported, read_database

HEAD = "{SimaPro 9.5}\n{CSV separator: Semicolon}\n{Decimal separator: .}\n\n"


def process(identifier: str, product: str, *sections: str, share: str = "100", unit: str = "kg", amount: str = "1") -> str:
    parts = "\n\n".join(sections)
    return f"Process\n\nProcess identifier\n{identifier}\n\nProducts\n{product};{unit};{amount};{share};not defined;x;\n\n{parts}\n\nEnd\n\n"


def air(amount: str, unit: str = "kg") -> str:
    return f"Emissions to air\nCarbon dioxide, fossil;(unspecified);{unit};{amount};Undefined;0;0;0;"


def taken(name: str, unit: str, amount: str, more: str = "Undefined;0;0;0") -> str:
    return f"Materials/fuels\n{name};{unit};{amount};{more};"


def read(tmp_path: Path, *parts: str) -> Imported:
    (tmp_path / "x.csv").write_text(HEAD + "".join(parts), encoding="utf-8")
    return read_database(tmp_path / "x.csv")


def total(found: Imported, product: str) -> float:
    value = found.system.footprint(product).total
    assert value is not None
    return value


def test_units_of_the_file_and_the_metric_ton_are_led_to_units_that_are_known(tmp_path: Path) -> None:
    units = "Quantities\nMass;Yes\n\nEnd\n\nUnits\nkg;Mass;1;kg\nwaggon;Mass;20000;kg\nton;Mass;1000;kg\n\nEnd\n"
    ore = process("1", "ore", air("3", "ton"), unit="waggon", amount="1")
    metal = process("2", "metal", taken("ore", "ton", "2", "Normal;0.4;0;0"), unit="ton", amount="1")
    found = read(tmp_path, ore, metal, units)
    assert found.account.closed
    assert total(found, "metal") == pytest.approx(2 * 3000 / 20000)
    assert found.system.exchanges.filter(kind="input").select("unit", "amount", "spread").row(0) == ("kg", 2000.0, pytest.approx(200.0))


def test_a_share_with_a_per_cent_sign_is_read(tmp_path: Path) -> None:
    first = process("1", "a", air("8"), share="25%").replace("Products\n", "Products\nb;kg;1;75 %;not defined;x;\n")
    found = read(tmp_path, first)
    assert (total(found, "a"), total(found, "b")) == (pytest.approx(2.0), pytest.approx(6.0))


def test_processes_of_one_identifier_are_kept_apart_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, process("1", "a", air("2")), process("1", "b", air("5")))
    assert (total(found, "a"), total(found, "b")) == (2.0, 5.0)
    assert [f.rule for f in found.findings if "'1'" in f.message] == ["process.repeated"]


def test_what_a_process_without_output_takes_is_listed_and_what_a_scenario_separates_too(tmp_path: Path) -> None:
    empty = f"Process\n\nProcess name\nghost\n\n{air('1')}\n\nEnd\n\n"
    scenario = "Process\n\nProcess identifier\n3\n\nWaste scenario\nMunicipal;kg;1;All waste types;x;\n\nSeparated waste\nPaper;Paper;30;\n\nEnd\n\n"
    found = read(tmp_path, empty, scenario, process("1", "a", air("2")))
    assert found.account.closed
    assert (found.account.counted, found.account.rejected) == (5, 2)
    assert sorted(found.rejected["flow"]) == ["Carbon dioxide, fossil", "Paper"]


def test_a_name_in_the_next_process_does_not_take_the_reference_of_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, *(process(str(n), f"p{n}", air(str(n)), taken(f"p{n - 1}", "kg", "1")) for n in range(1, 50)))
    assert found.system.exchanges.filter(reference=True).height == 49
    assert total(found, "p49") == pytest.approx(sum(range(1, 50)))


@pytest.mark.parametrize("kind", ["waste treatment", "waste scenario", "material"])
def test_the_kind_of_a_process_is_no_section_though_it_is_called_like_one(tmp_path: Path, kind: str) -> None:
    tip = f"Process\n\nCategory type\n{kind}\n\nProcess identifier\n7\n\nWaste treatment\nmud;kg;2;All waste types;x;\n\n{air('6')}\n\nEnd\n\n"
    found = read(tmp_path, tip, process("1", "a", "Waste to treatment\nmud;kg;4;Undefined;0;0;0;"))
    assert (found.account.rejected, found.account.cut_off) == (0, 0)
    assert total(found, "a") == pytest.approx(12.0)
    assert found.system.processes["process"].to_list() == ["7", "1"]
