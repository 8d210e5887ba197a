"""Global warming potentials against the assessment reports and against worked inventories."""

import polars as pl
import pytest
from globalwarmingpotentials import data

from lizero.errors import ReferenceRefused
from lizero.impact import Impacts, Method, characterise, method
from lizero.units import blend, check_label, gwp, gwp_source, gwp_table


def impacts(name: str, **kilograms: float) -> Impacts:
    flows = {"flow": list(kilograms), "amount": [float(a) for a in kilograms.values()]}
    return characterise(pl.DataFrame(flows).with_columns(unit=pl.lit("kg")), method(name))


@pytest.mark.parametrize(("name", "ch4", "n2o", "sf6"), [
    ("sar-gwp100", 21, 310, 23900), ("tar-gwp100", 23, 296, 22200), ("ar4-gwp100", 25, 298, 22800),
    ("ar5-gwp100", 28, 265, 23500), ("ar6-gwp100", 27.9, 273, 25200),
])
def test_gwp_100_from_the_second_to_the_sixth_assessment_report(name: str, ch4: float, n2o: float, sf6: float) -> None:
    """IPCC assessment reports, as compiled in globalwarmingpotentials 0.13.2 (CC0)."""
    assert [gwp(name)[gas] for gas in ("CO2", "CH4", "N2O", "SF6")] == [1, ch4, n2o, sf6]


def test_every_value_of_the_compilation_ships_unchanged() -> None:
    """globalwarmingpotentials 0.13.2: eleven sets."""
    shipped: dict[str, dict[str, float]] = {}
    for name, species, value in gwp_table().select("set", "species", "value").iter_rows():
        shipped.setdefault(name, {})[species] = value
    named = {f"{report.lower()}gwp{years}": f"{report.lower()}-gwp{years}" for report in ("SAR", "TAR", "AR4", "AR5", "AR6")
             for years in (20, 100, 500)} | {"ar5ccfgwp100": "ar5-ccf-gwp100", "ar6gtp100": "ar6-gtp100"}
    assert len(data) == 11
    for name, values in data.items():
        assert values.items() <= shipped[named[name.lower()]].items()


@pytest.mark.parametrize(("name", "tonnes"), [
    ("sar-gwp100", 52.0), ("tar-gwp100", 52.6), ("ar4-gwp100", 54.8), ("ar5-gwp100", 54.5), ("ar6-gwp100", 55.2),
])
def test_the_same_gases_under_each_set(name: str, tonnes: float) -> None:
    """1 t CH4 (unspecified) and 0.1 t N2O; derived from the reports' values."""
    assert impacts(name, CH4=1000, N2O=100).total() / 1000 == pytest.approx(tonnes, rel=1e-12)


def test_a_thousand_litres_split_by_gas() -> None:
    """carbonos, worked example: CO2 2,630.7 kg + CH4 0.1 kg + N2O 0.1 kg under AR5 = 2,660.0 kg CO2e."""
    assert impacts("ar5-gwp100", CO2=2630.7, CH4=0.1, N2O=0.1).total() == pytest.approx(2660.0, rel=1e-12)


def test_ar6_gives_methane_three_values() -> None:
    """IPCC AR6 WGI (2021), Table 7.15: 29.8 fossil fugitive and process, 27.0 non-fossil and combustion; 27.9 unspecified."""
    thousand = {"CH4 fossil": 1000, "CH4 non-fossil": 1000, "CH4 combustion": 1000, "CH4": 1000}
    assert impacts("ar6-gwp100", **thousand).frame["amount"].to_list() == pytest.approx([29800, 27000, 27000, 27900], rel=1e-12)


@pytest.mark.parametrize(("name", "value"), [("ar4-gwp100", 2087.5), ("ar5-gwp100", 1923.5), ("ar6-gwp100", 2255.5)])
def test_r_410a_from_its_composition(name: str, value: float) -> None:
    """Half HFC-32 and half HFC-125 (ASHRAE 34), with each report's GWP."""
    assert blend({"HFC-32": 0.5, "HFC-125": 0.5}, name) == pytest.approx(value, rel=1e-12)


INVENTORY = {
    "CO2": 10, "CO2 land use": 2, "CO2 biogenic": 3, "CO2 uptake": 3, "CH4 fossil": 0.1, "CH4 non-fossil": 0.05, "N2O": 0.01,
}


@pytest.mark.parametrize("name", ["ar6-gwp100-iso14067", "ar6-gwp100-ef"])
def test_fossil_biogenic_and_land_use_parts_of_a_footprint(name: str) -> None:
    """ISO 14067 and EN 15804+A2 parts with the AR6 values of EF 3.1: fossil 15.71, biogenic 1.35, land use 2.00, total 19.06.

    Uptake equals release, so that -1/+1 and 0/0 agree.
    """
    got = impacts(name, **INVENTORY)
    parts = [got.total(f"climate change, {part}") for part in ("fossil", "biogenic", "land use")]
    assert parts == pytest.approx([15.71, 1.35, 2.00], rel=1e-12)
    assert got.total() == pytest.approx(19.06, rel=1e-12)


def test_carbon_stored_at_the_gate_tells_the_two_conventions_apart() -> None:
    """Uptake 3 and release 1, so 2 kg stored: biogenic -0.65 under -1/+1 (EN 15804+A2, ISO 14067), +1.35 under 0/0 (EF 3.1)."""
    stored = INVENTORY | {"CO2 biogenic": 1}
    part = "climate change, biogenic"
    assert impacts("ar6-gwp100-iso14067", **stored).total(part) == pytest.approx(-0.65, rel=1e-12)
    assert impacts("ar6-gwp100-ef", **stored).total(part) == pytest.approx(1.35, rel=1e-12)


def test_values_of_ar5_called_ar6_are_refused() -> None:
    """A table in circulation labels CH4 28 and N2O 265 as AR6."""
    with pytest.raises(ReferenceRefused, match=r"labelled 'ar6-gwp100' but CH4 28, N2O 265: they are those of ar5-gwp100"):
        check_label("ar6-gwp100", {"CH4": 28.0, "N2O": 265.0})
    rows = pl.DataFrame({
        "category": "climate change", "flow": ["CH4", "N2O"], "factor": [28.0, 265.0], "flow_unit": "kg", "unit": "kg CO2e",
    })
    with pytest.raises(ReferenceRefused, match="those of ar5-gwp100"):
        Method.of(rows, "AR6 GWP100, our table")


def test_ar5_with_climate_carbon_feedback_is_a_set_of_its_own() -> None:
    """CH4 34 is AR5 with feedback, a known wrong choice where AR5 is asked for."""
    assert gwp("ar5-ccf-gwp100")["CH4"] == 34
    with pytest.raises(ReferenceRefused, match="those of ar5-ccf-gwp100"):
        check_label("ar5-gwp100", {"CH4": 34.0, "N2O": 298.0})


def test_the_corrected_sulfur_hexafluoride_is_an_edition_of_its_own_and_marked() -> None:
    """First print of AR6 25,200; corrected 24,300, not checked against the corrigendum."""
    assert gwp("ar6-gwp100")["SF6"] == 25200
    assert "SF6: IPCC AR6 WGI, Table 7.SM.7 as corrected (unverified)" in gwp_source("ar6-corrected-gwp100")
