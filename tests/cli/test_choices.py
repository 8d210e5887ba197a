"""The file that says what rules of product footprints may choose from."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.cli.choices import read_choices
from lizero.errors import LizeroError

WHOLE = """
energy = 28800
capital = ["plant/press"]
exempt = ["plant/label"]

[physical]
mine = false
kiln = "energy"

[[supply]]
exchange = "plant/power"
kind = "grid"
flow = "electricity, CN"
provider = "grid-cn"

[[product]]
product = "tantalite"
name = "tantalite"
unit = "kg"
price = 11

[[material]]
exchange = "plant/steel"
secondary = "steel, recycled"
R1 = 1
A = 0.2
"""


def test_every_table_of_the_file_arrives(tmp_path: Path) -> None:
    file = tmp_path / "choices.toml"
    file.write_text(WHOLE, encoding="utf-8")
    found = read_choices(file)
    assert (found.energy, found.capital, found.exempt) == (28800.0, ("plant/press",), ("plant/label",))
    assert found.physical == {"mine": None, "kiln": "energy"}
    assert found.supplies is not None
    assert found.supplies.row(0) == ("plant/power", "grid", "electricity, CN", "grid-cn")
    assert found.products is not None
    assert found.products["price"].item() == 11.0
    assert found.materials is not None
    assert found.materials.select("R1", "A").row(0) == (1.0, 0.2)


@pytest.mark.parametrize(("text", "message"), [
    ("= 1", "is no TOML"), ("capitol = []", "does not know 'capitol'"), ("capital = 'a'", "is a list of exchanges"),
    ("energy = true", "is a number of kWh"), ("energy = -1", "above 0 kWh"), ("supply = 3", "list of tables"),
    ("physical = 3", "is a table of processes"), ("[[supply]]\nexchange = 'a'", "lacks kind, flow, provider"),
    ("[[material]]\nexchange = 'a'\nR9 = 1", "does not know R9"),
    ("[[supply]]\nexchange = 'a'\nkind = 'green'\nflow = 'e'\nprovider = 'p'", "no kind of electricity supply is named 'green'"),
])
def test_a_file_that_says_something_else_is_refused_by_name(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "choices.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LizeroError, match=message):
        read_choices(file)
