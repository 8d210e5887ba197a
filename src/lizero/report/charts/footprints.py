"""What a unit of each own product will carry: by year under the plan, and if technology stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import apart, ceiling, label, lines, ticks
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Name, Number, Say, Table, say
from lizero.vocab import item_id

__all__ = ["Course", "chart"]

Path = Mapping[int, float]
WORDS, LINE = 17, 0.072
"""Units of text in a line of the names at the right, and its height as a share of the plot's."""


@dataclass(frozen=True)
class Course:
    """A product's footprint by year: the product, under the plan, and if technology stays."""

    product: str
    plan: Path
    baseline: Path

    @property
    def name(self) -> Say:
        """The product as the vocabulary calls it, else as it is written."""
        found = item_id(self.product)
        return self.product if found is None else Name("item", found)


def chart(courses: Sequence[Course], *, unit: str, what: Say, source: Say, id: str = "footprints-by-year") -> Chart:
    """Lines by year in `unit`, the first of `courses` in the title: where it begins and where the plan brings it."""
    first = courses[0]
    began, ends = min(first.plan), max(first.plan)
    title = say("footprints fall" if first.plan[ends] < first.plan[began] else "footprints stay", product=first.name,
                first=Number(first.plan[began], decimals=1), last=Number(first.plan[ends], unit, decimals=1), year=str(ends))
    parts = tuple(x for i, c in enumerate(courses) for x in ("; " if i else "", c.name, " ", Number(c.plan[began], decimals=1), " → ",
                                                              Number(c.plan[ends], decimals=1)))
    return Chart(id, "footprints", {"courses": tuple(courses), "unit": unit}, title, what,
                 say("footprints alt", first=str(began), last=str(ends), parts=parts), source, _table(courses, id))


def _table(courses: Sequence[Course], id: str) -> Table:
    years = sorted({y for c in courses for y in c.plan})
    columns = (Column(say("product")), Column(say("path of series")), *(Column(str(y), "number", 2) for y in years))
    rows = tuple((c.name, say(f"path {n}"), *(p.get(y) for y in years)) for c in courses for n, p in (("baseline", c.baseline), ("plan", c.plan)))
    return Table(f"{id}-data", say("footprints by year table"), columns, rows)


@register("footprints")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """A solid line for the plan and a dashed one for what stays, its first value on it, its last before the name at the right."""
    courses: Sequence[Course] = chart.data["courses"]
    years = sorted({y for c in courses for y in c.plan})
    top = max(v for c in courses for v in (*c.plan.values(), *c.baseline.values()))
    high = ceiling(top)
    x: Spec = {"field": "year", "type": "quantitative", "scale": {"domain": [years[0], years[-1]], "nice": False},
               "axis": {"title": None, "values": years, "tickCount": 40, "format": "d", "labelAngle": 0, "labelFlush": True}}
    y: Spec = {"field": "v", "type": "quantitative", "title": lang.unit(chart.data["unit"]), "scale": {"domain": [0, high], "nice": False},
               "axis": {"tickCount": 12, "values": ticks(top)}}
    layers = [*(_line(c.baseline, "baseline", x, y) for c in courses), *(_line(c.plan, "plan", x, y) for c in courses)]
    began = [{"year": min(c.plan), "v": c.plan[min(c.plan)], "label": _short(c.plan[min(c.plan)], lang)} for c in courses]
    layers += label(values(began), x, y, align="left", dx=4, dy=-9, fontWeight=600)
    return finish({"layer": [*layers, *_names(courses, lang, y, high)]}, chart, lang, width=width)


def _line(path: Path, kind: str, x: Spec, y: Spec) -> Spec:
    mark: Spec = {"type": "line", "color": P[kind], "strokeWidth": 2.2 if kind == "plan" else 1.4}
    mark |= {"point": {"filled": True, "fill": P["plan"], "size": 30}} if kind == "plan" else {"strokeDash": [5, 3]}
    return {"data": values({"year": year, "v": v} for year, v in sorted(path.items())), "mark": mark, "encoding": {"x": x, "y": y}}


def _short(value: float, lang: Language) -> str:
    return lang.number(value, 1 if abs(value) >= 1 else 2)


def _names(courses: Sequence[Course], lang: Language, y: Spec, high: float) -> list[Spec]:
    """A product's name at the end of its plan, and what the dashed lines are at the end of the highest."""
    stays = max((c.baseline[max(c.baseline)] for c in courses), default=0.0)
    ends = [(c.plan[max(c.plan)], lang.text(c.name)) for c in courses]
    said = [(v, lines(f"{_short(v, lang)} {name}", WORDS, lang, 3), P["plan text"]) for v, name in ends]
    said.append((stays, lines(lang.text(say("path baseline")), WORDS, lang), P["baseline text"]))
    places = apart([v for v, *_ in said], [LINE * high * (len(words) + 0.3) for _, words, _ in said], high)
    rows: list[Spec] = [{"v": place, "label": line, "c": colour, "n": k - (len(words) - 1) / 2}
            for place, (_, words, colour) in zip(places, said, strict=True) for k, line in enumerate(words)]
    return [{"data": values([r for r in rows if r["n"] == n]),
             "mark": {"type": "text", "align": "left", "x": {"expr": "width+6"}, "fontWeight": 600, "dy": 10.5 * n},
             "encoding": {"y": y, "text": {"field": "label"}, "color": {"field": "c", "type": "nominal", "scale": None}}}
            for n in sorted({r["n"] for r in rows})]
