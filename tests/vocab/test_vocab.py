"""The words: complete in three languages, found by any spelling, placed in the world."""

import pytest

from lizero.errors import UnknownName
from lizero.tables import ELEMENTARY
from lizero.units import gwp, gwp_sets, unit
from lizero.vocab import (
    LANGUAGES,
    categories,
    elementary,
    flow_id,
    geographies,
    geography,
    item_id,
    items,
    label,
    label_kinds,
    language,
    parents,
)
from lizero.vocab.labels import _labels
from lizero.vocab.lists import rows


def test_nothing_lacks_a_label_in_any_language() -> None:
    blank = [(key, lang) for key, names in _labels().items() for lang in LANGUAGES if not names[lang].strip()]
    assert blank == []
    kinds = {"scope", "scope 3 category", "ISO 14064-1 category", "stage", "transformation", "month", "item", "flow", "geography"}
    assert kinds <= set(label_kinds())


@pytest.mark.parametrize(("text", "item"), [
    ("纯碱", "soda ash"), ("Na2CO3", "soda ash"), ("NaOH", "caustic soda"), ("烟煤", "bituminous coal"), ("柴油", "diesel"),
    ("LiOH·H2O", "lithium hydroxide monohydrate"), ("ＬｉＯＨ·Ｈ２Ｏ", "lithium hydroxide monohydrate"), ("R410A", "R-410A"),
    ("Diésel", "diesel"), ("petrol", "gasoline"), ("SC6", "spodumene concentrate"), ("电力", "electricity"),
    ("Natural  Gas", "natural gas"), ("外购电力", "electricity"), ("丙烷", "propane"),
    ("氢氧化锂（电池级）", "lithium hydroxide monohydrate"),
])
def test_an_item_is_found_by_what_people_write(text: str, item: str) -> None:
    assert item_id(text) == item


def test_every_item_has_a_unit_that_is_known() -> None:
    for item in items().values():
        assert unit(item.unit).text == item.unit, item.id


def test_no_two_items_share_a_name() -> None:
    seen: dict[str, str] = {}
    for row in rows("items"):
        for name in {row["id"], row["en"], row["zh-Hans"], row["es"], *filter(None, row["synonyms"].split("|"))}:
            assert seen.setdefault(name.casefold(), row["id"]) == row["id"], name


def test_every_species_of_every_gwp_set_is_an_elementary_flow() -> None:
    species = set(elementary()["species"].drop_nulls())
    assert {s for g in gwp_sets() for s in gwp(g)} <= species


def test_elementary_flows_have_the_columns_of_their_register_and_one_row_each() -> None:
    frame = elementary()
    assert tuple(frame.columns) == ELEMENTARY.names
    assert frame["flow"].is_unique().all()
    for text in frame["unit"].unique():
        unit(text)


def test_montreal_gases_are_a_group_of_their_own() -> None:
    group = dict(zip(elementary()["flow"], elementary()["group"], strict=True))
    assert (group["HCFC-22"], group["CFC-11"], group["HFC-134a"]) == ("montreal gas", "montreal gas", "greenhouse gas")
    assert flow_id("R22") == "HCFC-22"


@pytest.mark.parametrize(("text", "code"), [
    ("CN-SC", "CN-SC"), ("Sichuan", "CN-SC"), ("四川省", "CN-SC"), ("CN:四川", "CN-SC"), ("cn-sc", "CN-SC"), ("AU:NSW_ACT", "AU-NSW+ACT"),
    ("US:WECC California", "US-EGRID-CAMX"), ("EU:European Union - 27 countries (from 2020)", "EU"), ("GLOBAL", "WORLD"), ("China", "CN"),
    ("AU:AU", "AU"), ("UK", "GB"), ("EU:Norway", "NO"), ("Chile", "CL"), ("CL SEN", "CL-SEN"), ("SWIS", "AU-WA-SWIS"),
    ("华东", "CN-GRID-EAST"), ("CHN", "CN"), ("蒙西", "CN-NM-WEST"), ("Georgia", "GE"), ("加州", "US-CA"), ("RER", "RER"), ("CA", "CA"),
])
def test_a_place_is_found_by_code_name_or_publishers_spelling(text: str, code: str) -> None:
    assert geography(text) == code


def test_every_place_leads_to_the_world() -> None:
    for code in geographies():
        assert code == "WORLD" or parents(code)[-1] == "WORLD"
    assert parents("CN-JS") == ("CN-GRID-EAST", "CN", "WORLD")


def test_an_unknown_place_lists_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Sichuan"):
        geography("Sichuann")


def test_the_fifteen_categories_map_to_iso_14064() -> None:
    by_category = {c["scope3_category"]: c["iso_category"] for c in categories().values() if c["scope3_category"]}
    assert set(by_category) == {str(i) for i in range(1, 16)}
    assert {c for c, iso in by_category.items() if iso == "3"} == {"4", "6", "7", "9"}
    assert {c for c, iso in by_category.items() if iso == "4"} == {"1", "2", "3", "5", "8"}


def test_a_name_that_several_flows_share_needs_the_compartment() -> None:
    assert flow_id("lead") is None
    assert (flow_id("lead", "air"), flow_id("lead", "water"), flow_id("Pb")) == ("Pb to air", "Pb", "Pb")
    assert flow_id("nickel") == "nickel"


def test_cas_numbers_have_their_check_digit() -> None:
    for cas in elementary()["cas"].drop_nulls():
        digits = cas.replace("-", "")
        assert sum(int(d) * n for n, d in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1]), cas


@pytest.mark.parametrize(("written", "meant"), [
    ("en", "en"), ("EN-us", "en"), ("zh", "zh-Hans"), ("zh_CN", "zh-Hans"), ("zh-hans", "zh-Hans"), ("es-CL", "es"),
])
def test_a_language_is_known_by_its_common_codes(written: str, meant: str) -> None:
    assert language(written) == meant


@pytest.mark.parametrize("written", ["zh-Hant", "fr", "", "english"])
def test_another_language_is_refused(written: str) -> None:
    with pytest.raises(UnknownName, match="language"):
        language(written)


def test_each_label_is_in_its_own_script() -> None:
    mixed = [key for key, names in _labels().items() if any("\u4e00" <= c <= "\u9fff" for c in names["en"] + names["es"])]
    assert mixed == []


@pytest.mark.parametrize(("place", "line"), [
    ("CN-SC", ("CN-GRID-SOUTHWEST", "CN", "WORLD")), ("CN-NM", ("CN", "WORLD")), ("CN-NM-WEST", ("CN-GRID-NORTH", "CN", "WORLD")),
    ("AU-WA-SWIS", ("AU-WA", "AU", "WORLD")), ("LV", ("EU", "WORLD")), ("GB", ("WORLD",)), ("US-EGRID-CAMX", ("US", "WORLD")),
    ("WORLD", ()),
])
def test_the_places_around_a_place(place: str, line: tuple[str, ...]) -> None:
    assert parents(place) == line


@pytest.mark.parametrize(("id", "lang", "kind"), [("99", "en", "scope"), ("1", "fr", "scope"), ("1", "en", "thing")])
def test_a_label_that_is_not_there_is_refused(id: str, lang: str, kind: str) -> None:
    with pytest.raises(UnknownName):
        label(id, lang, kind=kind)
