"""Sentences and small words for people."""

import inspect
import re
import subprocess
import sys
from datetime import date, datetime

import pytest

from app import errors
from app.domain.paper_facts import question_of
from ui.text import clock_text, days_left_text, sentence_for

_ARGUMENTS: dict[str, tuple[object, ...]] = {
    "BadInput": (["people[0].name：请填写姓名。", "matters：至少一件。"],),
    "NotFound": ("雾信访〔2026〕02-0001",),
    "NotAllowed": ("change_office",),
    "UnsupportedGlyph": ("𬱖㛃",),
    "SignatureMissing": ("不再受理告知书",),
    "FactsMissing": ([question_of("unit_address", unit="雾泽县自然资源局")],),
    "PdfNotWritten": ("OSError",),
    "FileNotWritten": ("OSError",),
    "StillRenewing": (1200,),
    "TooManyRows": (70000, 50000),
    "SigningKeyOutOfTime": (date(2026, 11, 23),),
    "WrongPaper": ("a5", frozenset({"a4"})),
    "PrinterNeedsHand": ("out_of_paper",),
    "ReceiptAltered": ("11019900120261123010001A",),
    "ReceiptUnknown": ("11019900120261123010002A",),
}
_CLASSES = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.StationError) and cls is not errors.StationError
]


@pytest.mark.parametrize("cls", _CLASSES, ids=lambda c: c.__name__)
def test_every_error_has_a_chinese_sentence_of_its_own(cls: type[errors.StationError]) -> None:
    said = sentence_for(cls(*_ARGUMENTS.get(cls.__name__, ())))
    others = {sentence_for(c(*_ARGUMENTS.get(c.__name__, ()))) for c in _CLASSES if c is not cls}
    assert said != sentence_for(errors.StationError())
    assert said not in others
    assert said.endswith("。")
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert cls.__name__ not in said


def test_what_the_input_lacks_is_said_problem_by_problem() -> None:
    assert sentence_for(errors.BadInput(["甲。", "乙。"])) == "甲。\n乙。"


def test_what_is_missing_and_what_is_forbidden_are_named_in_chinese_only() -> None:
    assert "雾信访〔2026〕02-0001" in sentence_for(errors.NotFound("雾信访〔2026〕02-0001"))
    assert "修改单位资料" in sentence_for(errors.NotAllowed("change_office"))
    assert "some_inner_word" not in sentence_for(errors.NotAllowed("some_inner_word"))
    assert "𬱖、㛃" in sentence_for(errors.UnsupportedGlyph("𬱖㛃"))


def test_our_own_bug_tells_nothing_of_its_text() -> None:
    said = sentence_for(ValueError("郝明礼 110199199003070017"))
    assert "郝明礼" not in said
    assert "1101" not in said
    assert said.endswith("。")


def test_a_new_kind_of_error_speaks_with_the_sentence_of_its_base() -> None:
    class TornCable(errors.NoReader):
        pass

    assert sentence_for(TornCable()) == sentence_for(errors.NoReader())


@pytest.mark.parametrize(
    ("days", "words"), [(None, "—"), (-3, "已超期 3 天"), (0, "今天到期"), (1, "剩 1 天"), (23, "剩 23 天")]
)
def test_days_left(days: int | None, words: str) -> None:
    assert days_left_text(days) == words


def test_the_clock_speaks_chinese() -> None:
    assert clock_text(datetime(2026, 11, 23, 9, 5)) == "11月23日 星期一 09:05"
    assert date(2026, 11, 29).weekday() == 6
    assert "星期日" in clock_text(datetime(2026, 11, 29, 0, 0))


def test_commands_can_speak_without_loading_qt() -> None:
    code = "import ui.text, ui.labels, sys; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
