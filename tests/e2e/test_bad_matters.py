"""What a desk gets in the way of bad input about matters: a sentence each, never a guess."""

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Station, matter, visit

TODAY = {"today": "2026-11-22", "office": "same", "facts": "same"}
LONG = "长"


def decide(station: Station, **dates: object) -> object:
    return station.run("decide", "--json", given=json.dumps({**TODAY, **dates}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"demand": ""}, "unknown 或 declined"),
        ({"demand": " \n\t "}, "unknown 或 declined"),
        ({"facts": LONG * 20_001}, "现有 20001 字"),
        ({"demand": LONG * 201}, "现有 201 字"),
        ({"same_as": {"reg_no": "110199999999-9", "facts": "same"}}, "本机没有编号为 110199999999-9 的事项"),
    ],
)
def test_what_cannot_be_a_matter_is_refused_and_nothing_is_kept(
    station: Station, changed: dict[str, object], said: str
) -> None:
    for command in (station.check, station.register):
        answer = command(visit(matters=[matter(**changed)]))
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.said
        assert "Traceback" not in answer.said
    assert station("list", "matters").lines == []


@pytest.mark.parametrize(
    "words",
    [
        {"demand": "unknown", "facts": "declined"},
        {"facts": LONG * 20_000},
        {"demand": "Прошу 请求 ภาษาไทย مرحبا 𠮷𬱖 ①", "facts": "עברית 한국어 ﷽ 征地补偿"},
        {"demand": "！！！？？", "facts": "……——"},
    ],
)
def test_what_is_odd_but_said_is_registered_as_it_is(station: Station, words: dict[str, object]) -> None:
    answer = station.register(visit(matters=[matter(**words)]))
    assert answer.code == 0
    (line,) = station("list", "matters").lines
    assert line["reg_no"] == answer.json["matters"][0]["reg_no"]


def test_mere_punctuation_is_compared_with_nothing_and_said_so(station: Station, tmp_path: Path) -> None:
    words = {"demand": "！！！？？", "facts": "……"}
    assert station.register(visit(matters=[matter(**words)])).code == 0
    answer = station.check(visit(matters=[matter(**words)]))
    assert answer.json["candidates"] == []
    assert "没有文字，无从比对" in answer.said
    queries = tmp_path / "queries.jsonl"
    queries.write_text(json.dumps({"id": "q1", **words}, ensure_ascii=False), "utf-8")
    matched = station("match", "--queries", queries)
    assert matched.lines[0]["results"] == []
    assert "没有文字，无从比对" in matched.said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"received_on": "2026-11-10", "replied_on": "2026-11-01"}, "早于"),
        ({"received_on": "2026-11-23"}, "晚于今天"),
        ({"received_on": "2026-11-31"}, "没有 2026-11-31"),
        (
            {"received_on": "2026-11-01", "accepted_on": "2026-11-20", "refused_on": "2026-11-20"},
            "在同一天",
        ),
        ({"received_on": "2026-11-01", "extended_to": "2027-01-01"}, "却没有受理日期"),
        ({"received_on": "2026-11-01", "settings": {"rule_packs": ["atlantis"]}}, "没有名为“atlantis”"),
    ],
)
def test_a_course_that_cannot_be_is_a_sentence(station: Station, dates: dict[str, object], said: str) -> None:
    answer = decide(station, **dates)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.said


def test_a_year_without_holidays_is_counted_by_weekends_and_told(station: Station) -> None:
    case = {"received_on": "2028-01-10", "accepted_on": "2028-01-11", "replied_on": "2028-03-01"}
    answer = station.run("decide", "--json", given=json.dumps({**TODAY, "today": "2028-03-22", **case}))
    assert answer.code == 0
    assert "2028 年的节假日安排尚未导入" in answer.said
    assert answer.json["warnings"]
    assert "30日" in answer.json["how"]["T8"]
    assert set(answer.json["how"]) == set(answer.json["dates"])


def test_the_packs_an_office_chose_are_the_rules_of_decide(station: Station) -> None:
    case = {"received_on": "2026-11-01", "settings": {"rule_packs": ["zhejiang_2016"]}}
    assert decide(station, **case).json["state"] == "registered_overdue"
