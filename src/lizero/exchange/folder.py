"""The project's own folder: processes.csv, exchanges.csv, parameters.csv, which `lizero footprint --system` reads again."""

from __future__ import annotations

from pathlib import Path

from lizero.exchange.content import Content

__all__ = ["write_folder"]


def write_folder(content: Content, path: Path) -> None:
    """Write the tables of `content` to the folder `path`: every scenario and year of its parameters, nothing resolved."""
    path.mkdir(parents=True, exist_ok=True)
    system = content.system
    frames = {"processes": system.processes, "exchanges": system.exchanges, "parameters": system.parameters}
    for name, frame in frames.items():
        if frame is not None:
            frame.write_csv(path / f"{name}.csv")
