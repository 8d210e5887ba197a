"""The charts that the paper added: the plan's band, sites side by side, recycled lithium, numbered keys, names that stay apart."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from case import inventory

from lizero.activity import Record
from lizero.report.charts import abatement, budget, gantt, multiples, quadrant, recycled, sankey, specification, trajectory
from lizero.report.charts.placing import place
from lizero.report.charts.words import apart
from lizero.report.language import LANGUAGES, language
from lizero.report.paper import brief
from lizero.report.paper.content import shares
from lizero.report.paper.parts import product_words
from lizero.report.paper.path import QUANTILES, _band, _by_year
from lizero.report.paper.transformations import _measures
from lizero.schema import empty
from lizero.tables import ACTIVITY

EN = language("en")
PATHS = {"actual": {2024: 110.0, 2025: 100.0}, "baseline": {2025: 100.0, 2027: 100.0, 2030: 100.0}, "plan": {2025: 100.0, 2027: 80.0, 2030: 50.0},
         "allowed": {2025: 100.0, 2027: 78.0, 2030: 50.0}}


def path(**more):
    return trajectory.chart(**PATHS, milestones=[2030], what="w", source="s", **more)


def layers(chart, lang=EN, width=480):
    return specification(chart, lang, width=width)["layer"]


def test_a_path_that_is_over_between_its_milestones_says_by_how_much():
    assert EN.text(path(short=2.0).title).endswith("keeps every milestone; years between are 2.0\u00a0t CO₂e over")
    assert EN.text(path().title) == "The plan keeps every milestone and cuts emissions by 50% from 2025 to 2030"
    missed = trajectory.chart(**{**PATHS, "plan": {**PATHS["plan"], 2027: 90.0}}, milestones=[2027, 2030], what="w", source="s", short=9.0)
    assert EN.text(missed.title).endswith("misses a milestone")


def test_the_band_of_draws_lies_behind_the_plan_and_in_the_table():
    band = pl.DataFrame({"year": [2025, 2030], "low": [90.0, 40.0], "lower": [95.0, 45.0], "upper": [105.0, 55.0], "high": [110.0, 60.0]})
    made = path(band=band)
    areas = [x for x in layers(made) if x["mark"]["type"] == "area"]
    assert [(r["v"], r["v2"]) for r in areas[0]["data"]["values"]] == [(90.0, 110.0), (40.0, 60.0)], "the widest first"
    assert [(r["v"], r["v2"]) for r in areas[1]["data"]["values"]] == [(95.0, 105.0), (45.0, 55.0)]
    assert made.table.rows[-1][-4:] == (40.0, 45.0, 55.0, 60.0)
    assert "90%" in EN.text(made.unit)
    assert not [x for x in layers(path()) if x["mark"]["type"] == "area"]


def test_the_band_of_the_paper_is_the_percentiles_of_the_plans_draws():
    drawn = np.arange(1000.0).reshape(500, 2) * 1000
    plan = SimpleNamespace(years=(2025, 2030), drawn=lambda spread, draws: drawn)
    found = _band(plan, SimpleNamespace(spread=None, draws=500))
    assert found["low"].to_list() == pytest.approx((np.quantile(drawn, QUANTILES["low"], axis=0) / 1000).tolist())
    assert (found["low"] < found["lower"]).all()
    assert (found["upper"] < found["high"]).all()
    assert _band(plan, None) is None


SITES = [multiples.Panel("Kiln", {2024: 9.0, 2025: 8.0}), multiples.Panel("Mine", {2024: 1.0, 2025: 1.2}), multiples.Panel("New", {2025: 2.0}),
         multiples.Panel("Shut", {})]


def test_sites_side_by_side_share_one_scale_and_the_title_counts_who_fell():
    made = multiples.chart(SITES, {2024: 5.0, 2025: 4.5}, unit="t CO2e/t LCE", what="w", source="s")
    assert EN.text(made.title) == "1 of 2 sites emit less for a tonne than in 2024; Mine rose most"
    spec = specification(made, EN)
    scales = {str(layer["encoding"]["y"]["scale"]) for layer in spec["spec"]["layer"]}
    assert len(scales) == 1
    assert spec["columns"] == 3
    assert [r[0] for r in made.table.rows[:3]] == ["Kiln", "Mine", "New"]
    assert sum(r["k"] == "last" for r in spec["data"]["values"]) == 3
    with pytest.raises(ValueError, match="at least one panel"):
        multiples.chart(SITES[3:], {}, unit="t", what="w", source="s")


def test_where_every_site_fell_or_has_one_year_the_title_says_so():
    def title(panels):
        return EN.text(multiples.chart(panels, {}, unit="t", what="w", source="s").title)

    assert title(SITES[:1]).startswith("All 1 sites")
    assert title(SITES[2:]) == "New emits most for a tonne"


def record(*rows):
    schema = ["record", "site", "category", "flow", "quantity", "unit", "provider"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String) | {"quantity": pl.Float64}, orient="row")
    dated = frame.with_columns(pl.date(2025, 1, 1).alias("start"), pl.date(2025, 12, 31).alias("end"))
    products = pl.DataFrame({"product": ["lithium carbonate"], "name": ["LC"], "unit": ["kg"], "lithium": [0.188]})
    register = pl.DataFrame({"site": ["salar", "pilot"], "organisation": ["o"] * 2, "name": ["Salar", "Pilot"], "geography": ["CL", "DE"],
                             "stage": ["refining", "recycling"]})
    return Record.of(pl.concat([empty(ACTIVITY), dated], how="diagonal_relaxed"), PRODUCTS=products, SITES=register)


def test_recycled_content_is_the_share_of_recycling_sites_in_what_leaves():
    made = record(*((site, site, "product output", "lithium carbonate", amount, "t", None) for site, amount in (("salar", 97.0), ("pilot", 3.0))))
    assert shares(made, [2024, 2025]).rows() == [(2025.0, pytest.approx(0.03))], "a year without products has no share"


def test_recycled_content_before_the_law_binds_is_held_against_its_first_step():
    found = pl.DataFrame({"year": [2024.0, 2025.0], "share": [0.01, 0.02], "low": [None, None], "high": [None, None], "kind": ["actual"] * 2},
                         schema_overrides={"low": pl.Float64, "high": pl.Float64})
    law = pl.DataFrame({"year": [2031.0, 2036.0], "share": [0.06, 0.12]})
    made = recycled.chart(found, what="w", minimum=law, source="s")
    assert EN.text(made.title) == "Recycled lithium is 2.0% of what leaves own sites in 2025; from 2031 batteries must hold 6%"
    steps = [r for x in layers(made) for r in x["data"]["values"] if x["mark"]["type"] == "rule"]
    assert max(r["to"] for r in steps if "to" in r) > 2036, "the steps to come are drawn"
    assert "band" not in EN.text(made.unit)


CROWD = pl.DataFrame({"lever": [f"a lever with quite a long name, number {i}" for i in range(12)], "transformation": ["midstream"] * 12,
                      "ghg": [100.0 + i for i in range(12)], "pollutants": [50.0 + i % 3 for i in range(12)],
                      "abatement": [100.0 + i for i in range(12)], "cost": [float(i) for i in range(12)]})


def texts(chart, lang=EN, width=480):
    marks = [x["mark"] for x in layers(chart, lang, width)]
    return [m["text"] for m in marks if isinstance(m.get("text"), str)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_crowded_points_have_numbers_and_every_name_stands_whole_in_the_key(lang):
    crowd = quadrant.chart(CROWD, year=2025, unit="t APeq", basis="b", source="s")
    key = " ".join(texts(crowd, language(lang)))
    assert all(f"number {i}" in key.replace("\n", " ") for i in range(12))
    few = quadrant.chart(CROWD.head(1), year=2025, unit="t APeq", basis="b", source="s")
    labels = [r["label"] for x in layers(few) for r in x["data"]["values"] if "label" in r]
    assert "a lever with quite a long name, number 0" in labels, "a lone point carries its name"


def test_no_name_of_the_cost_curve_is_cut():
    made = abatement.chart(CROWD, year=2050, currency="EUR", source="s")
    assert all(f"number {i}" in " ".join(texts(made)) for i in range(12))
    assert not [t for t in texts(made) if "…" in t]


def test_a_single_lever_that_pays_is_told_in_the_singular():
    one = CROWD.with_columns(cost=pl.Series([-1.0, *range(1, 12)]))
    assert EN.text(abatement.chart(one, year=2050, currency="EUR", source="s").title) == "1 of 12 levers pays for itself"
    assert EN.text(abatement.chart(CROWD, year=2050, currency="EUR", source="s").title) == "None of 12 levers pays for itself"


def test_names_find_free_places_and_say_what_they_cover():
    free = place([(50, 50), (150, 50)], [30, 30], (300, 100))
    assert [p.covers for p in free] == [0, 0]
    assert not any(p.far for p in free)
    full = place([(50, 50)], [30], (300, 100), taken=[(0, 0, 300, 100)])
    assert full[0].covers > 0


def test_labels_of_unlike_height_do_not_overlap_and_stay_inside():
    sizes = [10.0, 30.0, 10.0, 20.0]
    found = apart([5.0, 6.0, 7.0, 79.0], sizes, 80.0)
    edges = [(m - s / 2, m + s / 2) for m, s in zip(found, sizes, strict=True)]
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 80


def test_names_inside_a_flow_chart_are_whole_and_end_before_the_next_column():
    stops = [sankey.Stop("a", 0, "Jiangsu carbonate and hydroxide refinery"), sankey.Stop("b", 1, "Sichuan hydroxide refinery"),
             sankey.Stop("m", 2, "between"), sankey.Stop("c", 3, "a product")]
    made = sankey.chart(stops, [sankey.Link(*ends, 5.0) for ends in ("ab", "bm", "mc")], unit="t", title="t", what="w", alt="a", source="s")
    said = [" ".join(t["text"]) for t in next(d["values"] for d in specification(made, EN)["data"] if d["name"] == "texts")]
    assert said[0].startswith("Jiangsu carbonate and hydroxide refinery")
    assert said[1].startswith("Sichuan hydroxide refinery")


def test_a_product_of_the_chain_is_named_in_each_language():
    told = product_words("lithium carbonate, battery grade, spodumene route, AU-CN", 5)
    assert language("zh").text(told) == "碳酸锂，电池级，锂辉石路线，澳大利亚–中国"
    assert language("es").text(told).startswith("carbonato de litio, grado batería, ruta de espodumeno")
    assert EN.text(product_words("some odd thing, own words, CL")) == "some odd thing, own words, Chile"


def test_the_weak_part_of_a_plan_stands_beside_the_account_in_brief():
    made = inventory()
    account = brief.account.account_of(made)
    card = brief._open(account, SimpleNamespace(illustrative_share=lambda: 0.58))
    assert "58%" in EN.text(card.note)
    assert "58" not in EN.text(brief._open(account, None).note)


def test_what_a_tonne_carries_is_told_with_its_change_over_the_years():
    frame = pl.DataFrame({"site": [None], "scope": ["1+2"], "basis": ["market"], "per_lce": [10.0]}, schema_overrides={"site": pl.String})
    years = [SimpleNamespace(year=y, intensity=frame.with_columns(per_lce=pl.lit(v))) for y, v in ((2021, 10.0), (2025, 8.8))]
    text = EN.text(tuple(brief._intensity(years)))
    assert "8.80" in text
    assert "−12% since 2021" in text
    assert brief._intensity(years[:1]) == []
    assert brief._intensity([replace(inventory(), year=2024), inventory()]) == []


def test_the_paper_says_that_suppliers_have_a_path_only_where_a_target_covers_scope_3():
    def told(*scopes):
        return EN.text(brief._covered(SimpleNamespace(targets=SimpleNamespace(targets=[SimpleNamespace(scopes=s) for s in scopes]))))

    assert "no path in it yet" in told(("1", "2"))
    assert "suppliers and customers are part of it" in told(("1", "2"), ("3",))
    assert "no plan" in EN.text(brief._covered(None))


def test_the_budget_is_kept_or_passed_to_the_tonne_and_the_title_says_which():
    def made(plan, allowed):
        return budget.chart(plan=plan, baseline=200_000.0, allowed=allowed, first=2025, last=2050, what="w", source="s")

    assert EN.text(made(100_000.0, 100_000.0).title).startswith("Over 2025–2050 the plan stays within the 100")
    assert "emits 5.0\u00a0t CO₂e more" in EN.text(made(100_005.0, 100_000.0).title)
    assert EN.text(made(100_000.0, None).title) == "Over 2025–2050 the plan emits 50% less than no measures"
    rules = [x for x in layers(made(100_000.0, 150_000.0)) if x["mark"]["type"] == "rule"]
    assert [r["v"] for x in rules for r in x["data"]["values"]] == [150.0]
    assert not [x for x in layers(made(100_000.0, None)) if x["mark"]["type"] == "rule"]
    said = [r["label"] for x in layers(made(1_000.0, 150_000.0)) if x["mark"]["type"] == "text" for r in x["data"]["values"]]
    assert "1 kt CO₂e" in said, "a short bar has its figure beside it"


def test_the_table_of_the_path_shows_the_worst_year_and_sums_all():
    years = tuple(range(2025, 2036))
    over = {y: 7.0 if y == 2028 else 1.0 if y == 2029 else 0.0 for y in years}
    exact = {"shortfall_by_year": over, "removals_by_year": dict.fromkeys(years, 0.0)}
    plan = SimpleNamespace(years=years, shown_years=[2025, 2030, 2035], gross=dict.fromkeys(years, 10.0), exact=exact)
    table = _by_year(plan, dict.fromkeys(years, 20.0), dict.fromkeys(years, 9.0))
    assert [r[0] for r in table.rows[:-1]] == ["2025", "2028", "2030", "2035"]
    assert table.rows[-1][1:] == (220.0, 99.0, 110.0, 0.0, 8.0)
    assert table.strong == {4}
    assert _by_year(plan, dict.fromkeys(years, 20.0), {2030: 9.0}).rows[-1][2] is None, "a target silent on some years has no sum"


MANY = pl.DataFrame({
    "lever": [f"lever {i}" for i in range(30)], "transformation": ["midstream"] * 30, "decision": [None] * 30,
    "begins": [2026 + i % 9 for i in range(30)], "full": [2060] * 30, "ends": [2050] * 30, "abatement": [float(i) for i in range(30)],
    "cost": [3000.0, *(float(i) for i in range(29))],
}, schema_overrides={"decision": pl.Float64})


def test_of_many_levers_those_that_cut_most_are_drawn_and_the_others_counted():
    timed = gantt.chart(MANY, year=2050, source="s")
    drawn = next(x["data"]["values"] for x in layers(timed) if x["mark"].get("opacity") == 1.0 and x["mark"]["type"] == "bar")
    assert sorted(b["name"] for b in drawn) == sorted(f"lever {i}" for i in range(30 - gantt.MOST, 30))
    assert max(b["e"] for b in drawn) == 2050, "no bar goes on after its end"
    assert f"{30 - gantt.MOST} that cut less" in EN.text(timed.unit)
    assert len(timed.table.rows) == 30
    priced = abatement.chart(MANY.with_columns(abatement=pl.col("abatement") + 0.1), year=2050, currency="EUR", source="s")
    bars = next(x["data"]["values"] for x in layers(priced) if x["mark"].get("type") == "rect")
    assert len(bars) == abatement.MOST
    assert max(b["y"] for b in bars) < 3000, "a lever that cuts next to nothing does not set the axis"
    assert len(priced.table.rows) == 30


def test_a_lever_of_many_sites_is_one_row_with_its_first_and_last_start():
    held = pl.DataFrame({"name": ["Pump", "Kiln", "Pump", "Pump"], "site": ["a", "a", "b", "c"], "start": [2026, 2027, 2030, 2033],
                         "capex": [1e6, 2e6, 1e6, 1e6], "status": ["checked", "checked", "unverified", "checked"]})
    plan = SimpleNamespace(measures=lambda: held, schedule=SimpleNamespace(case=SimpleNamespace(measures=[])))
    rows = _measures(plan, {"a": "A"})
    assert [EN.text(tuple(r[:3])) for r in rows] == ["2026–2033Pump3 sites", "2027KilnA"]
    assert [r[3:] for r in rows] == [(3.0, "unverified"), (2.0, "checked")]
