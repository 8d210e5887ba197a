"""Findings and exceptions."""

from lizero import errors
from lizero.errors import Finding, LizeroError, UnknownName, worst


def test_every_exception_is_of_the_family_and_stands_in_the_tree() -> None:
    family = [getattr(errors, n) for n in errors.__all__ if isinstance(getattr(errors, n), type)]
    for kind in family:
        if issubclass(kind, Exception):
            assert issubclass(kind, LizeroError)
            assert kind.__name__ in str(errors.__doc__)


def test_the_worst_of_findings_is_their_highest_severity() -> None:
    found = [Finding("a", "r", "m", severity=s) for s in ("notice", "error", "warning")]
    assert worst(found) == "error"
    assert worst([]) is None


def test_an_unknown_name_lists_what_there_is_when_nothing_is_near() -> None:
    assert str(UnknownName("unit", "zzz", ["kg"])) == "no unit is named 'zzz'; known: kg"
    assert str(UnknownName("unit", "zzz", [])) == "no unit is named 'zzz'; known: none"
    assert "and 8 more" in str(UnknownName("unit", "zzz", [f"u{i}" for i in range(20)]))
