"""A year against its plan: the bars add up, and each cause lands in its own bar."""

from dataclasses import replace as changed

import polars as pl
import pytest
from tests.pathway.test_plan import LEVERS, TARGETS

from lizero.impact import Flows, Trail, characterise, method
from lizero.pathway import Limits, TargetRefused, plan, read_levers, read_targets
from lizero.pathway.progress import DRIVERS, Facts, progress


def impacts(year=2025, kiln=20_000.0, grid=10_000.0, gas=4e5, power=2e7, extra=None):
    sources = [("kiln", "1", "stationary combustion", kiln, "none"), ("grid", "2", "purchased electricity", grid, "market")]
    sources += [(extra[0], "1", "stationary combustion", extra[1], "none")] if extra else []
    frame = pl.DataFrame({"holder": "g", "site": "k", "source": s, "record": f"r-{s}", "scope": scope, "category": c, "flow": "CO2", "unit": "t",
                          "amount": v, "basis": b, "geography": "CN"} for s, scope, c, v, b in sources)
    frame = frame.with_columns(pl.date(year, 1, 1).alias("start"), pl.date(year, 12, 31).alias("end"))
    activity = pl.DataFrame({"record": ["r-kiln", "r-grid"], "flow": ["natural gas", "electricity"], "quantity": [gas, power],
                             "unit": ["GJ (NCV)", "kWh"]})
    return characterise(Flows.of(Flows(frame, Trail(activity, pl.DataFrame(), pl.DataFrame()))), method("ar6-gwp100"))


@pytest.fixture(scope="module")
def made():
    return plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, limits=Limits(gap=1e-5, seconds=30))


def bars(found):
    return dict(found.table.iter_rows())


def planned(made, year):
    t = made.years.index(year)
    kg = made.schedule.outcome.emissions[:, t] @ made.baseline.sources.gwp / 1000
    return dict(zip((s for _, s in made.baseline.sources.keys), kg.tolist()))


def as_planned(made, year, **other):
    """A year that came out as planned, or differs in what is named."""
    base, t, said = made.baseline.sources, made.years.index(year), planned(made, year)
    unit = {s: base.factor[n, t] @ base.gwp / 1000 for n, (_, s) in enumerate(base.keys)}
    told = {"kiln": said["kiln"], "grid": said["grid"], "gas": said["kiln"] / unit["kiln"], "power": said["grid"] / unit["grid"]}
    return impacts(year, **{**told, **other})


def test_the_bars_add_up_from_plan_to_actual(made):
    found = progress(made, {2027: impacts(2027, kiln=23_000, grid=9000, gas=5e5, power=1.7e7)}, 2027, Facts(output={"k": {2025: 10, 2027: 12}}))
    rows = bars(found)
    assert rows["plan"] + sum(rows[d] for d in DRIVERS) == pytest.approx(rows["actual"], rel=1e-9)
    assert rows["actual"] == pytest.approx(32_000)


def test_a_year_as_planned_has_no_bar(made):
    rows = bars(progress(made, {2026: as_planned(made, 2026)}, 2026))
    assert max(abs(rows[d]) for d in DRIVERS) < 1e-6 * rows["plan"]


def test_more_output_at_the_same_intensity_is_activity_alone(made):
    more = {s: v * 1.1 for s, v in planned(made, 2026).items()}
    year = impacts(2026, **more, gas=more["kiln"] / per_unit(made, "kiln"), power=more["grid"] / per_unit(made, "grid"))
    rows = bars(progress(made, {2026: year}, 2026, Facts(output={"k": {2025: 100.0, 2026: 110.0}})))
    assert rows["activity"] == pytest.approx(0.1 * rows["plan"])
    assert max(abs(rows[d]) for d in DRIVERS if d != "activity") < 1e-6 * rows["plan"]


def per_unit(made, source):
    base = made.baseline.sources
    return float(base.factor[_k(made, source), 0] @ base.gwp) / 1000


