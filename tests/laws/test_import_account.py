"""Whatever the files of a database say, each exchange goes somewhere: an output, a link, nature, cut off, or rejected."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lizero.importers.lca import Imported, Raw, link
from lizero.importers.lca.raw import EXCHANGE, FLOW, REJECTED, frame_of
from lizero.tables import PARAMETERS, PROCESSES

FLOWS = [
    {"key": k, "name": n, "kind": kind, "unit": unit, "compartment": place, "within": "", "geography": at}
    for k, n, kind, unit, place, at in [
        ("p1", "lime", "product", "kg", None, "CN"), ("p2", "lime", "product", "kg", None, "CL"), ("p3", "heat", "product", "MJ", None, None),
        ("p4", "fuel", "product", "L", None, None), ("w1", "ash", "waste", "kg", None, None),
        ("e1", "Carbon dioxide, fossil", "elementary", "kg", "air", None), ("e2", "unobtainium", "elementary", "kg", "water", None),
    ]
]
KINDS = {f["key"]: f["kind"] for f in FLOWS}
PLANTS = ["a", "b", "c", "d"]


@st.composite
def exchange(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """An exchange as a file might state it, sound or not."""
    flow = draw(st.sampled_from(sorted(KINDS)))
    kinds = {"elementary": ["elementary"], "waste": ["waste", "product"], "product": ["product", "co-product", "input", "avoided"]}[KINDS[flow]]
    kind = draw(st.sampled_from(kinds))
    made = kind in ("product", "co-product", "waste")
    return {
        "exchange": f"x{number}", "process": draw(st.sampled_from(PLANTS)), "flow": flow, "kind": kind,
        "amount": draw(st.sampled_from([0.0, 1.0, -2.0, 0.5, None])), "unit": draw(st.sampled_from(["kg", "g", "MJ", "kWh", "L", "dozen"])),
        "reference": draw(st.booleans()) if made else False, "share": draw(st.sampled_from([None, None, 0.5, 1.0, 0.0])) if made else None,
        "provider": draw(st.sampled_from([None, None, *PLANTS, "nobody"])) if not made else None, "where": f"file › {number}",
        "formula": draw(st.sampled_from([None, None, None, "k * 2", "missing + 1"])),
    }


@st.composite
def raws(draw: st.DrawFn) -> Raw:
    rows = [draw(exchange(n)) for n in range(draw(st.integers(1, 14)))]
    number = draw(st.integers(0, 2))
    lost = [{"where": f"file › lost {n}", "process": "a", "flow": "p1", "amount": None, "reason": "no number"} for n in range(number)]
    places = [{"process": p, "name": p, "geography": g} for p, g in zip(PLANTS, ("CN", "CL", "WORLD", None), strict=True)]
    return Raw(
        frame_of(places, PROCESSES), frame_of(rows, EXCHANGE), frame_of(FLOWS, FLOW), frame_of([{"parameter": "k", "value": 3.0}], PARAMETERS),
        len(rows) + len(lost), frame_of(lost, REJECTED), (), "made",
    )


def places(found: Imported) -> list[str]:
    """Where each exchange went, by its id, every place counted."""
    model = found.system.model()
    network = model.network
    numbers = pl.concat([pl.Series(network.technosphere.exchange), pl.Series(network.biosphere.exchange)]).unique()
    return [*model.columns["exchange"], *model.exchanges["exchange"].gather(numbers), *model.cut["exchange"], *found.rejected["where"]]


@settings(max_examples=80, deadline=None)
@given(raws())
def test_every_exchange_of_the_files_is_in_exactly_one_place(raw: Raw) -> None:
    found = link(raw)
    account = found.account
    assert account.closed, account
    assert account.counted == raw.counted
    assert sorted(places(found)) == sorted([*raw.exchanges["exchange"], *raw.rejected["where"]])


@settings(max_examples=30, deadline=None)
@given(raws())
def test_what_is_rejected_and_cut_off_has_a_reason_and_the_error_a_finding(raw: Raw) -> None:
    found = link(raw)
    assert found.rejected["reason"].null_count() == 0
    assert found.cut_off["reason"].null_count() == 0
    told = {f.rule for f in found.findings}
    assert "import.account" not in told
    assert ("import.cut_off" in told) == (found.cut_off.height > 0)


@settings(max_examples=30, deadline=None)
@given(raws(), st.randoms(use_true_random=False))
def test_the_order_of_the_exchanges_does_not_matter_to_the_account(raw: Raw, random: Any) -> None:
    """Where a process makes one product twice, the first holds and the other is rejected: such files are left out here."""
    assume(not raw.exchanges.filter(pl.col("kind").is_in(["product", "co-product", "waste"])).select("process", "flow").is_duplicated().any())
    order = list(range(raw.exchanges.height))
    random.shuffle(order)
    other = Raw(raw.processes, raw.exchanges[order], raw.flows, raw.parameters, raw.counted, raw.rejected, (), raw.name)
    assert link(other).account == link(raw).account
