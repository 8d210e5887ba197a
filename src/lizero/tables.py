"""The tables by which every room of lizero talks to every other. A newcomer reads this file first.

Seven tables carry the numbers: what was used (`ACTIVITY`), what a unit of it emits (`FACTORS`), what a unit process
exchanges (`EXCHANGES`), what went to nature (`FLOWS`), what a flow does (`METHOD`), what came of it (`IMPACTS`), and
what is planned (`PATH`). Registers say what the ids in them mean.

Emissions and extractions are both positive; the compartment (air, water, soil, resource) tells them apart. A
geography is an ISO 3166-1 or -2 code or a named grid below one (``AU-WA-SWIS``). Dates are inclusive on both ends.
"""

from __future__ import annotations

from lizero.schema import Column, Table
from lizero.vocab import CATEGORIES, COMPARTMENTS, STAGES, TRANSFORMATIONS

__all__ = ["REGISTERS", "SEVEN", "TABLES", *(
    "ACTIVITY", "FACTORS", "EXCHANGES", "FLOWS", "METHOD", "IMPACTS", "PATH",
    "ORGANISATIONS", "OWNERSHIP", "SITES", "SOURCES", "INSTRUMENTS", "PRODUCTS", "PROCESSES", "ELEMENTARY",
    "PARAMETERS", "PROXIES", "EVIDENCE",
)]

STATUS = ("checked", "computed", "unverified", "own")
BASES = ("location", "market", "none")


def _text(name: str, about: str, example: str = "", **more: object) -> Column:
    return Column(name, "text", about, example=example, **more)  # type: ignore[arg-type]


def _number(name: str, about: str, example: str = "", **more: object) -> Column:
    return Column(name, "number", about, example=example, **more)  # type: ignore[arg-type]


def _date(name: str, about: str, example: str = "", **more: object) -> Column:
    return Column(name, "date", about, example=example, **more)  # type: ignore[arg-type]


_START = _date("start", "first day of the period", "2025-01-01", required=True)
_END = _date("end", "last day of the period, counted", "2025-01-31", required=True)
_FROM = _date("valid_from", "first day on which it holds; blank: from the beginning", "2025-01-01")
_TO = _date("valid_to", "last day on which it holds; blank: until further notice", "2025-12-31")
_STATUS = _text("status", "how well the figure is known", "checked", choices=STATUS)
_GEOGRAPHY = _text("geography", "ISO 3166 code or a named grid below one", "CN-SC")

ACTIVITY = Table("ACTIVITY", "a measured use, output or release", (
    _text("record", "the row's own id", "kwinana/gas/2025-01", required=True, key=True),
    _text("organisation", "legal entity; blank: the site's", "salar-chem"),
    _text("site", "site id, as in SITES", "kwinana", required=True),
    _text("source", "meter, tank, invoice stream or stack, as in SOURCES", "kiln-2"),
    _text("process", "unit process within the site", "calcination"),
    _text("category", "what kind of activity it is", "stationary combustion", required=True, choices=CATEGORIES),
    _text("flow", "what is used, made or released", "natural gas", required=True),
    _number("quantity", "how much, in the row's unit", "1250.5", required=True),
    _text("unit", "unit with its basis where one is needed: GJ (GCV), Nm3, t", "GJ (GCV)", required=True),
    _START,
    _END,
    _text("provider", "supplier, or the own site that it comes from", "goldfields-gas"),
    _text("method", "how it was measured: metered, invoice, weighed, calculated, estimated, supplier, spend", "metered"),
    _text("evidence", "evidence id, as in EVIDENCE", "inv-2025-0117"),
    Column("quality", "integer", "data-quality score, 1 best to 5", example="2", minimum=1),
    _number("uncertainty", "half of the 95 % interval over the value", "0.05", minimum=0),
    _text("note", "a remark", ""),
))

