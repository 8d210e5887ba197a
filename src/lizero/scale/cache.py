"""Systems and solutions kept on disk by the content that they came from: a cold start reads arrays instead of compiling.

Every entry lies in a file or folder named after a digest of its sources, and carries digests of its own bytes. What is
damaged, half written, or of another version is made anew: a cache can be slow, never wrong. Nothing in it is run.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lizero import __version__
from lizero.errors import Finding
from lizero.importers import read_system
from lizero.lca import Entries, System
from lizero.lca.link import Fault
from lizero.lca.model import Model
from lizero.lca.network import Floats, Network
from lizero.lca.parameters import Values

__all__ = ["Shelf", "compiled"]

_FORMAT = f"1-{__version__}"
_FRAMES = ("columns", "exchanges", "flows", "cut", "parameters")
_ENTRIES = ("row", "column", "value", "exchange", "factor")


@dataclass(frozen=True)
class Shelf(MutableMapping[str, Floats]):
    """Arrays by key, each in a file of `folder`: for ``System.scores(cache=...)``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     shelf = Shelf(Path(folder))
    ...     shelf["a"] = np.array([1.0, np.nan])
    ...     shelf["a"].tolist(), "b" in shelf
    ([1.0, nan], False)
    """

    folder: Path

    def __getitem__(self, key: str) -> Floats:
        try:
            data = self._file(key).read_bytes()
            if data[:32] != _digest(data[32:]):
                raise ValueError("damaged")
            return np.asarray(np.load(io.BytesIO(data[32:]), allow_pickle=False), dtype=np.float64)
        except (OSError, ValueError) as error:
            raise KeyError(key) from error

    def __setitem__(self, key: str, value: Floats) -> None:
        buffer = io.BytesIO()
        np.save(buffer, np.asarray(value, dtype=np.float64), allow_pickle=False)
        _write(self._file(key), _digest(buffer.getvalue()) + buffer.getvalue())

    def __delitem__(self, key: str) -> None:
        if not self._file(key).is_file():
            raise KeyError(key)
        self._file(key).unlink()

    def __iter__(self) -> Iterator[str]:
        return (p.stem for p in self.folder.glob("*.array"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _file(self, key: str) -> Path:
        return self.folder / f"{blake2b(key.encode('utf-8'), digest_size=16).hexdigest() if not key.isalnum() else key}.array"


def compiled(path: str | Path, folder: str | Path, *, read: Callable[[Path], System] = read_system) -> System:
    """The system at `path` with its model, from the cache in `folder` where it is there, else read, compiled and kept.

    `read` makes the system of the files at `path`. The key is the content of the files, whatever their dates.
    """
    path, folder = Path(path), Path(folder)
    place = folder / _key(path)
    found = _kept(place)
    if found is not None:
        return found
    made = read(path)
    made.model()
    _keep(made, place)
    return made


def _key(path: Path) -> str:
    found = blake2b(_FORMAT.encode("utf-8"), digest_size=20)
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        found.update(file.relative_to(path).as_posix().encode("utf-8") if path.is_dir() else file.name.encode("utf-8"))
        found.update(file.read_bytes())
    return found.hexdigest()


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=32).digest()


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _keep(system: System, place: Path) -> None:
    """Write a system; the list of digests comes last, so that an interrupted writing counts for nothing."""
    model = system.model()
    files = {
        f"system-{n}": _parquet(f)
        for n, f in (("processes", system.processes), ("exchanges", system.exchanges), ("parameters", system.parameters))
        if f is not None
    }
    files |= {f"model-{n}": _parquet(getattr(model, n)) for n in _FRAMES}
    files |= {f"rejected-{n}": _parquet(f) for n, f in system.rejected.items()}
    files["network"] = _network(model.network)
    files["told"] = json.dumps(_told(system, model), ensure_ascii=False).encode("utf-8")
    shutil.rmtree(place, ignore_errors=True)
    for name, data in files.items():
        _write(place / name, data)
    _write(place / "digests", json.dumps({n: _digest(d).hex() for n, d in files.items()}).encode("utf-8"))


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="lz4")
    return buffer.getvalue()


def _network(network: Network) -> bytes:
    arrays: dict[str, Any] = {"pivot": network.pivot, "flows": np.array([network.flows])}
    if network.pivot_exchange is not None:
        arrays["pivot_exchange"] = network.pivot_exchange
    for side in ("technosphere", "biosphere"):
        entries = getattr(network, side)
        arrays |= {f"{side}_{n}": getattr(entries, n) for n in _ENTRIES if getattr(entries, n) is not None}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _told(system: System, model: Model) -> dict[str, Any]:
    return {
        "name": system.name,
        "edition": system.edition,
        "findings": [f.as_dict() for f in system.findings],
        "faults": [[f.process, f.finding.as_dict(), f.fatal] for f in model.faults],
        "values": [[scope, name, float(value)] for (scope, name), value in model.values.values.items()],
        "value findings": [f.as_dict() for f in model.values.findings],
        "bad": [list(k) for k in model.values.bad],
        "rejected": list(system.rejected),
    }


def _kept(place: Path) -> System | None:
    """The system at `place`, or None when it is not whole."""
    try:
        digests = json.loads((place / "digests").read_bytes())
        files = {name: (place / name).read_bytes() for name in digests}
        if any(_digest(files[name]).hex() != digest for name, digest in digests.items()):
            return None
        return _restored(files)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None


def _restored(files: Mapping[str, bytes]) -> System:
    told = json.loads(files["told"])
    frames = {n: pl.read_parquet(files[f"model-{n}"]) for n in _FRAMES}
    values = Values(
        {(s, n): v for s, n, v in told["values"]}, tuple(Finding(**f) for f in told["value findings"]), frozenset((s, n) for s, n in told["bad"])
    )
    faults = tuple(Fault(p, Finding(**f), fatal) for p, f, fatal in told["faults"])
    model = Model(
        frames["columns"], frames["exchanges"], frames["flows"], _network_of(files["network"]), frames["cut"], faults, values, frames["parameters"]
    )
    tables = {n: pl.read_parquet(files[f"system-{n}"]) for n in ("processes", "exchanges", "parameters")}
    return System.restored(
        tables["processes"],
        tables["exchanges"],
        tables["parameters"],
        told["name"],
        told["edition"],
        tuple(Finding(**f) for f in told["findings"]),
        {n: pl.read_parquet(files[f"rejected-{n}"]) for n in told["rejected"]},
        {(None, None): model},
    )


def _network_of(data: bytes) -> Network:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        found: dict[str, Any] = dict(arrays)
    technosphere, biosphere = (
        Entries(found[f"{side}_row"], found[f"{side}_column"], found[f"{side}_value"], found[f"{side}_exchange"], found.get(f"{side}_factor"))
        for side in ("technosphere", "biosphere")
    )
    return Network(found["pivot"], technosphere, biosphere, int(found["flows"][0]), found.get("pivot_exchange"))
