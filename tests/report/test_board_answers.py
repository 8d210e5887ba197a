"""What a framework asks of a plan is answered from the board's tables, each named, and drawn where a path or a part is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from case import inventory
from tests.pathway.test_plan import LEVERS, TARGETS, impacts

import lizero as lz
from lizero.pathway import Limits, plan, read_levers, read_targets
from lizero.pathway.board import Beside
from lizero.reference import data_set
from lizero.report import Run
from lizero.report.answers_board import BOARD
from lizero.report.coverage import answered
from lizero.report.frameworks import framework
from lizero.report.sources import Sources
from lizero.report.tree import Chart, Table, Text

ASKED = ("esrs-e1", "ifrs-s2", "cn-climate", "hkex", "cn-exchanges", "tpt")


@pytest.fixture(scope="module")
def sources() -> Sources:
    made = plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}},
                limits=Limits(gap=1e-5, seconds=30))
    return Sources([replace(inventory(), year=2024), inventory()], plan=made)


def rows_of(node: Any) -> int:
    return len(node.rows) if isinstance(node, Table) else 1


@pytest.mark.parametrize("name", ASKED)
def test_what_counts_as_answered_has_content_and_names_its_tables(name: str, sources: Sources) -> None:
    rows = answered(framework(name), sources)
    for row in rows:
        assert (row.state == "not yet") == (not row.nodes), row.disclosure
        assert sum(rows_of(n) for n in row.nodes) > 0 or row.state == "not yet", row.disclosure
        assert not row.tables or row.state != "not yet"
    named = {t for r in rows for t in r.tables}
    assert {"T2", "T5", "T7", "T8", "T11", "T14", "T17"} <= named


def by_topic(sources: Sources, topic: str) -> list[Any]:
    return list(next(r for r in answered(framework("esrs-e1"), sources) if r.disclosure.topic.id == topic).nodes)


def test_locked_in_emissions_add_up_to_those_of_the_plan(sources: Sources) -> None:
    table = next(n for n in by_topic(sources, "locked-in") if isinstance(n, Table))
    assert table.rows[-1][2] == pytest.approx(sum(sources.plan.gross.values()), rel=1e-9)
    assert table.rows[-1][3] == pytest.approx(sources.plan.gross[sources.plan.years[-1]], rel=1e-9)


def test_money_by_five_years_is_the_money_of_all_years(sources: Sources) -> None:
    table = next(n for n in by_topic(sources, "financial-effects") if isinstance(n, Table))
    whole = sources.board["T3"].frame
    assert table.rows[-1][1] == pytest.approx(whole["capex"].sum() / 1e6)
    assert table.rows[-1][2] == pytest.approx(whole["opex"].sum() / 1e6)
    assert sum(r[1] for r in table.rows[:-1]) == pytest.approx(table.rows[-1][1])


def test_the_path_is_drawn_with_what_was_and_what_would_be(sources: Sources) -> None:
    drawn = next(n for n in by_topic(sources, "targets") if isinstance(n, Chart))
    t, p = inventory().totals, sources.plan
    assert drawn.data["actual"][2025] == pytest.approx(t.scope1 + t.scope2_market)
    assert drawn.data["plan"] == p.gross
    assert all(drawn.data["baseline"][y] >= p.gross[y] - 1e-6 for y in p.years)
    assert drawn.data["baseline"][p.years[-1]] > p.gross[p.years[-1]]


def test_trend_parts_and_transformations_are_drawn(sources: Sources) -> None:
    for topic, form in (("scopes", "contributions"), ("contribution", "wedges"), ("transition", "gantt")):
        assert [n.name for n in by_topic(sources, topic) if isinstance(n, Chart)] == [form]
    assert next(n.name for n in by_topic(sources, "base-year") if isinstance(n, Chart)) == "scopes"


def test_assumptions_that_stay_are_counted_and_those_that_move_are_listed(sources: Sources) -> None:
    nodes = by_topic(sources, "assumptions")
    table = next(n for n in nodes if isinstance(n, Table))
    assert any(isinstance(n, Text) for n in nodes)
    assert all(any(abs(v - 1) > 1e-9 for v in row[3:]) for row in table.rows)


def test_without_a_plan_no_table_is_named() -> None:
    rows = answered(framework("esrs-e1"), Sources([inventory()]))
    assert not any(r.tables for r in rows)
    assert set(BOARD) <= {r.disclosure.topic.answer for f in (*ASKED, "gri-305") for r in answered(framework(f), Sources())}


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "es"])
def test_the_document_stands_in_every_language(lang: str, sources: Sources) -> None:
    run = Run(digest="0123456789abcdef", command="lizero report", organisation="Salar", frozen=True)
    document = lz.document("ifrs-s2", *sources.inventories, sources.plan, lang=lang, run=run)
    table = next(b for b in document.view.blocks if b["type"] == "table" and b["id"] == "coverage")
    where = ["".join(r["t"] for r in row[3]["runs"]) for row in table["rows"]]
    assert any("T9" in w or "T8" in w for w in where)
    assert "<svg" in document.html()


def with_beside(sources: Sources, **more: pl.DataFrame) -> Sources:
    return replace(sources, beside=Beside(**more))


def test_milestones_are_those_of_the_targets_until_the_company_says_who_answers(sources: Sources) -> None:
    (table,) = [n for n in by_topic(sources, "milestones") if isinstance(n, Table)]
    assert {row[1] for row in table.rows} == {str(y) for x in sources.plan.targets.targets for y in x.milestones}
    told = pl.DataFrame({"milestone": ["boiler ordered"], "owner": ["operations"], "date": ["2027-01-31"], "trigger": [None]})
    (table,) = [n for n in by_topic(with_beside(sources, governance=told), "milestones") if isinstance(n, Table)]
    assert table.rows == (("boiler ordered", "operations", "2027-01-31", "–"),)


def test_progress_is_answered_only_where_a_year_was_measured_and_its_causes_close(sources: Sources) -> None:
    assert by_topic(sources, "progress") == []
    told = pl.DataFrame({"driver": ["plan", "activity", "mix", "actual"], "amount": [100.0, 7.5, 0.0, 107.5]})
    drawn, table = by_topic(with_beside(sources, progress=told), "progress")
    assert drawn.name == "waterfall"
    assert [row[1] for row in table.rows] == [100.0, 7.5, 0.0, 107.5]


def test_footprints_by_year_are_drawn_as_means_by_output(sources: Sources) -> None:
    told = pl.DataFrame({"product": ["lithium carbonate"] * 8, "site": ["a", "b"] * 4, "series": ["baseline"] * 4 + ["plan"] * 4,
                         "year": [2025, 2025, 2035, 2035] * 2, "value": [10.0, 20.0, 10.0, 20.0, 10.0, 20.0, 4.0, 8.0], "unit": ["kg CO2e/kg"] * 8,
                         "output": [3.0, 1.0] * 4})
    drawn, table = by_topic(with_beside(sources, products=told), "pcf-path")
    (course,) = drawn.data["courses"]
    assert course.plan == {2025: pytest.approx(12.5), 2035: pytest.approx(5.0)}
    assert course.baseline[2035] == pytest.approx(12.5)
    assert len(table.rows) == 4
    assert by_topic(sources, "pcf-path") == []


def test_without_measures_the_sum_of_scopes_is_the_baseline(sources: Sources) -> None:
    table = next(n for n in by_topic(sources, "bau") if isinstance(n, Table))
    seen = sources.plan.whole
    assert table.rows[-1][-1] == pytest.approx(float(seen.baseline_co2e[-1]) / 1000, rel=1e-9)


def test_pollutants_of_each_measure_stand_beside_its_carbon(sources: Sources) -> None:
    nodes = by_topic(sources, "co-benefits")
    table = next(n for n in nodes if isinstance(n, Table))
    assert len(table.rows) == sources.plan.measures().height


def numbered(text: str, framework_: str) -> set[str]:
    """The places that the map of tables names, as a framework's ids begin: 5.1-5.5 is 5.1 to 5.5, 14a(ii) is 14."""
    found: set[str] = set()
    for part in (p.strip().removeprefix("ESRS 2 ") for p in text.split(",") if p.strip()):
        low, _, high = part.partition("-") if part[0].isdigit() else (part, "", "")
        if framework_ == "ifrs-s2":
            a, b = (int(re.match(r"\d+", x)[0]) if x else 0 for x in (low, high))  # type: ignore[index]
            found |= {str(n) for n in range(a, max(a, b) + 1)}
        else:
            found |= {f"{low[0]}.{n}" for n in range(int(low[-1]), int(high[-1]) + 1)} if high else {part}
    return found