FACTORS = Table("FACTORS", "an emission factor of one flow for one unit of an activity", (
    _text("id", "the factor's own id", "nga:diesel_oil_stationary:gj_gcv:co2", required=True, key=True),
    _text("library", "library it belongs to", "au-nga", required=True),
    _text("edition", "edition of the library", "2025", required=True),
    _text("category", "category of activity it serves, as in ACTIVITY", "stationary combustion", required=True),
    _text("activity", "what is used, as ACTIVITY's flow", "diesel", required=True),
    _text("name", "the publisher's own name of the row", "Diesel oil"),
    _text("unit", "unit of the activity, with its basis", "GJ (GCV)", required=True),
    _text("flow", "elementary flow, as in ELEMENTARY", "CO2", required=True),
    _text("compartment", "where the flow goes to or comes from", "air", choices=COMPARTMENTS),
    _number("amount", "quantity of the flow for one unit; blank is missing, not zero", "69.9"),
    _text("flow_unit", "unit of the flow", "kg", required=True),
    _GEOGRAPHY,
    _FROM,
    _TO,
    _text("family", "what the factor may serve: statistical, ets, life-cycle, residual, supplier", "statistical"),
    _text("boundary", "what it covers: combustion, generation, cradle-to-gate, well-to-tank", "combustion"),
    _text("gwp_set", "the GWP set it is frozen to, when the flow is CO2e", "ar5-gwp100"),
    _text("publisher", "who published it", "DCCEEW"),
    _text("table", "table or row in the publication", "Table 8"),
    _text("licence", "licence under which it ships", "CC BY 4.0"),
    _STATUS,
    _number("uncertainty", "half of the 95 % interval over the value", "0.1", minimum=0),
    _text("reason", "why the user's own figure stands here, or why it leaves the sanity band", ""),
))

EXCHANGES = Table("EXCHANGES", "an input or output of a unit process", (
    _text("exchange", "the exchange's own stable id", "lioh-cn/electricity", required=True, key=True),
    _text("process", "process id, as in PROCESSES", "lioh-cn", required=True),
    _text("kind", "what it is to the process", "input", required=True,
          choices=("product", "co-product", "input", "waste", "avoided", "elementary")),
    Column("reference", "flag", "yes for the one exchange that the process is named after", example="no"),
    _text("flow", "product, waste or elementary flow", "electricity, CN", required=True),
    _text("provider", "process that supplies it (or treats it); blank: the only one that makes the flow", "grid-cn"),
    _number("amount", "quantity, positive in the direction its kind says", "3.5"),
    _text("formula", "arithmetic over PARAMETERS, instead of an amount", "1 / recovery"),
    _text("unit", "unit of the amount", "kWh", required=True),
    _text("compartment", "for an elementary flow: air, water, soil, resource", "air", choices=COMPARTMENTS),
    _number("share", "allocation share of an output of a process with several", "0.85", minimum=0),
    _text("distribution", "none, lognormal, normal, triangular, uniform", "lognormal",
          choices=("none", "lognormal", "normal", "triangular", "uniform")),
    _number("spread", "sigma of the logarithm (lognormal) or standard deviation (normal)", "0.1", minimum=0),
    _number("low", "lower bound (triangular, uniform)", ""),
    _number("high", "upper bound (triangular, uniform)", ""),
    _text("pedigree", "five scores: reliability, completeness, time, place, technology", "2,3,1,2,3"),
    _text("source", "publication with table or page", "Kelly et al. 2021, Table 3"),
    _STATUS,
    _text("note", "a remark", ""),
    _text("gwp_set", "the GWP set it is frozen to, when the flow is CO2e", "ar6-gwp100"),
    _text("share_formula", "arithmetic over PARAMETERS, instead of a share", "param / 100"),
))

