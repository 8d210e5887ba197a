"""Systems from tables: links, signs, refusals by name, and what is cut off."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from lizero.errors import SystemRefused, TableRefused, UnknownName
from lizero.impact import Method
from lizero.lca import System

Build = Callable[..., System]

POWER = [
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.5, "kg"),
]


def test_waste_sent_to_treatment_adds_what_the_treatment_emits(build: Build) -> None:
    made = build([
        ("mill", "product", "concentrate", 1.0, "kg"), ("mill", "waste", "tailings", 4.0, "kg"),
        ("mill", "elementary", "CO2", 1.0, "kg"),
        ("pond", "waste", "tailings", 1.0, "kg", {"reference": True}), ("pond", "elementary", "CO2", 0.25, "kg"),
    ])
    assert made.footprint("concentrate").total == pytest.approx(2.0, rel=1e-14)
    assert made.footprint("tailings").total == pytest.approx(0.25, rel=1e-14)


def test_a_treatment_written_with_a_negative_product_gives_the_same(build: Build) -> None:
    made = build([
        ("mill", "product", "concentrate", 1.0, "kg"), ("mill", "input", "tailings", -4.0, "kg"),
        ("mill", "elementary", "CO2", 1.0, "kg"),
        ("pond", "product", "tailings", -1.0, "kg"), ("pond", "elementary", "CO2", 0.25, "kg"),
    ])
    assert made.footprint("concentrate").total == pytest.approx(2.0, rel=1e-14)


def test_a_process_that_uses_some_of_its_own_product_makes_more(build: Build) -> None:
    made = build([
        ("plant", "product", "power", 1.0, "kWh"), ("plant", "input", "power", 0.2, "kWh"),
        ("plant", "elementary", "CO2", 0.8, "kg"),
    ])
    found = made.footprint("power")
    assert found.total == pytest.approx(1.0, rel=1e-14)
    assert found.by_process()["upstream"].to_list() == pytest.approx([1.0], rel=1e-14)


def test_two_exchanges_with_one_supplier_both_count(build: Build) -> None:
    made = build([*POWER, ("kiln", "product", "lime", 1.0, "kg"),
                  ("kiln", "input", "electricity", 1.0, "kWh"), ("kiln", "input", "electricity", 2.0, "kWh")])
    assert made.footprint("lime").total == pytest.approx(1.5, rel=1e-14)
    assert len(made.model().network.technosphere) == 2


def test_inputs_are_converted_to_the_unit_of_the_product(build: Build) -> None:
    made = build([*POWER, ("kiln", "product", "lime", 1.0, "t"), ("kiln", "input", "electricity", 2.0, "MWh")])
    assert made.footprint("lime").total == pytest.approx(1000.0, rel=1e-14)


def test_an_input_in_an_unlike_unit_does_not_count_and_is_named(build: Build) -> None:
    made = build([*POWER, ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 2.0, "kg"),
                  ("kiln", "elementary", "CO2", 1.0, "kg")])
    found = made.footprint("lime")
    assert found.total == 1.0
    assert not found.complete
    assert [f.rule for f in found.findings] == ["unit.mismatch"]
    assert "electricity" in found.findings[0].message


def test_an_input_that_nobody_makes_is_cut_off_and_listed(build: Build) -> None:
    made = build([("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "coal", 0.2, "kg"),
                  ("kiln", "elementary", "CO2", 1.0, "kg")])
    found = made.footprint("lime")
    assert found.cut.select("process", "flow", "amount", "unit").rows() == [("kiln", "coal", 0.2, "kg")]
    assert [(f.rule, f.severity) for f in found.findings] == [("input.cut_off", "warning")]


def test_a_provider_that_does_not_make_the_flow_cuts_the_input_off(build: Build) -> None:
    made = build([*POWER, ("kiln", "product", "lime", 1.0, "kg"),
                  ("kiln", "input", "electricity", 1.0, "kWh", {"provider": "grid-cn"}),
                  ("kiln", "elementary", "CO2", 1.0, "kg")])
    assert made.footprint("lime").cut["reason"].to_list() == ["grid-cn does not make it"]


def test_several_makers_and_no_provider_are_refused_by_name(build: Build) -> None:
    rows = [*POWER, ("hydro", "product", "electricity", 1.0, "kWh"), ("hydro", "elementary", "CO2", 0.01, "kg"),
            ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 1.0, "kWh")]
    with pytest.raises(SystemRefused, match=r"'kiln' takes 'electricity', which 2 processes make: grid, hydro"):
        build(rows).footprint("lime")
    rows[-1] = (*rows[-1], {"provider": "hydro"})
    assert build(rows).footprint("lime").total == pytest.approx(0.01)


def test_a_product_that_several_make_needs_the_process_named(build: Build) -> None:
    made = build([*POWER, ("hydro", "product", "electricity", 1.0, "kWh"), ("hydro", "elementary", "CO2", 0.01, "kg")])
    with pytest.raises(SystemRefused, match="2 processes answer to 'electricity': grid, hydro"):
        made.footprint("electricity")
    assert made.footprint("electricity", process="hydro").total == pytest.approx(0.01)
    assert made.footprint("grid").total == pytest.approx(0.5)


def test_an_unknown_product_is_refused_with_the_nearest(build: Build) -> None:
    with pytest.raises(UnknownName, match="nearest known: electricity"):
        build(POWER).footprint("electrcity")


def test_a_product_is_found_by_the_beginning_of_its_name_and_by_any_case(build: Build) -> None:
    name = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
    made = build([("lioh", "product", name, 1.0, "kg"), ("lioh", "elementary", "CO2", 15.0, "kg")])
    assert made.footprint("Lithium hydroxide monohydrate, battery grade, spodumene route").total == 15.0


def test_outputs_without_shares_are_refused_only_where_they_are_reached(build: Build) -> None:
    made = build([*POWER, ("plant", "product", "LiOH", 1.0, "kg"), ("plant", "co-product", "Na2SO4", 2.0, "kg"),
                  ("plant", "elementary", "CO2", 5.0, "kg")])
    assert made.footprint("electricity").total == 0.5
    with pytest.raises(SystemRefused, match="'plant' has several outputs and no allocation shares: LiOH, Na2SO4"):
        made.footprint("LiOH")


def test_shares_that_do_not_sum_to_one_are_a_warning_with_the_sum(build: Build) -> None:
    made = build([("plant", "product", "LiOH", 1.0, "kg", {"share": 0.5}), ("plant", "elementary", "CO2", 5.0, "kg"),
                  ("plant", "co-product", "Na2SO4", 2.0, "kg", {"share": 0.2})])
    found = made.footprint("LiOH")
    assert found.total == 2.5
    assert [(f.rule, f.severity) for f in found.findings] == [("allocation.sum", "warning")]
    assert "0.7" in found.findings[0].message


def test_a_process_without_a_reference_is_named_and_its_customers_are_cut_off(build: Build) -> None:
    made = build([("ghost", "elementary", "CO2", 1.0, "kg"), ("kiln", "product", "lime", 1.0, "kg"),
                  ("kiln", "elementary", "CO2", 1.0, "kg")])
    rules = [f.rule for f in made.model().findings()]
    assert rules == ["reference.missing"]


def test_an_exchange_without_amount_is_missing_and_not_zero(build: Build) -> None:
    made = build([("kiln", "product", "lime", 1.0, "kg"), ("kiln", "elementary", "CO2", None, "kg"),
                  ("kiln", "elementary", "CH4", 1.0, "kg")])
    found = made.footprint("lime")
    assert [f.rule for f in found.findings] == ["amount.missing"]
    assert not found.complete


def test_formulas_take_parameters_of_the_process_first(build: Build) -> None:
    made = build(
        [("kiln", "product", "lime", "1", "kg"), ("kiln", "elementary", "CO2", "factor / recovery", "kg")],
        parameters=[{"parameter": "factor", "value": 1.0}, {"parameter": "recovery", "value": 0.8},
                    {"parameter": "recovery", "value": 0.5, "scope": "kiln"}],
    )
    assert made.footprint("lime").total == 2.0
    assert made.with_parameters(factor=3.0).footprint("lime").total == 6.0
    assert made.footprint("lime").total == 2.0


def test_a_formula_that_is_no_arithmetic_is_named_and_never_run(build: Build) -> None:
    made = build([("kiln", "product", "lime", 1.0, "kg"),
                  ("kiln", "elementary", "CO2", "__import__('os').getcwd()", "kg")])
    assert [f.rule for f in made.footprint("lime").findings if f.severity == "error"] == ["formula.refused"]


def test_a_loop_that_takes_all_it_makes_is_named(build: Build) -> None:
    made = build([
        ("a", "product", "a", 1.0, "kg"), ("a", "input", "b", 2.0, "kg"),
        ("b", "product", "b", 1.0, "kg"), ("b", "input", "a", 0.5, "kg"), ("b", "elementary", "CO2", 1.0, "kg"),
        ("c", "product", "c", 1.0, "kg"), ("c", "input", "a", 1.0, "kg"),
    ])
    with pytest.raises(SystemRefused, match="loop of 'a', 'b' takes all that it makes"):
        made.footprint("c")


def test_a_process_that_takes_its_whole_product_and_one_that_makes_nothing_are_named(build: Build) -> None:
    made = build([("a", "product", "a", 1.0, "kg"), ("a", "input", "a", 1.0, "kg"),
                  ("a", "elementary", "CO2", 1.0, "kg"), ("b", "product", "b", 0.0, "kg"),
                  ("b", "elementary", "CO2", 1.0, "kg")])
    with pytest.raises(SystemRefused, match="'a' takes as much of its product as it makes"):
        made.footprint("a")
    with pytest.raises(SystemRefused, match="'b' makes none of its reference"):
        made.footprint("b")


def test_a_loop_that_takes_more_than_it_makes_is_a_warning(build: Build) -> None:
    made = build([("a", "product", "a", 1.0, "kg"), ("a", "input", "a", 1.5, "kg"),
                  ("a", "elementary", "CO2", 1.0, "kg")])
    found = made.footprint("a")
    assert [f.rule for f in found.findings] == ["supply.negative"]


def test_a_broken_process_that_is_not_reached_changes_nothing(build: Build) -> None:
    broken = [("bad", "product", "bad", 0.0, "kg"), ("bad", "input", "electricity", 1.0, "kg"),
              ("worse", "product", "x", 1.0, "kg"), ("worse", "product", "y", 1.0, "kg"),
              ("worst", "product", "z", 1.0, "kg"), ("worst", "input", "z", 1.0, "kg")]
    assert build([*POWER, *broken]).footprint("electricity").total == build(POWER).footprint("electricity").total == 0.5


def test_the_unverified_share_is_what_the_score_loses_without_the_unverified_exchanges(build: Build) -> None:
    made = build([
        ("grid", "product", "electricity", 1.0, "kWh", {"status": "unverified"}),
        ("grid", "elementary", "CO2", 0.5, "kg", {"status": "checked"}),
        ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 2.0, "kWh", {"status": "unverified"}),
        ("kiln", "elementary", "CO2", 3.0, "kg", {"status": "checked"}),
    ])
    found = made.footprint("lime")
    assert found.total == 4.0
    assert found.unverified_share == pytest.approx(0.25, rel=1e-14)


def test_an_exchange_without_status_has_that_of_its_process(build: Build) -> None:
    made = build(POWER, processes=[{"process": "grid", "status": "unverified"}])
    assert made.footprint("electricity").unverified_share == 1.0


def test_a_footprint_without_any_characterised_flow_is_not_assessed_and_not_zero(build: Build) -> None:
    made = build([("a", "product", "a", 1.0, "kg"),
                  ("a", "elementary", "sand", 1.0, "kg", {"compartment": "resource"})])
    found = made.footprint("a")
    assert found.total is None
    assert found.unverified_share is None


def test_contributions_by_stage_place_and_flow_sum_to_the_total(build: Build) -> None:
    made = build(
        [*POWER, ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 2.0, "kWh"),
         ("kiln", "elementary", "CO2", 0.5, "kg"), ("kiln", "elementary", "N2O", 0.01, "kg")],
        processes=[{"process": "grid", "stage": "energy", "geography": "CN"},
                   {"process": "kiln", "stage": "materials", "geography": "AU"}],
    )
    found = made.footprint("lime")
    for table in (found.by_stage(), found.by("geography"), found.by_flow(), found.by_process()):
        assert table["direct"].sum() == pytest.approx(found.total, rel=1e-12)
        assert table["fraction"].sum() == pytest.approx(1.0, rel=1e-12)
    assert found.by_stage()["stage"].to_list() == ["materials", "energy"]
    assert found.by_flow()["flow"].to_list() == ["N2O", "CO2"]


def test_flows_carry_holder_process_exchange_place_period_and_status(build: Build) -> None:
    about = {"process": "grid", "geography": "CN-SC", "period": "2018-2020", "status": "checked"}
    made = build(POWER, processes=[about])
    row = made.footprint("electricity", 2.0).flows.frame.row(0, named=True)
    assert {k: str(row[k]) for k in ("holder", "process", "record", "geography", "start", "end", "status")} == {
        "holder": "electricity", "process": "grid", "record": "grid/elementary/CO2/1", "geography": "CN-SC",
        "start": "2018-01-01", "end": "2020-12-31", "status": "checked",
    }
    assert row["amount"] == 1.0


def test_a_table_without_its_columns_is_refused_and_a_bad_row_is_a_finding() -> None:
    with pytest.raises(TableRefused, match="EXCHANGES needs the columns"):
        System(pl.DataFrame({"process": ["a"], "name": ["a"]}), pl.DataFrame({"process": ["a"]}))
    made = System(pl.DataFrame({"process": ["a"], "name": ["a"]}), pl.DataFrame({
        "process": ["a", "a", "a"], "kind": ["product", "elementary", "elementray"], "flow": ["a", "CO2", "CH4"],
        "amount": [1.0, float("nan"), 1.0], "unit": ["kg", "kg", "kg"],
    }))
    assert sorted(f.rule for f in made.findings) == ["value.choice", "value.finite"]
    assert made.rejected["EXCHANGES"].height == 2


def test_changing_one_exchange_leaves_the_first_system_as_it_was(build: Build) -> None:
    made = build(POWER)
    other = made.changed("grid/elementary/CO2/1", amount=0.1)
    assert (made.footprint("electricity").total, other.footprint("electricity").total) == (0.5, 0.1)
    with pytest.raises(UnknownName, match="exchange"):
        made.changed("grid/elementary/CO2/9", amount=0.1)


def test_joined_systems_link_to_each_other(build: Build) -> None:
    kiln = build([("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 2.0, "kWh")])
    assert kiln.joined(build(POWER)).footprint("lime").total == 1.0


def test_an_elementary_flow_is_known_by_its_other_names_and_told_so(build: Build) -> None:
    found = build([("a", "product", "a", 1.0, "kg"), ("a", "elementary", "carbon dioxide", 2.0, "kg")]).footprint("a")
    assert found.total == 2.0
    assert [(f.rule, f.severity) for f in found.findings] == [("flow.named", "notice")]


def test_a_method_may_have_factors_by_place_of_the_process_with_its_parents_and_a_default(build: Build) -> None:
    rows = {"category": ["water use"] * 3, "flow": ["water"] * 3, "geography": ["CN", "CL", None], "factor": [2.0, 80.0, 1.0],
            "flow_unit": ["m3"] * 3, "unit": ["m3 world eq"] * 3}
    method = Method.of(pl.DataFrame(rows), "scarcity")
    made = build([
        ("a", "product", "a", 1.0, "kg"), *((("a", "input", p, 1.0, "kg")) for p in ("cn", "cl", "de")),
        *((p, "product", p, 1.0, "kg") for p in ("cn", "cl", "de")),
        *((p, "elementary", "water", 1.0, "m3", {"compartment": "resource"}) for p in ("cn", "cl", "de")),
    ], processes=[{"process": "cn", "geography": "CN-SC"}, {"process": "cl", "geography": "CL"}, {"process": "de", "geography": "DE"}])
    found = made.footprint("a", method=method)
    assert (found.total, found.unit) == (83.0, "m3 world eq")
    assert dict(found.by("geography").select("geography", "direct").iter_rows()) == {"CL": 80.0, "CN-SC": 2.0, "DE": 1.0, None: 0.0}


def test_a_process_is_named_after_the_output_that_is_flagged_wherever_it_stands(build: Build) -> None:
    made = build([
        ("plant", "product", "salt", 2.0, "kg", {"share": 0.1}), ("plant", "product", "LiOH", 1.0, "kg", {"share": 0.9, "reference": True}),
        ("plant", "elementary", "CO2", 10.0, "kg"),
    ])
    assert made.footprint("plant").product == "LiOH"
    assert made.products().filter(pl.col("reference"))["product"].to_list() == ["LiOH"]


def test_a_footprint_tells_that_a_faulty_row_of_its_processes_does_not_count(build: Build) -> None:
    made = build([*POWER, ("grid", "elementary", "CH4", float("nan"), "kg"), ("kiln", "product", "lime", 1.0, "kg"),
                  ("kiln", "elementary", "CO2", 1.0, "kg")])
    found = made.footprint("electricity")
    assert found.total == 0.5
    assert not found.complete
    assert [f.rule for f in found.findings] == ["exchange.rejected"]
    assert made.footprint("lime").complete
