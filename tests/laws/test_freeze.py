"""What is frozen can be computed again by anybody, an edited byte is caught and named, and the order of rows means
nothing (convention 10)."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lizero.activity import Record
from lizero.errors import FreezeRefused, VerifyFailed
from lizero.factors import Library, library
from lizero.project import Asked, Computed, Frozen, Settings, freeze, inventory_results, verify

DAY = date(2026, 1, 15)
SITES = pl.DataFrame({"site": ["kwinana", "遂宁"], "organisation": ["chem"] * 2, "name": ["K", "S"], "geography": ["AU-WA", "CN-SC"]})
OWN = pl.DataFrame({
    "id": ["d", "e"], "category": ["stationary combustion", "purchased electricity"], "activity": ["diesel", "electricity"],
    "unit": ["L", "kWh"], "flow": ["CO2", "CO2e"], "amount": [2.7, 0.6], "flow_unit": ["kg", "kg"], "geography": ["WORLD", "CN-SC"],
    "gwp_set": [None, "ar6-gwp100"],
})


def rows() -> pl.DataFrame:
    months = range(1, 13)
    return pl.concat([pl.DataFrame({
        "record": [f"{site}/{m:02}" for m in months], "site": [site] * 12, "source": ["m, \"1\""] * 12, "category": [category] * 12,
        "flow": [flow] * 12, "quantity": [1000 + m / 7 for m in months], "unit": [unit] * 12,
        "start": [date(2025, m, 1) for m in months], "end": [date(2025, m, 28) for m in months],
    }) for site, category, flow, unit in (
        ("kwinana", "stationary combustion", "diesel", "L"), ("遂宁", "purchased electricity", "electricity", "kWh"))])


def asked(activity: pl.DataFrame | None = None, shelf: Library | None = None, holder: str = "chem") -> Asked:
    record = Record.of(rows() if activity is None else activity, SITES=SITES)
    return Asked(record, shelf or library(Library.of(OWN), "ipcc-2006"), Settings(name="law", holder=holder, libraries=("own",)), 2025)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return freeze(asked(), tmp_path_factory.mktemp("冻结"), on=DAY)


@pytest.fixture
def copy(frozen: Frozen, tmp_path: Path) -> Path:
    return Path(shutil.copytree(frozen.folder, tmp_path / frozen.folder.name))


def test_a_frozen_year_is_verified_in_a_new_process(frozen: Frozen) -> None:
    code = "import sys; from lizero.project import verify; v = verify(sys.argv[1]); print(v.digest, v.rows)"
    done = subprocess.run([sys.executable, "-c", code, str(frozen.folder)], capture_output=True, text=True, encoding="utf-8", check=True)
    digest, compared = done.stdout.split()
    assert digest == frozen.digest
    assert int(compared) > 48


def test_freezing_twice_gives_the_same_folder(frozen: Frozen) -> None:
    before = {p: p.read_bytes() for p in frozen.folder.rglob("*") if p.is_file()}
    again = freeze(asked(), frozen.folder.parent, on=date(2027, 5, 5))
    assert (again.folder, again.digest) == (frozen.folder, frozen.digest)
    assert {p: p.read_bytes() for p in frozen.folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_columns_does_not_change_the_digest(seed: int, frozen: Frozen, tmp_path: Path) -> None:
    shuffled = rows().sample(fraction=1.0, shuffle=True, seed=seed)
    columns = list(shuffled.columns)
    random.Random(seed).shuffle(columns)
    chunks = pl.concat([shuffled.select(columns).slice(0, 7), shuffled.select(columns).slice(7)], rechunk=False)
    own = Library.of(OWN.sample(fraction=1.0, shuffle=True, seed=seed))
    assert freeze(asked(chunks, library(own, "ipcc-2006")), tmp_path, on=DAY).digest == frozen.digest


def test_each_changed_input_changes_the_digest(frozen: Frozen, tmp_path: Path) -> None:
    changed = rows().with_columns(pl.when(pl.col("record") == "kwinana/03").then(1000.5).otherwise("quantity").alias("quantity"))
    factor = library(Library.of(OWN.with_columns(amount=pl.col("amount") * 1.0000001)), "ipcc-2006")
    settings = Asked(asked().record, asked().library, Settings(holder="chem", libraries=("own",), gwp="ar5-gwp100"), 2025)
    digests = {freeze(a, tmp_path, on=DAY).digest for a in (asked(changed), asked(shelf=factor), settings)}
    assert len(digests | {frozen.digest}) == 4


def test_a_library_that_is_not_used_changes_no_digest_but_by_its_parameters(frozen: Frozen, tmp_path: Path) -> None:
    other = freeze(asked(shelf=library(Library.of(OWN), "ipcc-2006", "us-egrid=2022")), tmp_path, on=DAY)
    assert other.digest == frozen.digest


def test_an_edited_byte_in_any_file_is_caught_and_its_file_named(copy: Path) -> None:
    for file in sorted(p for p in copy.rglob("*") if p.is_file()):
        whole = file.read_bytes()
        file.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        with pytest.raises(VerifyFailed, match=file.name.replace(".", r"\.")):
            verify(copy)
        file.write_bytes(whole)
    assert verify(copy).digest.startswith(copy.name[-12:])


def test_an_edited_line_is_named_with_what_it_says(copy: Path) -> None:
    file = copy / "inputs" / "activity.csv"
    lines = file.read_bytes().decode("utf-8").split("\n")
    lines[5] = lines[5].replace("100", "900", 1)
    file.write_bytes("\n".join(lines).encode("utf-8"))
    with pytest.raises(VerifyFailed, match=r"inputs/activity\.csv .*line 6 differs, it now says .*900"):
        verify(copy)


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_removed_or_added_line_is_named(place: str, copy: Path) -> None:
    file = copy / "results" / "flows.csv"
    lines = file.read_bytes().decode("utf-8").split("\n")
    changed = [lines[0], *lines[2:]] if place == "first" else [*lines[:-1], lines[-2], ""]
    file.write_bytes("\n".join(changed).encode("utf-8"))
    number = 2 if place == "first" else len(lines)
    with pytest.raises(VerifyFailed, match=rf"line {number} differs"):
        verify(copy)


def test_a_missing_and_an_added_file_are_named(copy: Path) -> None:
    (copy / "inputs" / "extra.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(VerifyFailed, match=r"inputs/extra\.csv was added"):
        verify(copy)
    (copy / "inputs" / "extra.csv").unlink()
    (copy / "results" / "totals.csv").unlink()
    with pytest.raises(VerifyFailed, match=r"results/totals\.csv is missing"):
        verify(copy)


def reseal(folder: Path) -> None:
    """Digests made to fit the edited files, as somebody would who wants an edit to pass."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in manifest["files"]}
    told = json.dumps(manifest).encode("utf-8")
    (folder / "manifest.json").write_bytes(told)
    (folder / "manifest.sha256").write_bytes(hashlib.sha256(told).hexdigest().encode() + b"\n")


