"""A product's carbon footprint as a PACT ProductFootprint (data model 3.0), and the rules that such a document keeps.

    excluding = fossil + land-use change + biogenic other than CO2        including = excluding + uptake (negative)

Values are for one declared unit. Figures are decimal texts without an exponent; the two totals are the exact sums of the
parts as printed. Source: PACT data exchange protocol 3.0.3 and its methodology, version 3.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lizero.errors import Finding, UnknownName
from lizero.lca.validity import VALID_YEARS, ends_before

__all__ = ["Declared", "check_footprint", "product_footprint", "text_of"]

SPEC = "3.0.3"
UNITS = {
    "kg": "kilogram", "L": "liter", "m3": "cubic meter", "kWh": "kilowatt hour", "MJ": "megajoule", "t.km": "ton kilometer",
    "m2": "square meter", "1": "piece", "h": "hour",
}
NAMESPACE = uuid.UUID("6f0a7c6e-33f1-5c0b-9a0e-6c1f6d0e8a51")
_URN = re.compile(r"^urn:[a-z0-9][a-z0-9-]{0,31}:\S+$", re.IGNORECASE)
_DIGITS = 12
_DECIMAL = re.compile(r"^[+-]?\d+(\.\d+)?$")
_MUST = ("id", "specVersion", "created", "status", "companyName", "companyIds", "productDescription", "productIds", "productNameCompany", "pcf")
_MUST_PCF = (
    "declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit", "referencePeriodStart", "referencePeriodEnd",
    "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "fossilCarbonContent", "fossilGhgEmissions", "ipccCharacterizationFactors",
    "crossSectoralStandards", "exemptedEmissionsPercent",
)
_SHALL = ("packagingEmissionsIncluded", "ccsTechnologicalCO2CaptureIncluded", "primaryDataShare")
_INCLUDED = {"packagingEmissionsIncluded": "packagingGhgEmissions", "ccsTechnologicalCO2CaptureIncluded": "ccsTechnologicalCO2Capture"}
_POSITIVE = (
    "fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions", "aircraftGhgEmissions", "fossilCarbonContent",
    "biogenicCarbonContent", "recycledCarbonContent", "packagingGhgEmissions", "outboundLogisticsGhgEmissions",
)
_NEGATIVE = ("biogenicCO2Uptake", "ccsTechnologicalCO2Capture", "technologicalCO2Removals", "landManagementBiogenicCO2Removals")
_ADDED = ("fossilGhgEmissions", "landUseChangeGhgEmissions", "landManagementBiogenicCO2Emissions", "landManagementBiogenicCO2Removals",
          "technologicalCO2Removals", "ccsTechnologicalCO2Capture", "biogenicNonCO2Emissions")


@dataclass(frozen=True)
class Declared:
    """What a footprint document states of a product; kg CO2e, kg carbon and kg for one declared `unit`.

    `fossil` holds what exists only as CO2e too. `uptake` is negative. `carbon`: fossil carbon held by the product. `exempted`:
    per cent of the footprint that is left out. `packaging`, `capture`: whether packaging, and capture of CO2, are in it; None is not
    stated. `ratings`: DQR 1 to 5 by technology, geography, time. Ids are URNs; without one, a UUID that follows from the names stands.
    """

    company: str
    product: str
    start: date
    end: date
    fossil: float
    land_use: float = 0.0
    biogenic: float = 0.0
    uptake: float = 0.0
    aircraft: float = 0.0
    carbon: float = 0.0
    exempted: float = 0.0
    unit: str = "kg"
    mass: float = 1.0
    geography: str = ""
    gwp: str = "ar6-gwp100"
    description: str = ""
    boundary: str = ""
    allocation: str = ""
    company_ids: tuple[str, ...] = ()
    product_ids: tuple[str, ...] = ()
    standards: tuple[str, ...] = ("ISO14067",)
    sources: tuple[tuple[str, str], ...] = ()
    primary: float | None = None
    packaging: bool | None = None
    capture: bool | None = None
    ratings: Mapping[str, float | None] = field(default_factory=dict)
    verification: Mapping[str, str] = field(default_factory=dict)


def product_footprint(d: Declared, *, created: datetime) -> dict[str, Any]:
    """The ProductFootprint of `d`; what is not stated is left out. Its id follows from its content.

    Raises UnknownName for a declared unit that the data model has not.

    >>> from datetime import UTC, date, datetime
    >>> made = product_footprint(Declared("Salar", "Li2CO3", date(2025, 1, 1), date(2025, 12, 31), 5.2, uptake=-0.1, carbon=0.1626),
    ...                          created=datetime(2026, 3, 1, tzinfo=UTC))
    >>> made["pcf"]["pcfExcludingBiogenicUptake"], made["pcf"]["pcfIncludingBiogenicUptake"], check_footprint(made)
    ('5.2', '5.1', ())
    """
    if d.unit not in UNITS:
        raise UnknownName("declared unit of PACT", d.unit, UNITS)
    ends = d.end + timedelta(days=1)
    told = {
        "specVersion": SPEC, "status": "Active", "validityPeriodStart": _moment(ends), "validityPeriodEnd": _moment(ends_before(d.end)),
        "companyName": d.company, "companyIds": list(d.company_ids) or [_own_id("company", d.company)],
        "productDescription": d.description or d.product, "productIds": list(d.product_ids) or [_own_id("product", d.company, d.product)],
        "productNameCompany": d.product, "pcf": _pcf(d, ends),
    }
    made = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"id": str(uuid.uuid5(NAMESPACE, text_of(told))), "created": made, **told}


def text_of(document: Mapping[str, Any]) -> str:
    """A document as JSON text: the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _pcf(d: Declared, ends: date) -> dict[str, Any]:
    parts = {"fossilGhgEmissions": d.fossil, "landUseChangeGhgEmissions": d.land_use, "biogenicNonCO2Emissions": d.biogenic}
    printed = {name: _decimal(value) for name, value in parts.items()}
    uptake = _decimal(d.uptake)
    excluding = sum((Decimal(p) for p in printed.values()), Decimal(0))
    held: dict[str, Any] = {
        "declaredUnitOfMeasurement": UNITS[d.unit], "declaredUnitAmount": "1", "productMassPerDeclaredUnit": _decimal(d.mass),
        "referencePeriodStart": _moment(d.start), "referencePeriodEnd": _moment(ends), **_geography(d.geography),
        "pcfExcludingBiogenicUptake": _plain(excluding), "pcfIncludingBiogenicUptake": _plain(excluding + Decimal(uptake)),
        "biogenicCO2Uptake": uptake, **printed, "aircraftGhgEmissions": _decimal(d.aircraft), "fossilCarbonContent": _decimal(d.carbon),
        "ccsTechnologicalCO2CaptureIncluded": d.capture, "packagingEmissionsIncluded": d.packaging,
        "ipccCharacterizationFactors": [d.gwp.split("-")[0].upper()], "crossSectoralStandards": list(d.standards),
        "exemptedEmissionsPercent": _decimal(d.exempted), "boundaryProcessesDescription": d.boundary,
        "allocationRulesDescription": d.allocation, "secondaryEmissionFactorSources": [{"name": n, "version": v} for n, v in d.sources],
        "primaryDataShare": None if d.primary is None else _decimal(d.primary), "dqi": _ratings(d.ratings), "verification": dict(d.verification),
    }
    return {k: v for k, v in held.items() if v is not None and v not in ("", [], {})}


