"""A cache gives what compiling gives, or makes it anew: never something else."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import lizero as lz
from lizero.exchange import write_system
from lizero.importers import read_system
from lizero.lca import System
from lizero.scale import Shelf, compiled


def counting(calls: list[Path]):  # type: ignore[no-untyped-def]
    def read(path: Path) -> System:
        calls.append(path)
        return read_system(path)

    return read


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    write_system(lz.load("lithium-chain"), tmp_path / "链", "folder")
    return tmp_path / "链"


def same(a: System, b: System) -> bool:
    return a.scores("ar6-gwp100").equals(b.scores("ar6-gwp100")) and a.model().findings() == b.model().findings()


def test_the_second_start_reads_no_file_of_the_system_and_gives_the_same(chain: Path, tmp_path: Path) -> None:
    calls: list[Path] = []
    first = compiled(chain, tmp_path / "cache", read=counting(calls))
    second = compiled(chain, tmp_path / "cache", read=counting(calls))
    assert len(calls) == 1
    assert same(first, second)
    name = "lithium carbonate, battery grade, spodumene route"
    a, b = (s.footprint(name) for s in (first, second))
    assert a.total == b.total
    assert a.monte_carlo(50, 3).values.tolist() == b.monte_carlo(50, 3).values.tolist()
    parameter = first.parameters["parameter"][0]  # type: ignore[index]
    assert same(first.with_parameters(**{parameter: 0.5}), second.with_parameters(**{parameter: 0.5}))


def test_another_content_is_another_entry_whatever_the_dates(chain: Path, tmp_path: Path) -> None:
    calls: list[Path] = []
    compiled(chain, tmp_path / "cache", read=counting(calls))
    rows = pl.read_csv(chain / "exchanges.csv", infer_schema=False)
    changed = rows.with_columns(pl.when(pl.col("flow") == "CO2").then(pl.lit("7")).otherwise("amount").alias("amount"))
    changed.write_csv(chain / "exchanges.csv")
    found = compiled(chain, tmp_path / "cache", read=counting(calls))
    assert len(calls) == 2
    assert same(found, read_system(chain))


def test_a_damaged_or_half_written_entry_is_made_anew(chain: Path, tmp_path: Path) -> None:
    calls: list[Path] = []
    first = compiled(chain, tmp_path / "cache", read=counting(calls))
    entry = next(p for p in (tmp_path / "cache").iterdir())
    for count, file in enumerate(sorted(p for p in entry.iterdir()), start=2):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 255
        file.write_bytes(bytes(data))
        assert same(first, compiled(chain, tmp_path / "cache", read=counting(calls))), file.name
        assert len(calls) == count, file.name
    (entry / "digests").unlink()
    compiled(chain, tmp_path / "cache", read=counting(calls))
    assert len(calls) == count + 1


def test_scores_are_kept_by_content_and_a_damaged_one_is_solved_again(tmp_path: Path) -> None:
    chain, shelf = lz.load("lithium-chain"), Shelf(tmp_path / "scores")
    before = chain.scores("ar6-gwp100", cache=shelf)
    assert len(shelf) == 1
    assert chain.scores("ar6-gwp100", cache=Shelf(tmp_path / "scores")).equals(before)
    file = next((tmp_path / "scores").iterdir())
    data = bytearray(file.read_bytes())
    data[-1] ^= 255
    file.write_bytes(bytes(data))
    assert next(iter(shelf)) not in shelf
    assert chain.scores("ar6-gwp100", cache=shelf).equals(before)
    del shelf[next(iter(shelf))]
    with pytest.raises(KeyError):
        del shelf["nothing"]
