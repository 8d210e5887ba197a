"""Run the benchmarks: ``python -m benchmarks [NAME ...] [--small] [--list]``.

Each module of this folder with a ``main(small)`` is one benchmark; it prints what it measured and exits with 1 on a wrong
answer. ``--small`` runs each at a size that takes seconds, to see that it still works.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
import traceback
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent


def found() -> dict[str, ModuleType]:
    """The benchmarks by name."""
    names = sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith("_"))
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "main")}


def run(module: ModuleType, small: bool) -> bool:
    """Run one benchmark; True when it gave the right answers."""
    try:
        module.main(**({"small": small} if "small" in inspect.signature(module.main).parameters else {}))
    except SystemExit as stop:
        return not stop.code
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        return False
    return True


def main() -> None:
    """Run what was asked for; exit with the number of benchmarks that failed."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("names", nargs="*")
    ask.add_argument("--small", action="store_true")
    ask.add_argument("--list", action="store_true")
    told = ask.parse_args()
    known = found()
    if told.list:
        print("\n".join(f"{n:24} {(m.__doc__ or '').splitlines()[0]}" for n, m in known.items()))
        return
    chosen = told.names or list(known)
    unknown = [n for n in chosen if n not in known]
    if unknown:
        ask.error(f"no benchmark is named {', '.join(unknown)}; there are {', '.join(known)}")
    failed = 0
    for name in chosen:
        print(f"== {name}", flush=True)
        failed += not run(known[name], told.small)
    sys.exit(failed)


if __name__ == "__main__":
    main()