def _k(made, source):
    return next(n for n, (_, s) in enumerate(made.baseline.sources.keys) if s == source)


def test_a_cleaner_grid_is_a_factor(made):
    said = planned(made, 2026)
    rows = bars(progress(made, {2026: as_planned(made, 2026, grid=said["grid"] * 0.9)}, 2026))
    assert rows["factors"] == pytest.approx(-0.1 * said["grid"])
    assert abs(rows["energy use"]) < 1e-6 * rows["plan"]


def test_a_lever_that_did_not_start_is_a_delay(made):
    m = next(n for n, x in enumerate(made.schedule.case.measures) if x.lever.id == "efficiency")
    start = made.years[int(made.schedule.starts[m])]
    said, late = planned(made, start), 1 / (1 - 0.1 / 2)
    kiln, grid = said["kiln"] * late, said["grid"] * late
    year = impacts(start, kiln=kiln, grid=grid, gas=kiln / per_unit(made, "kiln"), power=grid / per_unit(made, "grid"))
    rows = bars(progress(made, {start: year}, start, Facts(starts={("efficiency", "k"): None})))
    assert rows["lever delay"] == pytest.approx(rows["actual"] - rows["plan"], rel=1e-6)


def test_a_source_that_the_plan_does_not_know_is_boundary(made):
    rows = bars(progress(made, {2026: as_planned(made, 2026, extra=("furnace", 700.0))}, 2026))
    assert rows["boundary"] == pytest.approx(700.0)


def test_a_base_year_computed_anew_is_a_restatement(made):
    was = {("k", "kiln"): 19_000.0, ("k", "grid"): 10_000.0}
    rows = bars(progress(made, {2026: as_planned(made, 2026)}, 2026, Facts(base=was)))
    assert rows["restatement"] == pytest.approx(planned(made, 2026)["kiln"] * 0.05)


def test_a_missing_year_leaves_the_budget_incomplete_and_says_so(made):
    found = progress(made, {2027: as_planned(made, 2027)}, 2027)
    assert [f.where for f in found.findings if f.rule == "progress.year"] == ["progress › 2025", "progress › 2026"]


def test_the_budget_counts_from_the_base_year(made):
    years = {y: impacts(y) if y == 2025 else as_planned(made, y) for y in (2025, 2026)}
    found = progress(made, years, 2026)
    assert found.budget["cumulative_actual"][-1] == pytest.approx(30_000 + sum(planned(made, 2026).values()))
    assert not found.on_track
    years[2026] = as_planned(made, 2026, kiln=1.0)
    assert progress(made, years, 2026).on_track


def test_a_lever_that_is_not_in_the_plan_is_named(made):
    found = progress(made, {2026: as_planned(made, 2026)}, 2026, Facts(starts={("fusion", "k"): 2026}))
    assert [f.where for f in found.findings if f.severity == "error"] == ["progress › fusion@k"]


def test_a_year_outside_the_plan_is_refused(made):
    with pytest.raises(TargetRefused, match="2025 to 2035"):
        progress(made, {2040: impacts(2040)}, 2040)


def test_removed_altogether_but_emitting_is_a_lever_that_fell_short(made):
    kiln = _k(made, "kiln")
    t = next((t for t in range(len(made.years)) if made.schedule.outcome.emissions[kiln, t].sum() == 0), None)
    if t is None:
        starts = made.schedule.starts.copy()
        starts[next(n for n, x in enumerate(made.schedule.case.measures) if x.lever.id == "electric-kiln")] = 2
        from lizero.pathway.simulator import simulate

        made = changed(made, schedule=changed(made.schedule, starts=starts, outcome=simulate(made.schedule.case, starts)))
        t = 2
    year = made.years[t]
    rows = bars(progress(made, {year: as_planned(made, year, kiln=5000.0, gas=1e5)}, year))
    assert rows["lever delay"] == pytest.approx(5000.0)
