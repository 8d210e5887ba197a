"""Counter-based random numbers: a draw is a function of seed, stable id and draw number, and of nothing else.

So the same draw comes out under any blocking, order, subset, thread or worker count (convention 8), and two systems that
share an exchange share its draws. The mixing is splitmix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
generators", OOPSLA), on unsigned 64-bit integers with wrap-around:

    mix(z) = z ^= z >> 30; z *= 0xBF58476D1CE4E5B9; z ^= z >> 27; z *= 0x94D049BB133111EB; z ^= z >> 31
    u      = min((mix(mix(mix(seed + GOLDEN) ^ id) + draw * GOLDEN) >> 11) * 2**-53 + 2**-54, 1 - 2**-53)   in (0, 1)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["GOLDEN", "hash_ids", "mix", "uniform"]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_BELOW_ONE = 1 - 2.0**-53
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The splitmix64 finaliser of each element: a bijection of 64-bit integers without visible structure."""
    with np.errstate(over="ignore"):
        z = (z ^ (z >> np.uint64(30))) * _A
        z = (z ^ (z >> np.uint64(27))) * _B
    return z ^ (z >> np.uint64(31))


def hash_ids(ids: Iterable[str]) -> NDArray[np.uint64]:
    """A stable 64-bit number for each text: the first eight bytes of its BLAKE2b digest, little end first."""
    digests = b"".join(hashlib.blake2b(i.encode("utf-8"), digest_size=8).digest() for i in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def uniform(seed: int, ids: Iterable[str] | NDArray[np.uint64], draws: int | ArrayLike) -> NDArray[np.float64]:
    """Numbers in (0, 1), shape [ids x draws], for texts or their hashes; `draws` are draw numbers from 0, or how many.

    >>> a = uniform(7, ["x", "y"], range(4))
    >>> bool((a[:, 2:] == uniform(7, ["x", "y"], [2, 3])).all()), bool((a == uniform(7, ["x", "y"], 4)).all())
    (True, True)
    """
    keys = ids if isinstance(ids, np.ndarray) else hash_ids(ids)
    numbers = np.arange(draws, dtype=np.uint64) if isinstance(draws, int) else np.asarray(draws, dtype=np.uint64)
    with np.errstate(over="ignore"):
        base = mix(np.full(1, np.uint64(seed % 2**64)) + GOLDEN)
        lanes = mix(base ^ keys)[:, None] + numbers[None, :] * GOLDEN
    return np.asarray(np.minimum((mix(lanes) >> np.uint64(11)) * 2.0**-53 + 2.0**-54, _BELOW_ONE), dtype=np.float64)