def _ratings(given: Mapping[str, float | None]) -> dict[str, str]:
    names = {"technology": "technologicalDQR", "geography": "geographicalDQR", "time": "temporalDQR"}
    known = {names[k]: _decimal(round(v, 4)) for k, v in given.items() if k in names and v is not None}
    return known if len(known) == len(names) else {}


def _geography(code: str) -> dict[str, str]:
    """The province where the code is one, else the country; nothing for the world or a region that the model does not name."""
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
        return {"geographyCountrySubdivision": code}
    country = code.split("-")[0]
    return {"geographyCountry": country} if re.fullmatch(r"[A-Z]{2}", country) else {}


def _own_id(*names: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(31).join(names))}"


def _decimal(value: float) -> str:
    return _plain(Decimal(f"{value:.{_DIGITS}g}"))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _moment(day: date) -> str:
    return datetime.combine(day, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_footprint(document: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Where a ProductFootprint breaks the data model or its rules: what is lacking, signs, sums, dates, and what PACT-3.0 asks."""
    pcf = document.get("pcf") if isinstance(document.get("pcf"), Mapping) else {}
    assert isinstance(pcf, Mapping)
    found = [_lacks("", name) for name in _MUST if document.get(name) in (None, "", [], {})]
    found += [_lacks("pcf › ", name) for name in _MUST_PCF if pcf.get(name) in (None, "", [])]
    return (*found, *_ids(document), *_signs(pcf), *_sums(pcf), *_dates(document, pcf), *_ranges(pcf), *_capture(pcf), *_claims(pcf))


def _lacks(where: str, name: str) -> Finding:
    return Finding(f"{where}{name}", "pact.missing", f"{name} is required and not stated", "state it in declaration.toml")


def _broken(where: str, message: str, hint: str = "") -> Finding:
    return Finding(where, "pact.rule", message, hint)


def _ids(document: Mapping[str, Any]) -> Iterator[Finding]:
    for name in ("companyIds", "productIds", "productClassifications"):
        for id in document.get(name) or ():
            if not _URN.match(str(id)):
                yield _broken(name, f"{id!r} is no URN", "write it as urn:<namespace>:<id>, such as urn:gtin:04012345678901")


def _value(pcf: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        return Decimal(str(pcf[name])) if name in pcf and _DECIMAL.match(str(pcf[name])) else None
    except InvalidOperation:
        return None


def _signs(pcf: Mapping[str, Any]) -> Iterator[Finding]:
    for name in (*_POSITIVE, *_NEGATIVE, "declaredUnitAmount", "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake"):
        value = _value(pcf, name)
        if name in pcf and value is None:
            yield _broken(f"pcf › {name}", f"{pcf[name]!r} is no decimal without an exponent")
        elif value is not None and ((name in _POSITIVE and value < 0) or (name in _NEGATIVE and value > 0)):
            yield _broken(f"pcf › {name}", f"{value} has the wrong sign", "emissions and contents are positive, removals negative")
        elif name == "declaredUnitAmount" and value is not None and value <= 0:
            yield _broken(f"pcf › {name}", f"{value} must be above zero")


def _sums(pcf: Mapping[str, Any]) -> Iterator[Finding]:
    whole, both = _value(pcf, "pcfExcludingBiogenicUptake"), _value(pcf, "pcfIncludingBiogenicUptake")
    parts = sum(((_value(pcf, name) or Decimal(0)) for name in _ADDED), Decimal(0))
    if whole is not None and abs(whole - parts) > Decimal("1e-9") * max(abs(whole), Decimal(1)):
        yield _broken("pcf › pcfExcludingBiogenicUptake", f"{whole} is not the sum of its parts, {_plain(parts)}")
    uptake = _value(pcf, "biogenicCO2Uptake") or Decimal(0)
    if whole is not None and both is not None and abs(both - whole - uptake) > Decimal("1e-9") * max(abs(whole), Decimal(1)):
        yield _broken("pcf › pcfIncludingBiogenicUptake", f"{both} is not {whole} with the uptake {uptake}")


def _dates(document: Mapping[str, Any], pcf: Mapping[str, Any]) -> Iterator[Finding]:
    start, end = str(pcf.get("referencePeriodStart", "")), str(pcf.get("referencePeriodEnd", ""))
    if start and end and not start < end:
        yield _broken("pcf › referencePeriodEnd", f"the period ends {end}, not after its start {start}")
    valid, until = document.get("validityPeriodStart"), document.get("validityPeriodEnd")
    if valid and end and str(valid) < end:
        yield _broken("validityPeriodStart", f"{valid} lies before the end of the reference period, {end}")
    if until and end and str(until) > f"{int(end[:4]) + VALID_YEARS:04d}{end[4:]}":
        yield _broken("validityPeriodEnd", f"{until} lies more than {VALID_YEARS} years after the reference period, {end}")


def _ranges(pcf: Mapping[str, Any]) -> Iterator[Finding]:
    limits = {"exemptedEmissionsPercent": (0, 100), "primaryDataShare": (0, 100)}
    told = {**pcf, **(pcf.get("dqi") or {})}
    for name, (low, high) in {**limits, "technologicalDQR": (1, 5), "geographicalDQR": (1, 5), "temporalDQR": (1, 5)}.items():
        value = _value(told, name)
        if name in told and (value is None or not low <= value <= high):
            yield _broken(f"pcf › {name}", f"{told[name]!r} does not lie from {low} to {high}")
    places = [n for n in ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision") if n in pcf]
    if len(places) > 1:
        yield _broken("pcf › geography", f"one place may be named; found {', '.join(places)}")


def _capture(pcf: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether what is said of packaging and captured CO2 agrees with the figures beside it."""
    for said, figure in _INCLUDED.items():
        if pcf.get(said) is False and figure in pcf:
            yield _broken(f"pcf › {figure}", f"{said} is false and {figure} is stated", "take the figure away, or say that it is included")
    if pcf.get("ccsTechnologicalCO2CaptureIncluded") is True and "ccsTechnologicalCO2Capture" not in pcf:
        yield _lacks("pcf › ", "ccsTechnologicalCO2Capture")


def _claims(pcf: Mapping[str, Any]) -> Iterator[Finding]:
    """What the claim PACT-3.0 asks for beyond the schema."""
    if "PACT-3.0" not in (pcf.get("crossSectoralStandards") or ()):
        return
    for name in _SHALL:
        if name not in pcf:
            yield _broken(f"pcf › {name}", f"PACT-3.0 is claimed and {name} is not stated", "state it, or do not claim PACT-3.0")
    exempted = _value(pcf, "exemptedEmissionsPercent")
    if exempted is not None and exempted > 3:
        yield _broken("pcf › exemptedEmissionsPercent", f"PACT-3.0 is claimed and {exempted} % is left out; at most 3 %")
