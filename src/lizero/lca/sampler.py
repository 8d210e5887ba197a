"""Draws in lanes, compiled: the values of uncertain exchanges for 16 draws at once, as float32.

A draw is a function of seed, exchange and draw number alone (`lizero.uncertainty.draws`): ``base`` holds
mix(mix(seed + GOLDEN) ^ id) of each exchange, and a lane adds draw × GOLDEN and mixes once more. Values are float32 by
definition; the normal quantile is algorithm AS 241 (Wichura 1988, Applied Statistics 37, 477-484), its form for single
precision, and the exponential a polynomial after reduction by powers of two, both good to a few float32 roundings.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

__all__ = ["LANES", "LOGNORMAL", "NONE", "NORMAL", "TRIANGULAR", "UNIFORM", "bank_lanes", "sample_lanes", "score_lanes"]

Array = Any
LANES = 16
NONE, LOGNORMAL, NORMAL, TRIANGULAR, UNIFORM = range(5)

compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy", fastmath={"contract"})
inlined = njit(
    cache=True, nogil=True, boundscheck=False, error_model="numpy", fastmath={"contract"}, inline="always"
)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_F = np.float32


def _read(typing: Any, x: Any) -> Any:
    """The bits of a float32 as an int32."""
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.int32))

    return types.int32(types.float32), code


def _made(typing: Any, n: Any) -> Any:
    """The float32 that has the bits of an int32."""
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float32))

    return types.float32(types.int32), code


_bits: Any = intrinsic(_read)
_from_bits: Any = intrinsic(_made)


@inlined
def _shares(base: Any, first: Any, u: Array) -> None:
    """Uniform numbers in (0, 1) of the draws from `first` on, one a lane."""
    for lane in range(LANES):
        z = base + (first + np.uint64(lane)) * _GOLDEN
        z = (z ^ (z >> _S30)) * _A
        z = (z ^ (z >> _S27)) * _B
        z = z ^ (z >> _S31)
        u[lane] = np.float64(z >> _S11) * 2.0**-53 + 2.0**-54


@inlined
def _logarithm(p: Any) -> Any:
    """ln of a positive float32: exponent, and a polynomial of the mantissa between √½ and √2."""
    bits = _bits(p)
    shifted = np.int32(bits - np.int32(0x3F3504F3))
    n = np.int32(shifted >> np.int32(23))
    m = _from_bits(np.int32(bits - np.int32(n << np.int32(23)))) - _F(1.0)
    y = ((((((((_F(7.0376836292e-2) * m - _F(1.1514610310e-1)) * m + _F(1.1676998740e-1)) * m
              - _F(1.2420140846e-1)) * m + _F(1.4249322787e-1)) * m - _F(1.6668057665e-1)) * m
           + _F(2.0000714765e-1)) * m - _F(2.4999993993e-1)) * m + _F(3.3333331174e-1)) * m * m * m
    e = _F(n)
    return m + (y - _F(0.5) * m * m + e * _F(-2.12194440e-4)) + e * _F(0.693359375)


@inlined
def _root(x: Any) -> Any:
    """√x of a positive float32: a first guess from its bits, and three steps of Newton's method."""
    y = _from_bits(np.int32(np.int32(0x5F375A86) - (_bits(x) >> np.int32(1))))
    y = y * (_F(1.5) - _F(0.5) * x * y * y)
    y = y * (_F(1.5) - _F(0.5) * x * y * y)
    y = y * (_F(1.5) - _F(0.5) * x * y * y)
    return x * y


@inlined
def _normal(u: Array, z: Array) -> None:
    """The standard normal quantile of each lane (AS 241, PPND7): both ranges are worked out, then one is chosen."""
    far = 0
    for lane in range(LANES):
        d = u[lane] - 0.5
        q = _F(d)
        r = _F(0.180625) - q * q
        top = ((_F(59.109374720) * r + _F(159.29113202)) * r + _F(50.434271938)) * r + _F(3.3871327179)
        low = ((_F(67.187563600) * r + _F(78.757757664)) * r + _F(17.895169469)) * r + _F(1.0)
        w = -_logarithm(_F(0.5 - abs(d)))
        far += 1 if w > _F(25.0) else 0
        t = _root(w) - _F(1.6)
        above = ((_F(0.17023821103) * t + _F(1.3067284816)) * t + _F(2.7568153900)) * t + _F(1.4234372777)
        below = (_F(0.12021132975) * t + _F(0.73700164250)) * t + _F(1.0)
        tail = above / below
        signed = tail if q > _F(0.0) else -tail
        z[lane] = q * top / low if abs(q) <= _F(0.425) else signed
    if far > 0:
        _far(u, z)


