"""One small register of things that can be extended: importers, methods, frameworks, levers, commands.

The built-ins come in by the same door as plug-ins: `register` at import, or an entry point of the group
``lizero.<kind>`` in another distribution, loaded when a name of that kind is first asked for. A name that is registered
here is not replaced by an entry point. A kind may be written in the singular: ``method`` is ``methods``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any, TypeVar

from lizero.errors import UnknownName

__all__ = ["KINDS", "find", "names", "register", "registered"]

KINDS = ("importers", "methods", "frameworks", "levers", "commands")

T = TypeVar("T")

_known: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
_loaded: set[str] = set()


def register(kind: str, name: str, thing: Any) -> None:
    """Make `thing` findable as `name`. Registering the same thing again is no fault; another under the name is.

    Raises UnknownName for an unknown kind and ValueError when the name is taken.
    """
    held = _known[_group(kind)]
    if name in held and held[name] is not thing:
        raise ValueError(f"{kind}: the name {name!r} is taken by {held[name]!r}")
    held[name] = thing


def registered(kind: str, name: str) -> Callable[[T], T]:
    """The decorator form of `register`."""

    def keep(thing: T) -> T:
        register(kind, name, thing)
        return thing

    return keep


def find(kind: str, name: str) -> Any:
    """The thing registered as `name`. Raises UnknownName with the nearest names.

    >>> find("kiln", "rotary")
    Traceback (most recent call last):
    ...
    lizero.errors.UnknownName: no kind of plug-in is named 'kiln'; known: importers, ...
    """
    held = _plugged(kind)
    if name not in held:
        raise UnknownName(_group(kind).removesuffix("s"), name, held)
    return held[name]


def names(kind: str) -> tuple[str, ...]:
    """Names registered under `kind`, sorted."""
    return tuple(sorted(_plugged(kind)))


def _group(kind: str) -> str:
    group = kind if kind in KINDS else f"{kind}s"
    if group not in KINDS:
        raise UnknownName("kind of plug-in", kind, KINDS)
    return group


def _plugged(kind: str) -> dict[str, Any]:
    group = _group(kind)
    held = _known[group]
    if group not in _loaded:
        _loaded.add(group)
        for point in entry_points(group=f"lizero.{group}"):
            if point.name not in held:
                held[point.name] = point.load()
    return held