FLOWS = Table("FLOWS", "an elementary flow: who, where, when, which, how much", (
    _text("holder", "organisation, site or product that it is counted for", "salar-group", required=True),
    _text("organisation", "legal entity where it arises", "salar-chem"),
    _text("site", "site where it arises", "kwinana"),
    _text("source", "meter, tank, stack", "kiln-2"),
    _text("process", "unit process", "calcination"),
    _text("record", "the ACTIVITY row it comes from", "kwinana/gas/2025-01"),
    _text("factor", "the FACTORS row it was made with; blank: measured", "nga:gas:co2"),
    _START,
    _END,
    _text("scope", "1, 2, 3; blank: outside the scopes", "1", choices=("1", "2", "3")),
    _text("category", "category of activity", "stationary combustion"),
    _text("flow", "elementary flow", "CO2", required=True),
    _text("compartment", "air, water, soil, resource", "air", choices=COMPARTMENTS),
    _GEOGRAPHY,
    _number("amount", "quantity of the flow, before the holder's share", "87406.2", required=True),
    _text("unit", "the flow's own unit", "kg", required=True),
    _text("basis", "location or market for purchased energy and what derives from it", "none", choices=BASES),
    _number("share", "the holder's share of it", "1.0", minimum=0),
    _text("gwp_set", "the GWP set it is frozen to, when the flow is CO2e", "ar5-gwp100"),
    _STATUS,
))

METHOD = Table("METHOD", "a characterisation factor", (
    _text("method", "method id", "ar6-gwp100", required=True, key=True),
    _text("implementation", "edition of the method's data", "globalwarmingpotentials 0.13.2"),
    _text("category", "impact category", "climate change", required=True, key=True),
    _text("flow", "elementary flow", "CH4", required=True, key=True),
    _text("compartment", "air, water, soil, resource", "air", key=True, choices=COMPARTMENTS),
    Column("geography", "text", "where it holds; blank: everywhere", key=True),
    _number("factor", "impact for one unit of the flow", "27.9", required=True),
    _text("flow_unit", "unit of the flow", "kg", required=True),
    _text("unit", "unit of the impact", "kg CO2e", required=True),
))

IMPACTS = Table("IMPACTS", "a characterised flow", (
    *(c for c in FLOWS.columns if c.name not in ("unit", "amount")),
    _text("method", "method id", "ar6-gwp100", required=True),
    _text("impact", "impact category", "climate change", required=True),
    _number("amount", "impact, before the holder's share; blank: not assessed", "87406.2"),
    _text("unit", "unit of the impact", "kg CO2e", required=True),
))

PATH = Table("PATH", "a value in a plan", (
    _text("scenario", "scenario id", "net-zero-2050", required=True, key=True),
    Column("year", "integer", "calendar year", required=True, key=True, example="2035"),
    _text("site", "site id", "kwinana", key=True),
    _text("source", "source the lever acts on", "kiln-2", key=True),
    _text("lever", "lever id; blank: the baseline", "L014", key=True),
    _text("category", "what is counted", "emissions", required=True, key=True),
    _number("amount", "value in the unit of the category", ""),
    _number("cost", "cost in the plan's currency", ""),
))

ORGANISATIONS = Table("ORGANISATIONS", "a legal entity", (
    _text("organisation", "its id", "salar-chem", required=True, key=True),
    _text("name", "its name", "Salar Chemicals Pty Ltd", required=True),
    _GEOGRAPHY,
    _text("note", "a remark", ""),
    _text("name_zh", "its name in Chinese, for Chinese documents", "盐湖化学有限公司"),
    _text("name_es", "its name in Spanish, for Spanish documents", "Química del Salar S. A."),
))

OWNERSHIP = Table("OWNERSHIP", "an interest of one entity in another, for a time", (
    _text("holder", "who holds", "salar-group", required=True, key=True),
    _text("held", "what is held", "mine-jv", required=True, key=True),
    _number("share", "economic interest, 0 to 1", "0.51", required=True, minimum=0),
    _text("relation", "what the interest is", "joint venture", required=True,
          choices=("subsidiary", "joint venture", "associate", "investment", "franchise")),
    _text("control", "financial control by the holder", "joint", required=True, choices=("sole", "joint", "none")),
    Column("operator", "flag", "yes when the holder operates it", required=True, example="yes"),
    Column("start", "date", "first day; blank: from the beginning", key=True, example="2021-01-01"),
    _date("end", "last day; blank: until further notice", ""),
    _text("evidence", "evidence id", "jv-agreement"),
))