@pytest.mark.parametrize(("column", "name"), [("tpt", "tpt"), ("esrs_e1", "esrs-e1"), ("ifrs_s2", "ifrs-s2")])
def test_each_table_of_a_board_is_asked_where_the_map_of_tables_puts_it(column: str, name: str) -> None:
    rows = data_set("board-tables/2026.1").frame("board").select("id", column).drop_nulls()
    assert {t for tables in BOARD.values() for t in tables} == {f"T{n}" for n in range(1, 20)}
    for table, places in rows.iter_rows():
        asked = {d.id for d in framework(name).disclosures if table in BOARD.get(d.topic.answer, ())}
        asked = {re.match(r"\d+", x)[0] for x in asked if x[0].isdigit()} if name == "ifrs-s2" else asked  # type: ignore[index]
        if places and (table, name) != ("T19", "ifrs-s2"):  # data quality is asked by IFRS S1, not by S2
            assert asked & numbered(places, name), (table, places, asked)


def test_commitments_are_those_of_the_targets_and_a_chain_needs_sites(sources: Sources) -> None:
    rows = {r.disclosure.topic.id: r for r in answered(framework("tpt"), sources)}
    table = next(n for n in rows["commitments"].nodes if isinstance(n, Table))
    assert len(table.rows) >= sum(len(x.milestones) for x in sources.plan.targets.targets)
    assert rows["chain"].state == "not yet"
