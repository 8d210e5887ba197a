"""Uncertainty: distributions, the pedigree matrix, and draws that depend on nothing but seed, id and draw number."""

from lizero.uncertainty.distribution import KINDS, Distribution, from_interval, sample
from lizero.uncertainty.draws import GOLDEN, hash_ids, mix, uniform
from lizero.uncertainty.pedigree import PEDIGREE, pedigree, pedigree_sigma

__all__ = [
    "GOLDEN", "KINDS", "PEDIGREE", "Distribution", "from_interval", "hash_ids", "mix", "pedigree", "pedigree_sigma", "sample", "uniform",
]
