"""Benchmarks: frozen specifications, each a ratio against a peer or a bound in the same run."""
