"""Documents behind a record are looked over: the file as its digest says, another, none, outside; or who holds the original."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lizero.project import Project
from lizero.project.evidence import STATES, documents
from lizero.project.illustrative import inbox, make

from .conftest import HEAD

DATA = b"meter,42\n"
DIGEST = hashlib.sha256(DATA).hexdigest()


def looked_over(project: Project, row: str, evidence: str = "e1") -> tuple[str, tuple[str, ...]]:
    """The state of the document of the register's one `row`, and the rules of the findings on documents."""
    project.path("evidence").mkdir(exist_ok=True)
    project.path("evidence", "发票 1.csv").write_bytes(DATA)
    project.path("registers", "evidence.csv").write_text(f"evidence,file,sha256,note,name,issued,held_by\n{row}\n", encoding="utf-8")
    line = f"r1,kwinana,tank,stationary combustion,diesel,5,L,2025-01-01,2025-01-31,{evidence}\n"
    project.path("activity", "a.csv").write_text(HEAD.replace("\n", ",evidence\n") + line, encoding="utf-8")
    found, findings = documents(project.folder, project.record())
    return found.filter(evidence=evidence)["state"].item(), tuple(f.rule for f in findings)


@pytest.mark.parametrize(("row", "state"), [
    (f"e1,evidence/发票 1.csv,{DIGEST},,invoice,2026-01-15,", "agrees"),
    (f"e1,evidence\\发票 1.csv,{DIGEST.upper()},,,,", "agrees"),
    (f"e1,evidence/发票 1.csv,{'0' * 64},,,,", "differs"),
    ("e1,evidence/发票 1.csv,abc,,,,", "differs"),
    (f"e1,evidence/gone.csv,{DIGEST},,,,office", "missing"),
    ("e1,evidence/发票 1.csv,,,,,office", "no digest"),
    ("e1,evidence,,,,,", "missing"),
    ("e1,../conftest.py,,,,,", "outside"),
    ("e1,/etc/hostname,,,,,", "outside"),
    ("e1,C:\\invoices\\1.pdf,,,,,", "outside"),
    ("e1,,,,invoice,,office", "held"),
    ("e1,,,a remark,,,", "nowhere"),
    ("e2,,,,,,office", "unknown"),
])
def test_a_document_is_found_in_its_state(project: Project, row: str, state: str) -> None:
    found, rules = looked_over(project, row)
    assert found == state
    assert rules == (() if state in ("agrees", "held") else (f"evidence.{state.replace(' ', '-')}",))


def test_a_link_out_of_the_project_is_not_followed(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(DATA)
    project.path("evidence").mkdir()
    try:
        project.path("evidence", "link.csv").symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert looked_over(project, f"e1,evidence/link.csv,{DIGEST},,,,")[0] == "outside"


def test_a_gate_without_its_document_is_named(project: Project) -> None:
    columns = "instrument,kind,market,site,quantity,unit,vintage,factor,start,end,gate_1"
    row = "gec,GEC,CN,suining,1,MWh,2025-03-01,0,2025-01-01,2025-12-31,ev-gate"
    project.path("registers", "instruments.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    assert looked_over(project, "e1,,,,,,office")[1] == ("evidence.unknown",)


def test_the_documents_of_the_illustrative_project_are_as_their_digests_say(tmp_path: Path) -> None:
    made = make(tmp_path / "demo")
    for path in inbox(made.folder):
        made.take(path, on=date(2026, 1, 31))
    record = made.record()
    found, findings = documents(made.folder, record)
    assert findings == ()
    assert set(found["state"]) == {"agrees", "held"}
    assert set(found["state"]) <= set(STATES)
    rows = record.activity.filter(pl.col("start").dt.year() == 2025)
    assert 0.05 < rows["evidence"].null_count() / rows.height < 0.25
    kiln = pl.read_csv(made.path("evidence", "ev-coastal-kiln-natural-gas-2025.csv"), comment_prefix="#")
    read = rows.filter(source="coastal-kiln", flow="natural gas").sort("start")
    assert kiln["quantity"].to_list() == read["quantity"].to_list()
    made.path("evidence", "ev-coastal-kiln-natural-gas-2025.csv").write_bytes(b"other")
    assert [f.where for f in documents(made.folder, record)[1]] == ["EVIDENCE › ev-coastal-kiln-natural-gas-2025"]
