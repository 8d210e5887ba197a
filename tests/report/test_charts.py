"""Charts say what their data say: titles, labels, tables, in three languages and two widths; what is unknown is not drawn as zero."""

from __future__ import annotations

import math
import re
from html import unescape

import polars as pl
import pytest
from drawn import CHARTS, LEVERS, SOURCE, draws, recycled_chart
from hypothesis import given
from hypothesis import strategies as st

from lizero.errors import UnknownName
from lizero.report.charts import abatement, gantt, quadrant, specification, uncertainty, waterfall
from lizero.report.charts.draw import svg
from lizero.report.charts.placing import place
from lizero.report.charts.sites import project
from lizero.report.language import LANGUAGES, language
from lizero.report.tree import Name

EN = language("en")


def texts(spec: dict) -> list[str]:  # type: ignore[type-arg]
    """What is printed in a drawing, label by label."""
    return [unescape(re.sub("<[^>]+>", "", t)) for t in re.findall(r"<text [^>]*>(.*?)</text>", svg(spec, titled=True), re.S)]


@pytest.mark.parametrize("width", [480, 350])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", CHARTS)
def test_every_form_is_drawn_in_each_language_at_its_width_with_its_words(form: str, lang: str, width: int) -> None:
    chart, words = CHARTS[form](), language(lang)
    drawn = svg(specification(chart, words, width=width), titled=True)
    assert abs(float(re.search(r'<svg [^>]*width="([\d.]+)"', drawn)[1]) - width) <= 4  # type: ignore[index]
    told = specification(chart, words, width=width)["usermeta"]["lizero"]
    assert all(told[k] for k in ("title", "unit", "source", "alt"))
    assert told["alt"] != told["title"]
    assert chart.table is not None
    assert chart.table.rows
    assert "NaN" not in drawn
    assert "undefined" not in drawn


def test_the_quadrant_counts_what_both_cut_and_draws_no_lever_that_is_not_assessed() -> None:
    chart = CHARTS["quadrant"]()
    assert EN.text(chart.title).startswith("7 of 11 levers cut carbon and pollutants together")
    assert "Hydromet recycling cuts carbon but adds pollutants" in EN.text(chart.title)
    assert "not assessed: 1" in EN.text(chart.unit)
    printed = texts(specification(chart, EN))
    assert "By-product cement" not in printed
    assert "Green caustic soda" in printed
    assert ("By-product cement", None) in [(r[0], r[3]) for r in chart.table.rows]  # type: ignore[union-attr]
    assert "run a1b2c3d4e5f6" in EN.text(chart.source)


def test_bars_of_abatement_stand_in_order_of_cost_and_end_where_the_sum_is() -> None:
    chart = CHARTS["macc"]()
    assert EN.text(chart.title) == "4 of 10 levers pay for themselves; 8 cost no more than the carbon price of 90"
    bars = next(x["data"]["values"] for x in specification(chart, EN)["layer"] if x["mark"].get("type") == "rect")
    costs = [b["y"] for b in bars]
    assert costs == sorted(costs)
    whole = LEVERS.filter(pl.col("cost").is_not_null() & (pl.col("ghg") > 0))["ghg"].sum() / 1e3
    assert bars[-1]["x2"] == pytest.approx(whole)
    assert "without cost or abatement: 2" in EN.text(chart.unit)


def test_products_are_compared_draw_by_draw() -> None:
    close = pl.concat([draws().filter(pl.col("product").str.contains("spodumene")).with_columns(product=pl.lit("A")),
                       draws().filter(pl.col("product").str.contains("spodumene")).with_columns(product=pl.lit("B"), value=pl.col("value") * 1.001)])
    chart = uncertainty.chart(close, unit="kg CO2e/kg", what="x", source=SOURCE)
    assert EN.text(chart.title) == "A is the lowest in 100% of the joint draws"
    apart = close.with_columns(draw=pl.when(pl.col("product") == "B").then((pl.col("draw") + 500) % 1000).otherwise(pl.col("draw")))
    share = re.search(r"(\d+)%", EN.text(uncertainty.chart(apart, unit="kg CO2e/kg", what="x", source=SOURCE).title))
    assert share
    assert 30 < int(share[1]) < 70


def test_one_product_tells_where_its_draws_lie() -> None:
    one = pl.DataFrame({"product": ["A"] * 101, "draw": range(101), "value": [float(v) for v in range(101)]})
    assert EN.text(uncertainty.chart(one, unit="kg CO2e/kg", what="x", source=SOURCE).title) == (
        "A lies between 5.00 and 95.0\u00a0kg CO₂e/kg in 90% of the draws")


def test_a_frame_without_a_needed_column_or_row_is_refused() -> None:
    with pytest.raises(UnknownName, match="pollutants"):
        quadrant.chart(LEVERS.drop("pollutants"), year=2035, unit="t", basis="b", source=SOURCE)
    with pytest.raises(ValueError, match="no"):
        abatement.chart(LEVERS.rename({"ghg": "abatement"}).clear(), year=2035, currency="USD", source=SOURCE)


