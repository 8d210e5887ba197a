"""Build the method of maximum potentials by stoichiometry: ``python tools/method_stoichiometric.py``.

Acidification: protons that a molecule can release, against the two of sulfur dioxide. Eutrophication: algae that a molecule
can make at the ratio of Redfield, C106 H263 O110 N16 P, against phosphate; organic matter by the oxygen that its decay takes,
138 molecules for one of phosphorus. Atomic masses: IUPAC, conventional, 2021.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import reference_source
import tomli_w

HERE = Path(__file__).parents[1] / "src" / "lizero" / "reference" / "methods" / "stoichiometric"
H, N, OX, F, P, S, CL = 1.008, 14.007, 15.999, 18.998, 30.974, 32.06, 35.45
SO2, PO4, O2 = S + 2 * OX, P + 4 * OX, 2 * OX
REDFIELD, OXYGEN = 16, 138
PROTONS = {
    "SO2": (2, SO2),
    "NOx": (1, N + 2 * OX),
    "NH3": (1, N + 3 * H),
    "HCl": (1, H + CL),
    "HF": (1, H + F),
    "sulfuric acid mist": (2, 2 * H + S + 4 * OX),
}
NITROGEN = {"NOx": ("air", 1, N + 2 * OX), "NH3": ("air", 1, N + 3 * H), "NH3-N": ("water", 1, N), "total N": ("water", 1, N)}


def rows() -> list[tuple[str, str, str, float, str, str]]:
    """category, flow, compartment, factor, flow_unit, unit."""
    acid = [("acidification, maximum", flow, "air", n / mass * SO2 / 2, "kg", "kg SO2-eq") for flow, (n, mass) in PROTONS.items()]
    algae = "eutrophication, maximum"
    nutrient = [(algae, flow, place, n / mass / REDFIELD * PO4, "kg", "kg PO4-eq") for flow, (place, n, mass) in NITROGEN.items()]
    return [
        *acid,
        *nutrient,
        (algae, "total P", "water", PO4 / P, "kg", "kg PO4-eq"),
        (algae, "COD", "water", PO4 / (OXYGEN * O2), "kg", "kg PO4-eq"),
    ]


def main() -> None:
    """Write method.csv and source.toml."""
    HERE.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["category", "flow", "compartment", "factor", "flow_unit", "unit"])
    writer.writerows((c, f, p, f"{v:.6g}", u, i) for c, f, p, v, u, i in rows())
    (HERE / "method.csv").write_text(out.getvalue(), encoding="utf-8", newline="\n")
    told = {
        "name": "methods/stoichiometric",
        "publisher": "lizero",
        "edition": "2026.1",
        "licence": "CC0-1.0",
        "title": "Maximum acidification and eutrophication potentials, computed by stoichiometry",
        "note": "Atomic masses: IUPAC 2021; molar ratio of algae: Redfield 1958. A maximum: no fate, no sensitivity of the place.",
    }
    (HERE / "source.toml").write_text(tomli_w.dumps(told), encoding="utf-8", newline="\n")
    reference_source.main([str(HERE)])


if __name__ == "__main__":
    main()