SITES = Table("SITES", "a place with activity", (
    _text("site", "its id", "kwinana", required=True, key=True),
    _text("organisation", "the legal entity that owns its record", "salar-chem", required=True),
    _text("name", "its name", "Kwinana hydroxide refinery", required=True),
    _text("geography", "ISO 3166 code", "AU-WA", required=True),
    _text("grid", "named grid, when electricity needs a finer place", "AU-WA-SWIS"),
    _text("stage", "stage of the chain", "refining", choices=STAGES),
    _date("start", "first day of operation", "2021-01-01"),
    _date("end", "last day of operation", ""),
    _number("longitude", "degrees east of Greenwich, for the map of sites; blank: not on the map", "115.8", minimum=-180, maximum=180),
    _number("latitude", "degrees north of the equator", "-32.2", minimum=-90, maximum=90),
    _text("name_zh", "its name in Chinese, for Chinese documents", "奎纳纳氢氧化锂工厂"),
    _text("name_es", "its name in Spanish, for Spanish documents", "Refinería de hidróxido de Kwinana"),
))

SOURCES = Table("SOURCES", "a meter, tank, stack or invoice stream", (
    _text("source", "its id", "kiln-2", required=True, key=True),
    _text("site", "site id", "kwinana", required=True, key=True),
    _text("name", "its name", "Calciner 2 gas meter"),
    _text("flow", "what it measures", "natural gas"),
    _text("unit", "unit of its readings", "GJ (GCV)"),
    _text("frequency", "how often a reading is expected", "monthly", choices=("daily", "monthly", "quarterly", "yearly")),
    _text("process", "unit process it serves; blank: shared", "calcination"),
    _text("stack", "source that measures what leaves with its flue gas; blank: none", "stack-1"),
))

INSTRUMENTS = Table("INSTRUMENTS", "an energy attribute certificate, contract or supplier rate", (
    _text("instrument", "its id", "gec-2025-001", required=True, key=True),
    _text("kind", "what it is", "GEC", required=True,
          choices=("GEC", "I-REC", "GO", "REC", "LGC", "PPA", "direct line", "supplier rate")),
    _text("market", "market in which it may be used", "CN", required=True),
    _text("site", "site it is allocated to", "suining"),
    _number("quantity", "energy covered", "1000", required=True, minimum=0),
    _text("unit", "unit of the energy", "MWh", required=True),
    _date("vintage", "month of generation (its first day)", "2025-03-01"),
    _number("factor", "kg CO2e for one unit of the energy", "0", minimum=0),
    _text("retired_for", "organisation for which it was retired", "salar-sichuan"),
    _date("retired_on", "day of retirement", "2026-01-20"),
    _START,
    _END,
    *(_text(f"gate_{n}", about, "ev-12") for n, about in enumerate((
        "evidence: conveys the attribute claim", "evidence: the only instrument with that claim",
        "evidence: tracked and retired for the reporter", "evidence: vintage close to the consumption",
        "evidence: same market", "evidence: supplier rate is delivered to the customer",
        "evidence: rules of direct lines and purchases", "evidence: residual mix, or its absence disclosed"), start=1)),
))

PRODUCTS = Table("PRODUCTS", "a product, in words that a customer knows", (
    _text("product", "its id, as ACTIVITY's flow", "lithium hydroxide monohydrate", required=True, key=True),
    _text("name", "product, grade, route, place", "lithium hydroxide monohydrate, battery grade", required=True),
    _text("unit", "unit in which it is counted", "kg", required=True),
    _number("lithium", "kg lithium in one kg", "0.1654", minimum=0),
    _number("energy", "MJ of energy in one kg, net", "", minimum=0),
    _number("price", "price of one unit", "9.5", minimum=0),
    _text("currency", "currency of the price", "USD"),
    Column("price_year", "integer", "year of the price", example="2025"),
    _text("role", "product, co-product, residue", "product", choices=("product", "co-product", "residue")),
    _text("source", "source of the contents and the price", ""),
))

