"""A ProductFootprint keeps the data model of PACT 3.0.3: what is required, signs, exact sums, dates, claims."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.errors import UnknownName
from lizero.exchange.pact import UNITS, Declared, check_footprint, product_footprint, text_of

WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DECIMAL = {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
URNS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "pattern": "^([uU][rR][nN]):"}}
TEXT = {"type": "string", "minLength": 1}
PCF: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "required": ["declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit", "referencePeriodStart", "referencePeriodEnd",
                 "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "fossilCarbonContent", "fossilGhgEmissions",
                 "ipccCharacterizationFactors", "crossSectoralStandards", "exemptedEmissionsPercent"],
    "properties": {
        "declaredUnitOfMeasurement": {"enum": ["liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer",
                                               "square meter", "piece", "hour", "megabit second"]},
        **dict.fromkeys((
            "declaredUnitAmount", "productMassPerDeclaredUnit", "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake",
            "fossilCarbonContent", "fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions", "biogenicCO2Uptake",
            "aircraftGhgEmissions", "exemptedEmissionsPercent", "primaryDataShare"), DECIMAL),
        "referencePeriodStart": MOMENT, "referencePeriodEnd": MOMENT,
        "geographyCountry": {"pattern": "^[A-Z]{2}$"}, "geographyCountrySubdivision": {"pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"},
        "boundaryProcessesDescription": {"type": "string"}, "allocationRulesDescription": {"type": "string"},
        "packagingEmissionsIncluded": {"type": "boolean"}, "ccsTechnologicalCO2CaptureIncluded": {"type": "boolean"},
        "ipccCharacterizationFactors": {"type": "array", "minItems": 1, "items": {"pattern": r"^AR\d+$"}},
        "crossSectoralStandards": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "secondaryEmissionFactorSources": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name", "version"]}},
        "dqi": {"type": "object", "required": ["technologicalDQR", "geographicalDQR", "temporalDQR"], "additionalProperties": DECIMAL},
        "verification": {"type": "object"},
    },
}
MODEL: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "required": ["id", "specVersion", "created", "status", "companyName", "companyIds", "productDescription", "productIds",
                 "productNameCompany", "pcf"],
    "properties": {
        "id": {"pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}, "specVersion": {"pattern": r"^\d+\.\d+\.\d+(-\d{8})?$"},
        "created": MOMENT, "status": {"enum": ["Active", "Deprecated"]}, "validityPeriodStart": MOMENT, "validityPeriodEnd": MOMENT,
        "companyName": TEXT, "companyIds": URNS, "productDescription": {"type": "string"}, "productIds": URNS,
        "productNameCompany": TEXT, "pcf": PCF,
    },
}
"""The data model as its specification tells it, for what a declaration here may state."""


def declared(**changes: Any) -> Declared:
    return Declared(**{"company": "Salar", "product": "lithium carbonate", "start": date(2025, 1, 1), "end": date(2025, 12, 31),
                       "fossil": 5.2, "carbon": 0.16256, "geography": "CL", **changes})


def footprint(**changes: Any) -> dict[str, Any]:
    return product_footprint(declared(**changes), created=WHEN)


amounts = st.floats(0, 1e6, allow_nan=False)


@given(fossil=amounts, land=amounts, other=amounts, uptake=amounts, unit=st.sampled_from(sorted(UNITS)),
       names=st.tuples(st.text(min_size=1), st.text(min_size=1)), place=st.sampled_from(["CL", "AU-WA", "CN-GRID-EAST", "WORLD", "", "EU"]))
def test_every_declaration_is_valid_and_its_totals_are_exact_sums(
    fossil: float, land: float, other: float, uptake: float, unit: str, names: tuple[str, str], place: str,
) -> None:
    made = footprint(fossil=fossil, land_use=land, biogenic=other, uptake=-uptake, unit=unit, company=names[0], product=names[1], geography=place)
    jsonschema.validate(made, MODEL)
    assert check_footprint(made) == ()
    pcf = made["pcf"]
    parts = sum(Decimal(pcf[n]) for n in ("fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions"))
    assert Decimal(pcf["pcfExcludingBiogenicUptake"]) == parts
    assert Decimal(pcf["pcfIncludingBiogenicUptake"]) == parts + Decimal(pcf["biogenicCO2Uptake"])
    assert not any(c in v for v in pcf.values() if isinstance(v, str) and v[:1].isdigit() and "T" not in v for c in "eE")


def test_the_published_minimal_document_is_accepted() -> None:
    pcf = {"declaredUnitOfMeasurement": "kilogram", "declaredUnitAmount": "1", "productMassPerDeclaredUnit": "1",
           "referencePeriodStart": "2025-01-01T00:00:00Z", "referencePeriodEnd": "2026-01-01T00:00:00Z", "geographyCountry": "CL",
           "pcfExcludingBiogenicUptake": "5.2", "pcfIncludingBiogenicUptake": "5.2", "fossilGhgEmissions": "5.2", "fossilCarbonContent": "0.1625",
           "packagingEmissionsIncluded": False, "ccsTechnologicalCO2CaptureIncluded": False, "primaryDataShare": "61.5",
           "ipccCharacterizationFactors": ["AR6"], "crossSectoralStandards": ["ISO14067", "PACT-3.0"], "exemptedEmissionsPercent": "1.2"}
    document = {"id": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "specVersion": "3.0.3", "created": "2026-03-01T00:00:00Z", "status": "Active",
                "companyName": "Example", "companyIds": ["urn:pact:lithium.example:supplier-id:1"], "productDescription": "Li2CO3",
                "productIds": ["urn:pact:cas.org:substance-number:554-13-2"], "productNameCompany": "LC-BG", "pcf": pcf}
    assert check_footprint(document) == ()


def test_periods_are_half_open_and_valid_for_three_years() -> None:
    made = footprint()
    assert made["pcf"]["referencePeriodEnd"] == made["validityPeriodStart"] == "2026-01-01T00:00:00Z"
    assert made["validityPeriodEnd"] == "2029-01-01T00:00:00Z"
    assert footprint(end=date(2024, 2, 28))["validityPeriodEnd"] == "2027-02-28T00:00:00Z"


def test_the_same_content_has_the_same_id_and_another_has_another() -> None:
    later = product_footprint(declared(), created=WHEN.replace(year=2027))
    assert later["id"] == footprint()["id"] != footprint(fossil=5.3)["id"]
    assert text_of(later) != text_of(footprint())
    assert json.loads(text_of(later)) == later


def test_places_are_told_as_the_model_names_them() -> None:
    found = {code: {k for k in footprint(geography=code)["pcf"] if k.startswith("geography")} for code in ("AU-WA", "AU-WA-SWIS", "CL", "WORLD")}
    assert found == {"AU-WA": {"geographyCountrySubdivision"}, "AU-WA-SWIS": {"geographyCountry"}, "CL": {"geographyCountry"}, "WORLD": set()}


@pytest.mark.parametrize(("change", "told"), [
    ({"pcf.fossilGhgEmissions": "-1"}, "wrong sign"), ({"pcf.biogenicCO2Uptake": "10"}, "wrong sign"),
    ({"pcf.declaredUnitAmount": "5abc"}, "no decimal"), ({"pcf.declaredUnitAmount": "0"}, "above zero"),
    ({"pcf.pcfExcludingBiogenicUptake": "5.3"}, "not the sum"), ({"pcf.pcfIncludingBiogenicUptake": "1"}, "with the uptake"),
    ({"pcf.fossilGhgEmissions": "5.2e0"}, "no decimal"), ({"companyIds": ["salar"]}, "no URN"),
    ({"pcf.referencePeriodStart": "2027-01-01T00:00:00Z"}, "not after its start"), ({"validityPeriodEnd": "2031-01-01T00:00:00Z"}, "3 years"),
    ({"validityPeriodStart": "2025-06-01T00:00:00Z"}, "before the end"), ({"pcf.exemptedEmissionsPercent": "120"}, "0 to 100"),
    ({"pcf.geographyCountrySubdivision": "CL-AN"}, "one place"), ({"pcf.crossSectoralStandards": ["PACT-3.0"]}, "primaryDataShare is not stated"),
    ({"pcf.fossilCarbonContent": None}, "required"), ({"companyName": ""}, "required"), ({"pcf": None}, "required"),
])
def test_a_broken_document_is_told_where_and_how(change: dict[str, Any], told: str) -> None:
    made = footprint()
    for path, value in change.items():
        held, name = (made["pcf"], path[4:]) if path.startswith("pcf.") else (made, path)
        held[name] = value
        if value is None:
            del held[name]
    assert any(told in f.message for f in check_footprint(made)), check_footprint(made)


def test_a_unit_that_the_model_has_not_is_refused() -> None:
    with pytest.raises(UnknownName, match="kWh"):
        footprint(unit="kWh LHV")
