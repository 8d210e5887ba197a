"""Writes the data set ``gwp``: the IPCC metrics of globalwarmingpotentials (CC0), and what that package lacks.

Run from the repository root: ``uv run python tools/gwp_build.py``.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import globalwarmingpotentials as package

FOLDER = Path("src/lizero/reference/gwp")
HERE = Path(__file__).parent / "gwp_more.csv"
FIELDS = ("set", "species", "value", "source", "status")
REPORTS = {"SAR": "SAR", "TAR": "TAR", "AR4": "AR4", "AR5CCF": "AR5-CCF", "AR5": "AR5", "AR6": "AR6"}


def set_id(name: str) -> str:
    """``AR5CCFGWP100`` as ``ar5-ccf-gwp100``."""
    metric = "GTP" if "GTP" in name else "GWP"
    report, years = name.split(metric)
    return f"{REPORTS[report]}-{metric}{years}".lower()


def rows() -> list[dict[str, str]]:
    """Every value of the package, then the rows of ``gwp_more.csv``; CO2 is 1 in each set."""
    source = f"globalwarmingpotentials {package.__version__}"
    found = [
        {"set": set_id(name), "species": gas, "value": f"{value:g}" if value < 1e5 else str(value), "source": source, "status": "checked"}
        for name, values in package.data.items() for gas, value in values.items()
    ]
    more = list(csv.DictReader(HERE.read_text(encoding="utf-8").splitlines()))
    again = [dict(r, set=m["set"]) for m in more if m["species"] == "*" for r in found if r["set"] == m["value"]]
    found += again
    stated = {(m["set"], m["species"]): m for m in more if m["species"] != "*"}
    kept = [stated.pop((r["set"], r["species"]), r) for r in found] + list(stated.values())
    sets = dict.fromkeys(r["set"] for r in kept)
    carbon = [{"set": s, "species": "CO2", "value": "1", "source": "by definition", "status": "checked"} for s in sets]
    return sorted(carbon + kept, key=lambda r: list(sets).index(r["set"]))


def main() -> None:
    """Writes ``gwp.csv`` and ``source.toml``."""
    with (FOLDER / "gwp.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
    digests = {n: hashlib.sha256((FOLDER / n).read_bytes()).hexdigest() for n in ("anchors.csv", "gwp.csv")}
    (FOLDER / "source.toml").write_text(
        "\n".join([
            'name = "gwp"',
            'publisher = "IPCC; compiled by openclimatedata (globalwarmingpotentials)"',
            'title = "Global warming potentials and global temperature change potentials, second to sixth assessment report"',
            f'edition = "{package.__version__}"',
            'licence = "CC0-1.0"',
            'url = "https://github.com/openclimatedata/globalwarmingpotentials"',
            'note = "Rows with another source than the package are single cited values; their status says how well they are known."',
            "",
            "[sha256]",
            *(f'"{name}" = "{digest}"' for name, digest in digests.items()),
            "",
        ]),
        encoding="utf-8", newline="\n",
    )


if __name__ == "__main__":
    main()
