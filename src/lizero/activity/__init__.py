"""The record: what each site used, made and released, checked across its tables and cut into periods by days."""

from lizero.activity.checks import inspect
from lizero.activity.completeness import completeness, months_table
from lizero.activity.period import Period, period
from lizero.activity.record import Record
from lizero.activity.split import clip, split_by_days, split_by_months

__all__ = ["Period", "Record", "clip", "completeness", "inspect", "months_table", "period", "split_by_days", "split_by_months"]
