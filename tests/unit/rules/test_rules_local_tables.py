"""An office's own holidays and content classes, read from the folder beside its store."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.deadlines import due_date
from app.errors import BadInput
from app.rulepacks import load_rulepack, local_tables


def test_a_year_announced_later_is_counted(tmp_path: Path) -> None:
    (tmp_path / "holidays_2027.csv").write_text("\ufeffdate,kind\n2027-01-01,off\n2027-01-04,off\n", "utf-8")
    rules = load_rulepack(*local_tables(tmp_path))
    assert rules.calendar.covers(2027)
    assert due_date("T5", date(2026, 12, 31), rules.calendar).due == date(2027, 1, 11)


def test_own_classes_take_the_place_of_the_default(tmp_path: Path) -> None:
    (tmp_path / "content_classes.csv").write_text("code,level1,level2\n9001,本地,河长制\n", "utf-8")
    rules = load_rulepack(*local_tables(tmp_path))
    assert dict(rules.content_classes) == {"9001": ("本地", "河长制")}


def test_no_folder_means_the_bundled_tables(tmp_path: Path) -> None:
    rules = load_rulepack(*local_tables(tmp_path / "nothing"))
    assert "0201" in rules.content_classes
    assert rules.calendar.covers(2026)
    assert not rules.calendar.covers(2027)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("holidays_2027.csv", "date,kind\n2027-02-30,off\n", "第 2 行"),
        ("holidays_2027.csv", "date,kind\n2027-02-01,休\n", "off"),
        ("holidays_2027.csv", "日期,类别\n", "表头"),
        ("holidays_2027.csv", "date,kind\n2027-02-01\n", "列数"),
        ("content_classes.csv", "code,level1,level2\n12,甲,乙\n", "4 位"),
    ],
)
def test_a_table_that_cannot_be_understood_is_named(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(BadInput) as caught:
        local_tables(tmp_path)
    assert name in caught.value.problems[0]
    assert said in caught.value.problems[0]


def test_a_table_from_a_chinese_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "content_classes.csv").write_bytes("code,level1,level2\n9001,本地,河长制\n".encode("gb18030"))
    assert local_tables(tmp_path)[1] == {"9001": ("本地", "河长制")}


def test_a_table_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "holidays_2027.csv").write_bytes(b"\xff\xff\x00")
    with pytest.raises(BadInput, match="1 problem"):
        local_tables(tmp_path)
