"""Lithium supply by source: what batteries give back and what is mined, and how that moves the chain."""

import json
import subprocess
import sys
from itertools import pairwise

import polars as pl
import pytest

import lizero as lz
from lizero.errors import UnknownName
from lizero.pathway import TargetRefused, stock
from lizero.pathway.background import Background
from lizero.pathway.futures import lithium_demand
from lizero.pathway.stocks import weibull_scale
from lizero.pathway.supply import DEMAND, Recycling, chain_paths, supply


def test_sources_sum_to_the_gross_demand_of_the_scenario() -> None:
    made = supply()
    gross = dict(made.frame.group_by("year").agg(pl.col("amount").sum()).iter_rows())
    primary = lithium_demand(scenario=DEMAND)
    back = lithium_demand("recycled Li", DEMAND)
    whole = {y: v + dict(back.select("year", "value").iter_rows()).get(y, 0.0) for y, v in primary.select("year", "value").iter_rows()}
    assert {y: gross[y] for y in whole} == pytest.approx(whole)
    assert made.frame.group_by("year").agg(pl.col("share").sum())["share"].to_list() == pytest.approx([1.0] * len(gross))


def test_what_comes_back_is_the_outflow_of_the_stock_collected_and_recovered() -> None:
    """Without second use or scrap, and with nothing sold before: recovered = outflow × collection × recovery of what went into batteries."""
    how = Recycling(life=9.0, collection={2022: 0.2, 2050: 0.9}, recovery=0.8, backcast=None)
    made = supply(how=how)
    years = made.recycled["year"].to_list()
    gross = made.frame.group_by("year", maintain_order=True).agg(pl.col("amount").sum())["amount"].to_list()
    other = dict(lithium_demand("demand by end use", DEMAND).filter(pl.col("item") == "Other Sectors").select("year", "value").iter_rows())
    at = sorted(other)
    between = [next(other[a] + (other[b] - other[a]) * (y - a) / (b - a) for a, b in pairwise(at) if a <= y <= b) for y in years]
    out = stock([g - o for g, o in zip(gross, between, strict=True)], scale=weibull_scale(9.0, 3.5), shape=3.5).outflow
    back = [o * (0.2 + 0.7 * (y - 2022) / 28) * 0.8 for o, y in zip(out, years, strict=True)]
    assert made.frame.filter(pl.col("source") == "recycled")["amount"].to_list() == pytest.approx(back)


def test_more_collection_and_shorter_lives_bring_more_back_and_exports_less() -> None:
    share = {n: supply(how=h).recycled.filter(pl.col("year") == 2045)["share"].item() for n, h in {
        "plain": Recycling(), "collected": Recycling(collection=0.9), "short": Recycling(life=10.0), "exported": Recycling(export=0.5),
        "unknown past": Recycling(backcast=None)}.items()}
    assert share["exported"] < share["plain"] < min(share["collected"], share["short"])
    assert share["unknown past"] < share["plain"]


def test_the_markets_footprint_is_that_of_its_sources_by_the_supply() -> None:
    """By hand: recycled share times the recycled route, the rest by hard rock and brine."""
    chain, paths = lz.load("lithium-chain"), chain_paths(supply())
    then = Background("", 2025, paths).system(chain, 2040)
    rows = then.exchanges.filter((pl.col("process") == "lithium-carbonate-market") & (pl.col("kind") == "input"))
    one = {("recycl" in f): chain.footprint(f).total for f in rows["flow"] if "recycl" in f or "spodumene" in f}
    brine = next(chain.footprint(f).total for f in rows["flow"] if "brine" in f)
    back, rock, salt = (paths[p][2040] for p in ("share_recycled", "share_hard_rock", "share_brine"))
    by_hand = back * one[True] + (1 - back) * (rock * one[False] + salt * brine) / (rock + salt)
    assert then.footprint("lithium-carbonate-market").total == pytest.approx(by_hand, rel=1e-9)


def test_unknown_scenarios_and_impossible_shares_are_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="Enhanced recycling"):
        supply("nothing")
    with pytest.raises(TargetRefused, match="collection"):
        supply(how=Recycling(collection=1.2))
    with pytest.raises(TargetRefused, match="life"):
        Recycling(life=0.0)
    with pytest.raises(TargetRefused, match="back-cast"):
        Recycling(backcast=-1.0)


def test_the_command_prints_supply_and_market_and_names_what_it_does_not_know() -> None:
    words = [sys.executable, "-X", "utf8", "-m", "lizero.cli", "supply"]
    done = subprocess.run([*words, "--collection", "0.9", "--json"], capture_output=True, text=True, encoding="utf-8", check=True, timeout=900)
    told = json.loads(done.stdout)
    market = {r["year"]: r["value"] for r in told["market"] if r["process"] == "lithium-carbonate-market"}
    assert market[2050] < market[2025]
    assert {r["source"] for r in told["supply"]} == {"recycled", "Brine", "Hard Rock", "Volcano-Sedimentary"}
    wrong = subprocess.run([*words, "--demand", "x"], capture_output=True, text=True, encoding="utf-8", check=False, timeout=900)
    assert wrong.returncode == 2
    assert "scenario of demand" in " ".join(wrong.stderr.split())
