"""Shares of a holder in each entity, down the chains of ownership, under each consolidation approach.

For an edge (holder holds `share` of held) the factor that passes down is, by approach (Corporate Standard ch. 3,
Table 1; convention 11):

    =================  ============  ==================================  =======================
    relation           equity        financial                           operational
    =================  ============  ==================================  =======================
    subsidiary         share         1 sole, share joint, 0 none         1 if operated, else 0
    joint venture      share         1 sole, share joint, 0 none         1 if operated, else 0
    associate          share         0                                   1 if operated, else 0
    investment         0             0                                   0
    franchise          share         1 sole, share joint, 0 none         1 if operated, else 0
    =================  ============  ==================================  =======================

Factors multiply down a chain and add over chains, to at most the whole. Control decides what a subsidiary is, not
50 %. Beside each approach stands the *economic* interest (share on every edge, investments too): what of it the
approach leaves out belongs to category 15.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from lizero.errors import BoundaryRefused, UnknownName

__all__ = ["APPROACHES", "Edge", "approach_rule", "economic", "roots", "shares"]


@dataclass(frozen=True, slots=True)
class Edge:
    """One interest: who holds how much of what, with which control, and from when to when (both counted)."""

    holder: str
    held: str
    share: float
    relation: str
    control: str
    operator: bool
    start: date
    end: date


Rule = Callable[[Edge], float]


def _equity(edge: Edge) -> float:
    return 0.0 if edge.relation == "investment" else edge.share


def _financial(edge: Edge) -> float:
    if edge.relation in ("investment", "associate"):
        return 0.0
    return {"sole": 1.0, "joint": edge.share, "none": 0.0}[edge.control]


def _operational(edge: Edge) -> float:
    return 1.0 if edge.operator and edge.relation != "investment" else 0.0


def economic(edge: Edge) -> float:
    """The economic interest of an edge, whatever its relation."""
    return edge.share


APPROACHES: Mapping[str, Rule] = MappingProxyType({"equity": _equity, "financial": _financial, "operational": _operational})


def approach_rule(approach: str) -> Rule:
    """The rule of a consolidation approach; UnknownName lists the three."""
    if approach not in APPROACHES:
        raise UnknownName(f"approach ({', '.join(APPROACHES)})", approach, APPROACHES)
    return APPROACHES[approach]


def shares(edges: Iterable[Edge], holder: str, rule: Rule) -> dict[str, float]:
    """Share of `holder` in each entity below it, itself included, when all `edges` hold at once.

    share[k] = Σ over edges (j, k) of share[j] × rule(edge). Not limited to the whole: the caller does that and says so.
    Raises BoundaryRefused when an entity holds itself through others.

    >>> day = date(2025, 1, 1)
    >>> chain = [Edge("group", "chem", 0.83, "subsidiary", "sole", True, day, day),
    ...          Edge("chem", "mine", 0.5, "joint venture", "joint", False, day, day)]
    >>> round(shares(chain, "group", approach_rule("equity"))["mine"], 6)
    0.415
    >>> shares(chain, "group", approach_rule("financial"))["mine"]
    0.5
    """
    below: dict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda e: (e.holder, e.held, e.start)):
        below[edge.holder].append(edge)
    found = {holder: 1.0}
    for entity in _downwards(below, holder):
        for edge in below[entity]:
            found[edge.held] = found.get(edge.held, 0.0) + found[entity] * rule(edge)
    return found


def _downwards(below: Mapping[str, list[Edge]], holder: str) -> list[str]:
    """The entities from `holder` down, each after all that hold it; a cycle is refused by name."""
    order: list[str] = []
    done: set[str] = set()
    path: list[str] = [holder]
    stack = [iter(below.get(holder, ()))]
    while stack:
        edge = next(stack[-1], None)
        if edge is None:
            stack.pop()
            done.add(path[-1])
            order.append(path.pop())
        elif edge.held in path:
            raise _cycle([*path[path.index(edge.held) :], edge.held])
        elif edge.held not in done:
            path.append(edge.held)
            stack.append(iter(below.get(edge.held, ())))
    return order[::-1]


def _cycle(path: list[str]) -> BoundaryRefused:
    return BoundaryRefused(
        f"OWNERSHIP holds itself in a circle: {' → '.join(path)}; shares along a circle have no single answer. "
        "Correct the row that closes it, or give its start and end if the interests did not exist together"
    )


def roots(edges: Iterable[Edge]) -> tuple[str, ...]:
    """The entities that hold others and are held by none, sorted.

    >>> day = date(2025, 1, 1)
    >>> roots([Edge("group", "chem", 1, "subsidiary", "sole", True, day, day)])
    ('group',)
    """
    edges = list(edges)
    return tuple(sorted({e.holder for e in edges} - {e.held for e in edges}))
