"""Maximum potentials by stoichiometry: the figures that the CML baseline (Heijungs et al. 1992; Guinée et al. 2002) rounds to."""

from __future__ import annotations

import pytest

from lizero.impact import method

PUBLISHED = {
    ("acidification, maximum", "SO2"): 1.00, ("acidification, maximum", "NOx"): 0.70, ("acidification, maximum", "NH3"): 1.88,
    ("acidification, maximum", "HCl"): 0.88, ("acidification, maximum", "HF"): 1.60, ("eutrophication, maximum", "NOx"): 0.13,
    ("eutrophication, maximum", "NH3"): 0.35, ("eutrophication, maximum", "total N"): 0.42, ("eutrophication, maximum", "total P"): 3.06,
    ("eutrophication, maximum", "COD"): 0.022,
}


@pytest.mark.parametrize(("key", "value"), PUBLISHED.items())
def test_the_potential_of_each_substance(key: tuple[str, str], value: float) -> None:
    found = {(c, f): v for c, f, v in method("stoichiometric").frame.select("category", "flow", "factor").iter_rows()}
    assert found[key] == pytest.approx(value, abs=0.0065 if value > 0.1 else 0.0006)
