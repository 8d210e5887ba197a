"""How wide the columns of a printed table are, and where titles break."""

import pytest

from lizero.report.columns import INSET, ROOM, balanced, length, widths


def block(*heads):
    return [{"text": t, "kind": k} for t, k in heads]


def row(*texts):
    return [{"runs": [{"t": t}]} for t in texts]


def test_every_column_has_room_for_its_longest_word_and_its_figures():
    head = block(("Site", "text"), ("Scope 2, location-based", "number"), ("Total", "number"))
    rows = [row("Jiangsu carbonate and hydroxide refinery of the group", "1,234,567", "98,765,432")] * 3
    found = widths(head, rows, size=8.2)
    scale = ROOM / sum(found.shares)
    assert not found.tight
    assert found.shares[0] * scale >= length("hydroxide") * 8.2 + INSET
    assert found.shares[1] * scale >= max(length("1,234,567"), length("location-")) * 8.2 + INSET
    assert found.shares[2] * scale >= length("98,765,432") * 8.2 + INSET


def test_a_short_range_stays_on_one_line_where_other_columns_are_long():
    head = block(("Product", "text"), ("From", "text"), ("90% interval", "text"))
    rows = [row("lithium carbonate, battery grade, brine evaporation route " * 2, "open lithium chain of somebody " * 3, "10.31–15.46")]
    found = widths(head, rows, size=8.2)
    assert found.shares[2] * ROOM / sum(found.shares) >= length("10.31–15.46") * 8.2 + INSET


def test_a_short_answer_of_two_words_does_not_break():
    rows = [row("a long request that asks for much, in words of its own " * 3, "from data", *["where it is told, at some length " * 4] * 2)]
    found = widths(block(("Asks", "text"), ("State", "text"), ("Where", "text"), ("Why", "text")), rows, size=8.2)
    assert found.shares[1] * ROOM / sum(found.shares) >= length("from data") * 8.2 + INSET


def test_words_are_divided_only_where_they_cannot_fit():
    word = "supercalifragilistic" * 2
    assert widths(block(*[("a", "text")] * 4), [row(*[word] * 4)], size=8.2).tight
    assert not widths(block(*[("a", "text")] * 2), [row("short", "words only")], size=8.2).tight


def test_chinese_text_may_break_between_characters_and_needs_little_room():
    found = widths(block(("措施", "text"), ("场址", "text")), [row("窑炉与磨机先进控制" * 9, "江苏碳酸锂与氢氧化锂厂" * 9)], size=8.2)
    assert not found.tight


@pytest.mark.parametrize("text", ["The plan cuts emissions by 89% from 2025 to 2050 and keeps every milestone; years between are 1,095 t over",
                                  "El 34 % de lo que se mueve va de Mina y concentradora Ridge a Refinería de hidróxido de Sichuan"])
def test_a_long_title_breaks_into_even_lines_and_loses_no_word(text):
    lines = balanced(text, size=10.2, used=46)
    assert " ".join(lines) == text
    assert len(lines) == 2
    first, last = 46 + length(lines[0]) * 10.2, length(lines[1]) * 10.2
    assert max(first, last) <= ROOM
    assert min(first, last) > 0.6 * max(first, last), "no word stands alone"


def test_a_chinese_title_keeps_numbers_whole_and_starts_no_line_with_a_stop():
    text = "规划使2025至2050年减排89%并达成每个阶段目标，其间年份累计超出1,095吨，" * 3
    for used in range(0, 60, 3):
        lines = balanced(text, size=10.2, used=used)
        assert "".join(lines) == text
        assert all("1,095" in line for line in lines if "1,0" in line)
        assert not any(line.startswith(("，", "。")) for line in lines)
