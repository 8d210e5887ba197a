"""A million rows of CSV, plain, quoted and full-width, and 100,000 rows of XLSX, read into a record.

    python benchmarks/import_files.py

Targets on two cores: a million CSV rows within a minute, 100,000 XLSX rows well under one.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from lizero.importers import read_activity

HEAD = "record,site,source,category,flow,quantity,unit,start,end,method"
CSV_ROWS, XLSX_ROWS = 1_000_000, 100_000


def plain(n: int) -> str:
    """A row as a data logger writes it."""
    month = f"2025-{n % 12 + 1:02}"
    return f"r{n},site{n % 50},m{n % 997},stationary combustion,diesel,{n / 7:.6f},L,{month}-01,{month}-28,metered\n"


def quoted(n: int) -> str:
    """The same with every cell quoted and thousands separated."""
    return ",".join(f'"{cell}"' for cell in (*plain(n).split(",")[:5], f"{n * 1.5:,.2f}", *plain(n).strip().split(",")[6:])) + "\n"


def full_width(n: int) -> str:
    """The same as a Chinese plant writes it."""
    return f"r{n},站{n % 50},m{n % 997},固定源燃烧,柴油,１２{n},L,2025年{n % 12 + 1}月,2025年{n % 12 + 1}月,metered\n"


def csv_file(folder: Path, row: Callable[[int], str], rows: int) -> Path:
    """A CSV of `rows` rows."""
    path = folder / f"{row.__name__}.csv"
    with path.open("w", encoding="utf-8") as sink:
        sink.write(HEAD + "\n")
        sink.writelines(row(n) for n in range(rows))
    return path


def xlsx_file(folder: Path, rows: int) -> Path:
    """A workbook of `rows` rows with dates as serial numbers."""
    book = xlsxwriter.Workbook(folder / "rows.xlsx", {"constant_memory": True})
    sheet = book.add_worksheet("activity")
    sheet.write_row(0, 0, HEAD.split(","))
    for n in range(rows):
        start = 45658 + 28 * (n % 12)
        about = (f"r{n}", f"site{n % 50}", f"m{n % 997}", "stationary combustion", "diesel")
        sheet.write_row(n + 1, 0, [*about, n / 7, "L", start, start + 27, "metered"])
    book.close()
    return folder / "rows.xlsx"


def cases(folder: Path, csv_rows: int, xlsx_rows: int) -> Iterator[Path]:
    """The files, made one after the other."""
    for row in (plain, quoted, full_width):
        yield csv_file(folder, row, csv_rows)
    yield xlsx_file(folder, xlsx_rows)


def main(small: bool = False) -> None:
    """Prints rows and seconds (wall and processor) of each file; exits 1 when a row is missing."""
    csv_rows, xlsx_rows = (10_000, 1_000) if small else (CSV_ROWS, XLSX_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        for path in cases(Path(folder), csv_rows, xlsx_rows):
            begun, used = time.perf_counter(), time.process_time()
            record = read_activity(path)
            wall, busy = time.perf_counter() - begun, time.process_time() - used
            print(f"{path.name:16} {record.activity.height:>9,} rows {wall:7.2f} s wall {busy:7.2f} s processor")
            if record.activity.height != (xlsx_rows if path.suffix == ".xlsx" else csv_rows):
                raise SystemExit(1)


if __name__ == "__main__":
    main()