@compiled
def _far(u: Array, z: Array) -> None:
    """The outermost tails of `_normal`, met once in 10^10 draws."""
    for lane in range(LANES):
        q = u[lane] - 0.5
        r = np.sqrt(-np.log(min(u[lane], 1.0 - u[lane]))) - 5.0
        if r > 0.0:
            top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
            low = (0.012258202635 * r + 0.24197894225) * r + 1.0
            z[lane] = _F(top / low if q > 0.0 else -top / low)


@inlined
def _exponential(y: Array) -> None:
    """exp of each lane, in place; arguments beyond ±80 stay there."""
    for lane in range(LANES):
        v = _F(-80.0) if y[lane] < _F(-80.0) else y[lane]
        v = _F(80.0) if v > _F(80.0) else v
        n = np.int32(v * _F(1.4426950409) + (_F(0.5) if v > _F(0.0) else _F(-0.5)))
        f = v - _F(n) * _F(0.693359375) + _F(n) * _F(2.12194440e-4)
        p = ((((_F(1.9875691500e-4) * f + _F(1.3981999507e-3)) * f + _F(8.3334519073e-3)) * f
              + _F(4.1665795894e-2)) * f + _F(1.6666665459e-1)) * f + _F(5.0000001201e-1)
        y[lane] = (p * f * f + f + _F(1.0)) * _from_bits(np.int32((n + np.int32(127)) << np.int32(23)))


@inlined
def _one(kind: Any, loc: Any, spread: Any, low: Any, high: Any, u: Array, z: Array, out: Array) -> None:
    """The values of one exchange in each lane."""
    if kind == LOGNORMAL:
        _normal(u, z)
        for lane in range(LANES):
            z[lane] *= _F(spread)
        _exponential(z)
        for lane in range(LANES):
            out[lane] = _F(loc) * z[lane]
    elif kind == NORMAL:
        _normal(u, z)
        for lane in range(LANES):
            out[lane] = _F(loc) + _F(spread) * z[lane]
    elif kind == UNIFORM:
        for lane in range(LANES):
            out[lane] = _F(low + (high - low) * u[lane])
    else:
        turn = (loc - low) / (high - low)
        for lane in range(LANES):
            rising = low + np.sqrt(u[lane] * (high - low) * (loc - low))
            falling = high - np.sqrt((1.0 - u[lane]) * (high - low) * (high - loc))
            out[lane] = _F(rising if u[lane] < turn else falling)


@compiled
def sample_lanes(
    base: Array, kind: Array, loc: Array, spread: Array, low: Array, high: Array, sign: Array, first: Any, out: Array
) -> None:
    """`out` (k, 16): values of k exchanges in the draws ``first, first + 1, …``, times `sign` (k,), as float32."""
    u = np.empty(LANES)
    z = np.empty(LANES, dtype=np.float32)
    start = np.uint64(first)
    for e in range(len(kind)):
        if kind[e] == NONE:
            for lane in range(LANES):
                out[e, lane] = _F(loc[e] * sign[e])
            continue
        _shares(base[e], start, u)
        _one(kind[e], loc[e], spread[e], low[e], high[e], u, z, out[e])
        for lane in range(LANES):
            out[e, lane] *= _F(sign[e])


@compiled
def score_lanes(
    base: Array, kind: Array, loc: Array, spread: Array, low: Array, high: Array, column: Array, factor: Array,
    first: Any, supply: Array, out: Array
) -> None:
    """Adds to `out` (methods, 16) the score of the elementary exchanges: factor_m,e × value_e × supply_column(e).

    `factor` (k, methods) holds Q and the sign and share of each entry; `supply` (n, 16) how often processes run.
    """
    u = np.empty(LANES)
    z = np.empty(LANES, dtype=np.float32)
    value = np.empty(LANES, dtype=np.float32)
    start = np.uint64(first)
    for e in range(len(kind)):
        if kind[e] == NONE:
            for lane in range(LANES):
                value[lane] = _F(loc[e])
        else:
            _shares(base[e], start, u)
            _one(kind[e], loc[e], spread[e], low[e], high[e], u, z, value)
        for m in range(factor.shape[1]):
            f = factor[e, m]
            if f != 0.0:
                for lane in range(LANES):
                    out[m, lane] += f * (value[lane] * supply[column[e], lane])


@compiled
def bank_lanes(
    value: Array, column: Array, product: Array, factor: Array, store: Array, supply: Array, out: Array
) -> None:
    """Adds to `out` (methods, 16) what is taken from a background drawn along: store_lane,product,m × factor × value × s.

    `value` (k, 16): drawn figures; `store` (16, products, methods): scores of one unit of each product in each draw.
    """
    total = np.empty(store.shape[2])
    for lane in range(LANES):
        total[:] = 0.0
        for e in range(len(column)):
            taken = factor[e] * value[e, lane] * supply[column[e], lane]
            price = store[lane, product[e]]
            for m in range(len(total)):
                total[m] += taken * price[m]
        for m in range(len(total)):
            out[m, lane] += total[m]
