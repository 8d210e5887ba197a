"""Builds the shipped factor libraries: one folder a publisher and edition, from a table of published figures.

    python tools/factor_libraries.py emission_factors.csv src/lizero/reference/factors

The table has one row a published figure: id, name, activity, unit, gas, value, gas_unit, geography, valid_from, valid_to,
source, table, licence_note, status. Beside it lie background.csv,
background_gaps.csv and uslci_intensities.csv. Each builder takes the rows of one publisher and maps them to FACTORS and PARAMETERS:
the publisher's name stays in `name`, the canonical item goes to `activity` (factor_items.csv). The same input gives the
same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import factor_build_au as au
import factor_build_background as background
import factor_build_cn as cn
import factor_build_gb as gb
import factor_build_ipcc as ipcc
import factor_build_refrigerants as refrigerants
import factor_build_us_eu as us_eu
from factor_build import Edition, Row, read, write

BUILDERS: tuple[Callable[[list[Row], list[Row]], Iterator[Edition]], ...] = (
    ipcc.editions,
    cn.editions,
    au.editions,
    gb.editions,
    us_eu.editions,
    refrigerants.editions,
)


def main(table: Path, out: Path) -> None:
    """Writes every library under `out` and says what was written."""
    facts, second = read(table), read(table.with_name("background.csv"))
    made = (edition for builder in BUILDERS for edition in builder(facts, second))
    for edition in chain(made, background.editions(table.parent)):
        write(edition, out)
        print(f"{edition.library}/{edition.edition}: {len(edition.factors)} factors, {len(edition.parameters)} parameters")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
