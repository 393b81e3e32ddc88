"""`station stats`: the figures of a period without a window."""

from pathlib import Path

import openpyxl

from tests.e2e.conftest import LEAD, Station, crowd, matter, person, visit


def test_figures_of_the_day_with_how_they_were_counted(station: Station) -> None:
    first = station.register(visit())
    again = matter(same_as={"reg_no": first.json["matters"][0]["reg_no"], "facts": "same"})
    station.register(visit(people=crowd(6, "representative"), present_count=6))
    station.register(visit(people=[person(9), person(10, "companion")], matters=[again, matter()], window=2))
    answer = station("stats")
    assert (answer.code, answer.said) == (0, "")
    told = answer.json
    assert set(told["visit_count"]) >= {"value", "numerator", "denominator", "rule"}
    # The third is linked to the first of the same day at another window: one 批.
    assert (told["visit_count"]["value"], told["person_count"]["value"]) == (2, 8)
    assert (told["matter_times"]["value"], told["matter_count"]["value"]) == (3, 3)
    assert told["group_visit"]["value"] == 1
    assert told["on_time_close_rate"] == {
        **told["on_time_close_rate"],
        "value": None,
        "numerator": 0,
        "denominator": 0,
    }
    assert told["repeat_rate"]["value"] == 0.0
    assert "第三十一条第六项" in told["on_time_close_rate"]["rule"]


def test_dates_the_wrong_way_round_are_a_sentence(station: Station) -> None:
    answer = station("stats", "--date", "2026-11-24", "--to", "2026-11-23")
    assert answer.code == 2
    assert "没有统计" in answer.said


def test_people_read_the_same_figures(station: Station) -> None:
    station.register(visit())
    asked = ("--date", "2000-01-01", "--to", "2099-12-31", "--store", station.folder, "--user", LEAD)
    said = station.run("stats", *asked).out
    assert "来访批次：1 批" in said
    assert "统计口径" in said


def test_the_log_becomes_a_file_that_is_noted(station: Station, tmp_path: Path) -> None:
    station.register(visit())
    answer = station("log", "--out", tmp_path / "l.xlsx", "--why", "月度报送")
    assert (answer.code, answer.json["rows"]) == (0, 1)
    assert openpyxl.load_workbook(tmp_path / "l.xlsx").active["A4"].value == 1
    refused = station("log", "--out", tmp_path / "l.docx")
    assert refused.code == 2
    assert "没有导出" in refused.said
    lost = station("log", "--out", tmp_path / "no" / "l.csv")
    assert lost.code == 2
    assert "没有留下残缺的文件" in lost.said