def test_names_with_markup_and_quotes_are_printed_as_they_are() -> None:
    odd = LEVERS.with_columns(lever=pl.when(pl.col("lever") == "MVR evaporation").then(pl.lit('<b>"x"</b> \\')).otherwise(pl.col("lever")))
    chart = quadrant.chart(odd, year=2035, unit="t APeq", basis="b", source=SOURCE)
    assert '&lt;b&gt;"x"&lt;/b&gt; \\' in svg(specification(chart, EN)).replace("&quot;", '"')


@given(st.lists(st.tuples(st.floats(20, 380), st.floats(20, 180)), min_size=1, max_size=8))
def test_a_name_stays_in_the_plot_where_there_is_room(points: list[tuple[float, float]]) -> None:
    for (x, y), p in zip(points, place(points, [60.0] * len(points), (400.0, 200.0)), strict=True):
        left = x + p.dx - {"left": 0, "right": 60, "center": 30}[p.align]
        assert left >= -1
        assert left + 60 <= 401
        assert 0 <= y + p.dy <= 200


def test_the_largest_flow_is_named_and_a_site_without_a_place_is_counted_not_drawn() -> None:
    chart = CHARTS["sites"]()
    assert EN.text(chart.title) == "34% of what moves goes from Greenvale to Zhangjiagang"
    assert "without a place on the map: 1" in EN.text(chart.unit)
    printed = texts(specification(chart, EN))
    assert "Tolling partner" not in printed
    assert "Kwinana" in printed
    assert len(chart.table.rows) == 9  # type: ignore[union-attr]


@pytest.mark.parametrize(("place_on_earth", "xy"), [((150, 90), (0.0, 1.3173627591574133)), ((-30, 0), (-2.7066299836960748, 0.0))])
def test_the_projection_ends_where_equal_earth_ends(place_on_earth: tuple[float, float], xy: tuple[float, float]) -> None:
    assert project(*place_on_earth) == pytest.approx(xy, abs=1e-12)


def test_the_map_and_the_names_on_it_agree_on_where_a_place_is() -> None:
    spec = specification(CHARTS["sites"](), EN)
    found = re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"[^>]*>(?:Kwinana)<', svg(spec))
    x, y = project(115.6, -31.6)
    assert found
    assert math.dist([float(v) for v in found[-1]], (238 + 87 * x, 112 - 87 * y)) < 50


def test_levers_stand_in_order_of_building_and_the_decisions_due_are_counted() -> None:
    chart = CHARTS["gantt"]()
    assert EN.text(chart.title) == "9 decisions fall due by 2029, the first for Wind, solar, storage"
    assert EN.text(chart.unit).endswith("dashed: 2030 target")
    solid = [x["data"]["values"] for x in specification(chart, EN)["layer"] if x["mark"].get("opacity") == 1.0 and x["mark"]["type"] == "bar"]
    begins = [b["s"] for b in solid[0]]
    assert begins == sorted(begins)
    assert len(begins) == 11
    assert ("MVR evaporation", None) in [(r[0], r[2]) for r in chart.table.rows]  # type: ignore[union-attr]
    bare = LEVERS.rename({"ghg": "abatement"}).with_columns(decision=pl.lit(None, pl.Float64), begins=2026.0, full=2027.0, ends=2040.0)
    assert EN.text(gantt.chart(bare, year=2035, source=SOURCE).title) == "12 of 12 levers start by 2030"


def test_a_fall_names_the_cause_that_cut_most_even_where_another_added_more() -> None:
    assert EN.text(CHARTS["waterfall"]().title) == "Emissions fell by 20%; Power cut most: \u2212171\u00a0kt CO₂e"
    one = waterfall.chart(("a", 100.0), [("x", 30.0)], ("b", 130.0), what="w", source=SOURCE)
    assert EN.text(one.title).endswith("x added most: +30.0\u00a0t CO₂e")
    still = waterfall.chart(("a", 100.0), [("x", 0.0)], ("b", 100.0), what="w", source=SOURCE)
    assert EN.text(still.title) == "Emissions changed by 0%"
    with pytest.raises(ValueError, match="unexplained"):
        waterfall.chart(("a", 100.0), [("x", 30.0)], ("b", 131.0), what="w", source=SOURCE)


def test_figures_of_a_sankey_have_equal_decimals_and_none_reads_zero() -> None:
    printed = texts(specification(CHARTS["sankey"](), EN))
    assert "Recycled\u20027" in printed
    assert "Spodumene\u2002100" in printed


def test_recycled_content_is_told_against_the_step_of_the_law_on_the_line_that_is_drawn() -> None:
    assert EN.text(recycled_chart().title) == "Recycled content passes the 12% minimum 3 years before it binds"
    assert EN.text(recycled_chart(0.003).title) == "Recycled content is 7.7% when the minimum of 12% binds in 2036: too little"


def test_the_first_product_is_told_from_its_first_to_its_last_year_and_each_end_is_named() -> None:
    chart = CHARTS["footprints"]()
    assert EN.text(chart.title) == "The plan brings lithium hydroxide monohydrate from 9.7 to 3.9\u00a0kg CO₂e/kg by 2050"
    printed = texts(specification(chart, EN))
    assert {"9.7", "8.5", "4.5 lithium", "3.9 lithium", "Without measures"} <= set(printed)
    assert chart.table is not None
    assert [row[2:] for row in chart.table.rows if row[0] == Name("item", "lithium carbonate")][1] == (8.47, 6.78, 4.96, 4.45)
