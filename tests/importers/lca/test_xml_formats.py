"""EcoSpold and ILCD as others write them: allocation, waste, deviations, encodings, and what is broken in them."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest

from lizero.importers.lca import Imported, read_database


def total(found: Imported, product: str) -> float:
    value = found.system.footprint(product).total
    assert value is not None
    return value


def spold1(*datasets: str) -> str:
    return '<?xml version="1.0"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">' + "".join(datasets) + "</ecoSpold>"


def dataset1(number: str, name: str, rows: str, amount: str = "1") -> str:
    return (
        f'<dataset number="{number}"><metaInformation><processInformation><referenceFunction name="{name}" unit="kg" amount="{amount}"/>'
        f'<geography location="CN"/></processInformation></metaInformation><flowData>{rows}</flowData></dataset>'
    )


def row1(number: int, name: str, amount: float, group: str, more: str = "") -> str:
    return f'<exchange number="{number}" name="{name}" unit="kg" meanValue="{amount}" {more}>{group}</exchange>'


AIR = 'category="air" subCategory="unspecified"'
OUT, IN = "<outputGroup>{}</outputGroup>", "<inputGroup>{}</inputGroup>"


def test_ecospold_1_shares_each_exchange_by_its_own_fractions(tmp_path: Path) -> None:
    def allocation(output: int, fraction: float, *rows: int) -> str:
        named = "".join(f"<referenceToInputOutput>{r}</referenceToInputOutput>" for r in rows)
        return f'<allocation referenceToCoProduct="{output}" allocationMethod="1" fraction="{fraction}">{named}</allocation>'

    rows = (
        row1(1, "chlorine", 1, OUT.format(2), 'location="CN"') + row1(2, "soda", 2, OUT.format(2), 'location="CN"')
        + row1(3, "Carbon dioxide, fossil", 10, OUT.format(4), AIR) + row1(4, "Dinitrogen monoxide", 1, OUT.format(4), AIR)
        + row1(5, "Carbon dioxide, fossil", 4, OUT.format(4), AIR)
        + allocation(1, 90, 3) + allocation(2, 10, 3) + allocation(1, 25, 4) + allocation(2, 75, 4)
    )
    (tmp_path / "x.xml").write_text(spold1(dataset1("9", "electrolysis", rows)), encoding="utf-8")
    found = read_database(tmp_path / "x.xml")
    assert found.account.closed
    assert total(found, "chlorine") == pytest.approx(9 + 0.25 * 273)
    assert total(found, "soda") == pytest.approx((1 + 0.75 * 273) / 2)
    assert total(found, "electrolysis") == pytest.approx(4)
    told = [f for f in found.findings if f.rule == "allocation.no-part"]
    assert ["exchange 5" in f.where for f in told] == [True]
    assert found.system.processes["geography"].to_list() == ["CN", "CN", "CN"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_ecospold_1_files_with_one_number_are_two_processes_and_a_bad_amount_of_the_function_is_told(tmp_path: Path, encoding: str) -> None:
    made = [dataset1("1", n, row1(1, "Carbon dioxide, fossil", a, OUT.format(4), AIR), amount) for n, a, amount in
            (("steel", 2, "1"), ("copper", 6, "2"), ("ghost", 1, "much"))]
    for n, text in enumerate(made):
        (tmp_path / f"{n}.xml").write_text(spold1(text).replace("?>", f' encoding="{encoding}"?>', 1), encoding=encoding)
    found = read_database(tmp_path)
    assert (total(found, "steel"), total(found, "copper")) == (2.0, 3.0)
    assert "much" in found.rejected["reason"][0]
    assert found.account.closed


def test_ecospold_1_waste_goes_to_its_treatment_and_an_avoided_product_is_taken_off(tmp_path: Path) -> None:
    plant = (
        row1(1, "goods", 1, OUT.format(0), 'location="CN"') + row1(2, "mud", 0.5, OUT.format(3), 'location="CN"')
        + row1(3, "salt", 2, OUT.format(1), 'location="CN"')
    )
    tip = row1(2, "mud", 1, OUT.format(0), 'location="CN"') + row1(9, "Methane, fossil", 0.1, OUT.format(4), AIR)
    pan = row1(3, "salt", 1, OUT.format(0), 'location="CN"') + row1(8, "Carbon dioxide, fossil", 0.2, OUT.format(4), AIR)
    (tmp_path / "x.xml").write_text(spold1(dataset1("1", "goods", plant), dataset1("2", "mud", tip), dataset1("3", "salt", pan)), encoding="utf-8")
    found = read_database(tmp_path / "x.xml")
    assert (found.account.cut_off, found.account.rejected) == (0, 0)
    assert total(found, "goods") == pytest.approx(0.5 * 0.1 * 29.8 - 2 * 0.2)


def uid(n: int) -> str:
    return str(UUID(int=n))


def ilcd(folder: Path, *, flows: dict[int, tuple[str, str]], processes: dict[int, str]) -> Path:
    """ILCD data sets: one quantity, mass; `flows`: number → (name, kind); `processes`: number → what stands in exchanges and before."""
    space = "http://lca.jrc.it/ILCD/"
    head = f'<{{0}}DataSet xmlns="{space}{{1}}" xmlns:common="{space}Common" version="1.1">'
    places = '<classificationInformation><common:elementaryFlowCategorization><common:category level="0">Emissions to air</common:category>'
    places += "</common:elementaryFlowCategorization></classificationInformation>"
    files = {
        "unitgroups/1": head.format("unitGroup", "UnitGroup") + f"<unitGroupInformation><dataSetInformation><common:UUID>{uid(1)}</common:UUID>"
        "</dataSetInformation><quantitativeReference><referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference>"
        '</unitGroupInformation><units><unit dataSetInternalID="0"><name>kg</name><meanValue>1</meanValue></unit></units></unitGroupDataSet>',
        "flowproperties/2": head.format("flowProperty", "FlowProperty") + f"<flowPropertiesInformation><dataSetInformation><common:UUID>{uid(2)}"
        f'</common:UUID></dataSetInformation><quantitativeReference><referenceToReferenceUnitGroup refObjectId="{uid(1)}"/>'
        "</quantitativeReference></flowPropertiesInformation></flowPropertyDataSet>",
    }
    for n, (name, kind) in flows.items():
        files[f"flows/{n}"] = (
            head.format("flow", "Flow") + f"<flowInformation><dataSetInformation><common:UUID>{uid(n)}</common:UUID><name><baseName>{name}"
            f"</baseName></name>{places if kind == 'Elementary flow' else ''}</dataSetInformation><quantitativeReference>"
            "<referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference></flowInformation>"
            f"<modellingAndValidation><LCIMethod><typeOfDataSet>{kind}</typeOfDataSet></LCIMethod></modellingAndValidation><flowProperties>"
            f'<flowProperty dataSetInternalID="0"><referenceToFlowPropertyDataSet refObjectId="{uid(2)}"/><meanValue>1</meanValue></flowProperty>'
            "</flowProperties></flowDataSet>"
        )
    for n, rows in processes.items():
        more, _, rows = rows.rpartition("|")
        files[f"processes/{n}"] = (
            head.format("process", "Process") + f"<processInformation><dataSetInformation><common:UUID>{uid(n)}</common:UUID><name><baseName>P{n}"
            "</baseName></name></dataSetInformation><quantitativeReference><referenceToReferenceFlow>0</referenceToReferenceFlow>"
            f"</quantitativeReference>{more}</processInformation><exchanges>{rows}</exchanges></processDataSet>"
        )
    for name, text in files.items():
        path = folder / "ILCD" / f"{name}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def row(number: int, flow: int, direction: str, amount: float, more: str = "") -> str:
    return (
        f'<exchange dataSetInternalID="{number}"><referenceToFlowDataSet refObjectId="{uid(flow)}"/><exchangeDirection>{direction}'
        f"</exchangeDirection><meanAmount>{amount}</meanAmount>{more}</exchange>"
    )


FLOWS = {10: ("goods", "Product flow"), 11: ("carbon dioxide", "Elementary flow"), 12: ("mud", "Waste flow"), 13: ("by-product", "Product flow")}


def spread(kind: str, wide: str) -> str:
    told = f"<uncertaintyDistributionType>{kind}</uncertaintyDistributionType>"
    return told + f"<relativeStandardDeviation95In>{wide}</relativeStandardDeviation95In>"


def test_the_deviation_of_ilcd_is_squared_and_geometric_for_a_log_normal_doubled_in_per_cent_for_a_normal(tmp_path: Path) -> None:
    rows = row(0, 10, "Output", 1) + row(1, 11, "Output", 8, spread("log-normal", "1.44")) + row(2, 11, "Output", 5, spread("normal", "10"))
    rows += row(3, 11, "Output", 5, spread("log-normal", "0.5"))
    found = read_database(ilcd(tmp_path, flows=FLOWS, processes={20: rows}))
    told = found.system.exchanges.filter(kind="elementary").select("distribution", "spread").rows()
    assert told[0] == ("lognormal", pytest.approx(log(1.2)))
    assert told[1] == ("normal", pytest.approx(0.25))
    assert told[2][1] is None
    assert [f.rule for f in found.findings if "0.5" in f.message] == ["uncertainty.refused"]


def test_ilcd_shares_exchange_by_exchange_and_the_parts_keep_their_parameters(tmp_path: Path) -> None:
    def parts(first: float) -> str:
        made = [f'<allocation internalReferenceToCoProduct="{n}" allocatedFraction="{p}"/>' for n, p in ((0, first), (1, 100 - first))]
        return f"<allocations>{''.join(made)}</allocations>"

    variable = '<mathematicalRelations><variableParameter name="k"><meanValue>3</meanValue></variableParameter>'
    rows = row(0, 10, "Output", 1) + row(1, 13, "Output", 2)
    varied = row(2, 11, "Output", 2, "<resultingAmount>6</resultingAmount>" + parts(75))
    rows += varied.replace("<meanAmount>", "<referenceToVariable>k</referenceToVariable><meanAmount>")
    rows += row(3, 11, "Output", 10, parts(40))
    found = read_database(ilcd(tmp_path, flows=FLOWS, processes={20: variable + "</mathematicalRelations>|" + rows}))
    assert total(found, "goods") == pytest.approx(0.75 * 6 + 4)
    assert total(found, "by-product") == pytest.approx((0.25 * 6 + 6) / 2)
    assert found.system.parameters is not None
    changed = replace(found.system, parameters=found.system.parameters.with_columns(pl.lit(6.0).alias("value")))
    assert changed.footprint("by-product").total == pytest.approx((0.25 * 12 + 6) / 2)


def test_ilcd_waste_is_taken_by_the_process_that_it_enters_as_the_reference(tmp_path: Path) -> None:
    plant = row(0, 10, "Output", 1) + row(1, 12, "Output", 3)
    found = read_database(ilcd(tmp_path, flows=FLOWS, processes={20: plant, 21: row(0, 12, "Input", 1) + row(1, 11, "Output", 2)}))
    assert total(found, "goods") == pytest.approx(6.0)
    assert found.account.cut_off == 0


def test_an_ilcd_process_lying_in_another_folder_is_read_and_one_without_uuid_is_named(tmp_path: Path) -> None:
    folder = ilcd(tmp_path, flows=FLOWS, processes={20: row(0, 10, "Output", 1) + row(1, 11, "Output", 2), 21: row(0, 13, "Output", 1)})
    (folder / "ILCD" / "processes" / "20.xml").rename(folder / "ILCD" / "elsewhere.xml")
    bad = folder / "ILCD" / "processes" / "21.xml"
    bad.write_text(bad.read_text(encoding="utf-8").replace(uid(21), ""), encoding="utf-8")
    found = read_database(folder)
    assert total(found, "goods") == pytest.approx(2.0)
    assert [f.where.rpartition("/")[2] for f in found.findings if f.rule == "file.refused"] == ["21.xml"]
    assert found.system.processes.select(pl.len()).item() == 1


def spold2(folder: Path, name: str, rows: str, activity: str = "", kind: str = "1") -> None:
    text = (
        '<?xml version="1.0"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><activityDataset><activityDescription>'
        f'<activity id="{activity or name}" type="{kind}"><activityName>{name}</activityName></activity><geography><shortname>CN</shortname>'
        f"</geography></activityDescription><flowData>{rows}</flowData></activityDataset></ecoSpold>"
    )
    (folder / f"{name}.spold").write_text(text, encoding="utf-8")


def made(flow: str, amount: float, group: str, more: str = "", **attributes: str) -> str:
    told = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return (
        f'<intermediateExchange intermediateExchangeId="{flow}" amount="{amount}"{told}><name>{flow}</name><unitName>kg</unitName>{more}{group}'
        "</intermediateExchange>"
    )


def emitted(amount: float, more: str = "", group: str = "", **attributes: str) -> str:
    told = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return (
        f'<elementaryExchange elementaryExchangeId="co2" amount="{amount}"{told}><name>Carbon dioxide, fossil</name><unitName>kg</unitName>{more}'
        "<compartment><compartment>air</compartment><subcompartment>unspecified</subcompartment></compartment>"
        f"{group or OUT.format(4)}</elementaryExchange>"
    )


def prop(name: str, amount: float, unit: str) -> str:
    return f'<property amount="{amount}"><name>{name}</name><unitName>{unit}</unitName></property>'


CLASS = "<classification><classificationSystem>By-product classification</classificationSystem>{}</classification>"
WASTE = CLASS.format("<classificationValue>Waste</classificationValue>")


@pytest.mark.parametrize("given", [made("slag", 0.5, OUT.format(2), WASTE), made("slag", 0.5, OUT.format(3)), made("slag", -0.5, IN.format(5))])
def test_ecospold_2_waste_meets_a_treatment_that_is_run_for_a_negative_amount(tmp_path: Path, given: str) -> None:
    spold2(tmp_path, "smelter", made("metal", 1, OUT.format(0)) + given + emitted(1))
    spold2(tmp_path, "tip", made("slag", -1, OUT.format(0)) + emitted(3))
    found = read_database(tmp_path)
    assert (found.account.closed, found.account.cut_off, found.account.rejected) == (True, 0, 0)
    assert total(found, "metal") == pytest.approx(1 + 0.5 * 3)


def test_ecospold_2_waste_that_nobody_treats_takes_no_share_and_is_listed(tmp_path: Path) -> None:
    spold2(tmp_path, "smelter", made("metal", 1, OUT.format(0)) + made("slag", 0.5, OUT.format(2), WASTE) + emitted(4))
    found = read_database(tmp_path)
    assert total(found, "metal") == pytest.approx(4)
    assert found.cut_off["flow"].to_list() == ["slag"]


def test_ecospold_2_outputs_are_shared_by_revenue_else_by_dry_mass_and_a_treatment_carries_all(tmp_path: Path) -> None:
    price, mass = (lambda p: prop("price", p, "EUR2005")), (lambda m: prop("dry mass", m, "kg"))
    spold2(tmp_path, "by price", made("a", 2, OUT.format(0), price(3)) + made("b", 1, OUT.format(2), price(2)) + emitted(8))
    litre = made("d", 1, OUT.format(2), mass(3)).replace(">kg<", ">l<", 1)
    spold2(tmp_path, "by mass", made("c", 1, OUT.format(0), mass(1) + price(5)) + litre + emitted(8))
    spold2(tmp_path, "burner", made("w", -1, OUT.format(0), price(-1)) + made("heat", 5, OUT.format(2), price(1)) + emitted(8))
    found = read_database(tmp_path)
    assert (total(found, "a"), total(found, "b")) == (pytest.approx(8 * 0.75 / 2), pytest.approx(8 * 0.25))
    assert (total(found, "c"), total(found, "d")) == (pytest.approx(2), pytest.approx(6))
    assert (total(found, "w"), total(found, "heat")) == (pytest.approx(-8), 0.0)
    assert sum(f.rule == "allocation.chosen" for f in found.findings) == 3


def test_ecospold_2_a_sink_turns_its_sign_with_its_formula_and_its_bounds(tmp_path: Path) -> None:
    sink = '<uncertainty><triangular minValue="1" mostLikelyValue="2" maxValue="4"/></uncertainty>'
    rows = made("a", 1, OUT.format(0)) + emitted(2, sink, IN.format(4), mathematicalRelation="k * 2")
    spold2(tmp_path, "sink", rows + '<parameter variableName="k" amount="1"><name>k</name></parameter>', kind="2")
    found = read_database(tmp_path)
    assert found.system.exchanges.filter(kind="elementary").select("amount", "low", "high").row(0) == (-2.0, -4.0, -1.0)
    assert total(found, "a") == pytest.approx(-2.0)
    assert found.system.processes["kind"].to_list() == ["aggregated"]


def test_ecospold_2_files_of_one_activity_and_product_are_kept_apart_and_told(tmp_path: Path) -> None:
    spold2(tmp_path, "one", made("a", 1, OUT.format(0)) + emitted(2), activity="same")
    spold2(tmp_path, "two", made("a", 1, OUT.format(0)) + emitted(6), activity="same")
    spold2(tmp_path, "use", made("b", 1, OUT.format(0)) + made("a", 1, IN.format(5), activityLinkId="same"))
    found = read_database(tmp_path)
    assert total(found, "b") == pytest.approx(2.0)
    assert [f.where.rpartition(" ")[2] for f in found.findings if f.rule == "process.repeated"] == ["two.spold"]
    assert found.account.closed