def test_a_result_edited_with_its_digests_is_caught_by_computing_again(copy: Path) -> None:
    file = copy / "results" / "totals.csv"
    text = file.read_text(encoding="utf-8")
    scope1 = next(line for line in text.split("\n") if line.startswith("scope1,"))
    file.write_bytes(text.replace(scope1, "scope1,1.0").encode("utf-8"))
    reseal(copy)
    with pytest.raises(VerifyFailed, match=r"results/totals\.csv: line \d was 'scope1,1\.0', is 'scope1,"):
        verify(copy)


def test_an_input_edited_with_its_digests_is_caught_by_the_input_digest(copy: Path) -> None:
    file = copy / "inputs" / "activity.csv"
    file.write_bytes(file.read_bytes().replace(b"1000.14", b"1000.15", 1))
    reseal(copy)
    with pytest.raises(VerifyFailed, match=r"the input digest is|line"):
        verify(copy)


def test_a_result_within_the_tolerance_passes_and_one_beyond_it_does_not(copy: Path) -> None:
    def shifted(by: float):  # type: ignore[no-untyped-def]
        def compute(a: Asked) -> Computed:
            made = inventory_results(a)
            flows = made.tables["flows"].with_columns(pl.col("amount") * (1 + by))
            return Computed({**made.tables, "flows": flows}, made.findings, made.complete, made.factors, made.inputs)
        return compute

    assert verify(copy, compute=shifted(1e-10)).year == 2025
    with pytest.raises(VerifyFailed, match=r"results/flows\.csv: line 2 was"):
        verify(copy, compute=shifted(1e-8))


def test_another_code_version_is_a_notice(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lizero.project.verification.__version__", "9.9")
    (finding,) = verify(copy).findings
    assert (finding.rule, finding.severity) == ("verify.version", "notice")


def test_an_incomplete_year_is_refused_by_its_lines_and_frozen_only_as_partial(tmp_path: Path) -> None:
    strange = rows().with_columns(pl.when(pl.col("record") == "kwinana/03").then(pl.lit("unobtainium")).otherwise("flow").alias("flow"))
    with pytest.raises(FreezeRefused, match=r"(?s)2025 cannot be frozen.*kwinana/03.*freeze the year as partial"):
        freeze(asked(strange), tmp_path, on=DAY)
    assert list(tmp_path.iterdir()) == []
    partial = freeze(asked(strange), tmp_path, on=DAY, partial=True)
    assert not partial.complete
    assert [f.rule for f in verify(partial.folder).findings] == ["verify.partial"]


def test_rows_set_apart_make_the_year_incomplete(tmp_path: Path) -> None:
    negative = rows().with_columns(pl.when(pl.col("record") == "kwinana/03").then(-1.0).otherwise("quantity").alias("quantity"))
    with pytest.raises(FreezeRefused, match="negative"):
        freeze(asked(negative), tmp_path, on=DAY)
    assert not freeze(asked(negative), tmp_path, on=DAY, partial=True).complete


def test_inputs_that_do_not_give_the_same_results_again_are_not_frozen(tmp_path: Path) -> None:
    calls = iter(range(10))

    def drifting(a: Asked) -> Computed:
        made = inventory_results(a)
        return Computed({"totals": pl.DataFrame({"n": [float(next(calls))]})}, made.findings, made.complete, made.factors)

    with pytest.raises(FreezeRefused, match=r"give another results/totals\.csv"):
        freeze(asked(), tmp_path, on=DAY, compute=drifting)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_frozen_year_is_said(tmp_path: Path) -> None:
    with pytest.raises(VerifyFailed, match="is no frozen year"):
        verify(tmp_path)
