"""How long a footprint stands is one rule: the page's last day is the day before the document's end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lizero.exchange.pact import Declared, check_footprint, product_footprint
from lizero.lca.validity import ends_before, valid_until

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS)
@example(date(2024, 2, 28))
@example(date(2025, 2, 28))
def test_the_page_and_the_document_end_together_and_never_after_three_years(end: date) -> None:
    made = product_footprint(Declared("a", "b", end - timedelta(days=364), end, 1.0), created=datetime(2026, 3, 1, tzinfo=UTC))
    assert date.fromisoformat(made["validityPeriodEnd"][:10]) == valid_until(end) + timedelta(days=1) == ends_before(end)
    assert check_footprint(made) == ()
    assert 1095 <= (ends_before(end) - (end + timedelta(days=1))).days <= 1096


@pytest.mark.parametrize(("capture", "stated"), [(None, None), (False, False), (True, True)])
def test_capture_is_stated_only_as_the_company_states_it(capture: bool | None, stated: bool | None) -> None:
    told = Declared("a", "b", date(2025, 1, 1), date(2025, 12, 31), 1.0, capture=capture, standards=("ISO14067", "PACT-3.0"), packaging=False,
                    primary=40.0)
    made = product_footprint(told, created=datetime(2026, 3, 1, tzinfo=UTC))
    assert made["pcf"].get("ccsTechnologicalCO2CaptureIncluded") is stated
    wrong = [f.where for f in check_footprint(made)]
    assert wrong == {None: ["pcf › ccsTechnologicalCO2CaptureIncluded"], False: [], True: ["pcf › ccsTechnologicalCO2Capture"]}[capture]


def test_figures_of_what_is_not_included_are_refused() -> None:
    made = product_footprint(Declared("a", "b", date(2025, 1, 1), date(2025, 12, 31), 1.0, packaging=False), created=datetime(2026, 3, 1, tzinfo=UTC))
    made["pcf"]["packagingGhgEmissions"] = "0.1"
    assert [f.rule for f in check_footprint(made)] == ["pact.rule"]