PROCESSES = Table("PROCESSES", "a unit process", (
    _text("process", "its id", "lioh-spodumene-cn", required=True, key=True),
    _text("name", "its name", "lithium hydroxide monohydrate, spodumene route, China", required=True),
    _text("geography", "where it runs", "CN"),
    _text("period", "years its figures describe", "2018-2020"),
    _text("technology", "technology in a few words", "sulfuric acid roast, coal heat"),
    _text("stage", "stage of the chain", "refining", choices=STAGES),
    _text("transformation", "transformation it belongs to", "midstream", choices=TRANSFORMATIONS),
    _text("kind", "foreground, background or aggregated (a published intensity)", "foreground",
          choices=("foreground", "background", "aggregated")),
    _text("source", "publication", "Kelly et al. 2021"),
    _text("licence", "licence of the figures", "facts, cited"),
    _STATUS,
    _text("note", "a remark", ""),
))

ELEMENTARY = Table("ELEMENTARY", "an elementary flow", (
    _text("flow", "its id", "CH4 fossil", required=True, key=True),
    _text("name", "its full name", "methane, fossil, fugitive or process", required=True),
    _text("compartment", "its usual compartment", "air", choices=COMPARTMENTS),
    _text("cas", "CAS number", "74-82-8"),
    _text("ef_uuid", "flow UUID in EF 3.1 / ILCD", ""),
    _text("unit", "its own unit", "kg", required=True),
    _text("origin", "fossil, biogenic, land use; blank: not carbon", "fossil",
          choices=("fossil", "biogenic", "land use")),
    _text("group", "greenhouse gas, montreal gas, pollutant, resource", "greenhouse gas"),
    _text("species", "name in the list of GWP values", "CH4"),
    _text("synonyms", "other names, separated by |", "methane|甲烷"),
))

PARAMETERS = Table("PARAMETERS", "a stated number: a density, a calorific value, a model parameter", (
    _text("parameter", "its name: density, ncv, gcv, recovery …", "density", required=True, key=True),
    _text("scope", "item, process or scenario that it holds for; blank: everywhere", "diesel", key=True),
    _number("value", "its value", "0.84"),
    _text("formula", "arithmetic over other parameters, instead of a value", ""),
    _text("unit", "unit of the value", "kg/L"),
    _text("distribution", "none, lognormal, normal, triangular, uniform", "none"),
    _number("spread", "sigma of the logarithm or standard deviation", "", minimum=0),
    _text("scenario", "scenario id; blank: all", "", key=True),
    Column("year", "integer", "year; blank: all", key=True),
    _text("source", "where it comes from", "supplier's certificate 2025"),
    _STATUS,
    _number("low", "lower bound (triangular, uniform)", ""),
    _number("high", "upper bound (triangular, uniform)", ""),
))

PROXIES = Table("PROXIES", "a stated stand-in: which edition serves a year or place that no edition covers", (
    _text("library", "library the stand-in is taken from", "cn-grid", required=True, key=True),
    _text("edition", "edition that serves", "2023", required=True),
    _text("geography", "geography of the activity it serves; blank: all", "CN-SC", key=True),
    _text("use_geography", "geography of the factor to use; blank: the same", ""),
    _date("start", "first day it serves", "2024-01-01", required=True, key=True),
    _date("end", "last day it serves", "2025-12-31", required=True),
    _text("reason", "why", "the 2024 factors are not published yet", required=True),
))

EVIDENCE = Table("EVIDENCE", "a document behind a record", (
    _text("evidence", "its id", "inv-2025-0117", required=True, key=True),
    _text("file", "file name within the project", "evidence/inv-2025-0117.pdf"),
    _text("sha256", "digest of the file", ""),
    _text("note", "a remark", ""),
    _text("name", "what the document is called", "electricity invoices 2025, kiln"),
    _date("issued", "day on which it was issued or closed", "2026-01-15"),
    _text("held_by", "who holds the original", "refinery, accounts"),
))

SEVEN = {t.name: t for t in (ACTIVITY, FACTORS, EXCHANGES, FLOWS, METHOD, IMPACTS, PATH)}
REGISTERS = {t.name: t for t in (
    ORGANISATIONS, OWNERSHIP, SITES, SOURCES, INSTRUMENTS, PRODUCTS, PROCESSES, ELEMENTARY, PARAMETERS, PROXIES, EVIDENCE,
)}
TABLES = SEVEN | REGISTERS
