"""Cases small enough to enumerate, and random ones of any size."""

import itertools

import numpy as np

from lizero.pathway.cases import Sources, case
from lizero.pathway.lever import Added, Lever
from lizero.pathway.terms import Terms
from lizero.uncertainty import uniform


def sources(*, sites=1, kinds=("kiln", "boiler", "haul", "grid"), years=26, growth=0.01, seed=1, species=("CO2",)):
    keys = tuple((f"s{n}", k) for n in range(sites) for k in kinds)
    size = 20e6 + 80e6 * uniform(seed, [f"{a}/{b}" for a, b in keys], 1)
    rate = 1 + growth * uniform(seed, [f"growth/{a}" for a, _ in keys], 1)
    activity = size * rate ** np.arange(years)
    factor = np.repeat(np.linspace(1.0, 0.01, len(species))[None, None, :], len(keys), 0).repeat(years, 1)
    return Sources(keys, tuple(range(2025, 2025 + years)), species, np.eye(len(species))[0], activity, factor)


def levers(count=6, *, kinds=("kiln", "boiler", "haul", "grid"), in_group=3, seed=1, years=26, species=("CO2",)):
    u = uniform(seed, [f"lever {n}" for n in range(count)], 6)
    found = []
    for n in range(count):
        kind, share, opens = kinds[n % len(kinds)], 0.1 + 0.7 * u[n, 0], 2025 + int(u[n, 1] * years / 3)
        found.append(Lever(
            f"L{n}", f"lever {n}", "midstream", ("*",), (kind,), dict.fromkeys(species, share), first=opens, ramp=3, life=40,
            capex=2e6 + 38e6 * share * u[n, 2], opex=(u[n, 3] - 0.4) * 1e6, learning=0.01,
            group=f"{kind} {n // len(kinds) // in_group}", rollout=None))
    return found


def contraction(base, *, rate=0.042, floor=0.1):
    total = float(base.emissions[:, 0] @ base.gwp @ np.ones(len(base.keys)))
    return total * np.maximum(1 - rate * np.arange(len(base.years)), floor)


def small(seed=1, count=4, years=5):
    base = sources(years=years, seed=seed, kinds=("kiln",))
    here = case(base, levers(count, kinds=("kiln",), in_group=1, seed=seed, years=years))
    return here, Terms(cap=contraction(base, rate=0.1), carbon_price=np.full(years, 0.05))


def every_plan(here):
    for plan in itertools.product(*((-1, *here.starts(m)) for m in range(len(here.measures)))):
        yield np.array(plan)


__all__ = ["Added", "Lever", "Terms", "case", "contraction", "every_plan", "levers", "small", "sources"]
