"""The paper on what a kilogram will carry: the products that carry most, the world around in the reader's language."""

from dataclasses import replace

import polars as pl
import pytest

from lizero.pathway import Background, ProductPath
from lizero.report.language import language
from lizero.report.paper.future import by_year
from lizero.report.tree import Chart, Text

NAMES = ("product", "site", "process", "series", "year", "value", "own", "energy", "inputs", "unit", "output")


def path(background: str, *products: tuple[str, float, float]) -> ProductPath:
    """Products by name, footprint in 2025 and output; halved by 2050 under the plan."""
    rows = [(p, "a", f"a/{p}", s, y, v * k, v * k / 2, v * k / 4, v * k / 4, "kg CO2e/kg", q) for p, v, q in products
            for s, y, k in (("baseline", 2025, 1.0), ("baseline", 2050, 1.0), ("plan", 2025, 1.0), ("plan", 2050, 0.5))]
    return ProductPath(pl.DataFrame(rows, schema=NAMES, orient="row"), 2e-16, Background(background, 2025) if background else None, ())


def test_the_product_that_carries_most_leads_and_its_parts_are_told() -> None:
    chart, said = by_year(path("", ("lithium carbonate", 8.0, 10.0), ("lithium hydroxide monohydrate", 10.0, 9.0)), "ar6-gwp100", "source")
    assert isinstance(chart, Chart)
    assert isinstance(said, Text)
    en = language("en")
    assert en.text(chart.title) == "The plan brings lithium hydroxide monohydrate from 10.0 to 5.0\u00a0kg CO₂e/kg by 2050"
    assert "2.50\u00a0kg CO₂e/kg from own sites, 1.25\u00a0kg CO₂e/kg in bought energy and 1.25\u00a0kg CO₂e/kg" in en.text(said.body)
    assert "as today" in en.text(chart.unit)


@pytest.mark.parametrize(("scenario", "word"), [("stated policies", "既定政策"), ("my own", "my own")])
def test_a_scenario_of_the_chain_is_named_in_the_readers_language(scenario: str, word: str) -> None:
    chart = by_year(path(scenario, ("lithium carbonate", 8.0, 10.0)), "ar6-gwp100", "source")[0]
    assert isinstance(chart, Chart)
    assert word in language("zh").text(chart.unit)


def test_a_world_that_changes_by_own_paths_alone_is_not_told_as_today() -> None:
    made = replace(path("", ("lithium carbonate", 8.0, 10.0)), background=Background("", 2025, {"share_recycled": {2040: 0.2}}))
    chart = by_year(made, "ar6-gwp100", "source")[0]
    assert isinstance(chart, Chart)
    assert "paths of the company's own" in language("en").text(chart.unit)


def test_without_a_plan_or_products_nothing_is_said() -> None:
    assert by_year(None, "ar6-gwp100", "source") == []
    assert by_year(ProductPath(pl.DataFrame(schema=dict.fromkeys(NAMES, pl.Float64)), 0.0, None, ()), "ar6-gwp100", "source") == []
