"""Deadlines by command: the board as lines, 催办单 as a file."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.e2e.conftest import Station, matter, visit


def late(station: Station, unit: str, days: int = 90) -> str:
    """A matter whose term, of fifteen days or of sixty, is over."""
    came = (datetime.now().astimezone() - timedelta(days=days)).isoformat()
    made = station.register(visit(visited_at=came, matters=[matter(target_unit=unit)]))
    return str(made.json["matters"][0]["reg_no"])


def test_the_board_is_listed_and_units_are_urged_on(station: Station, tmp_path: Path) -> None:
    first, second = late(station, "县水利局"), late(station, "柏溪镇人民政府", 3)
    lines = station("list", "deadlines").lines
    assert [(line["reg_no"], line["overdue"], line["unit"]) for line in lines] == [
        (first, True, "县水利局"),
        (second, False, "柏溪镇人民政府"),
    ]
    assert lines[0]["days_left"] < 0
    out = tmp_path / "urge.pdf"
    made = station("urge", "--out", out, "--record")
    assert (made.code, made.json["units"], made.json["recorded"]) == (
        0,
        [{"unit": "县水利局", "lines": 1}],
        1,
    )
    assert out.read_bytes().startswith(b"%PDF")
    assert [line["supervised"] for line in station("list", "deadlines").lines] == [True, False]


def test_nothing_to_urge_and_no_place_to_write_are_sentences(station: Station, tmp_path: Path) -> None:
    nothing = station("urge", "--out", tmp_path / "a.pdf")
    assert nothing.code == 2
    assert "没有可以催办的事项" in nothing.said
    late(station, "县水利局")
    nowhere = station("urge", "--out", tmp_path / "none" / "a.pdf", "--record")
    assert nowhere.code == 2
    assert "没有记录任何督办" in nowhere.said
    assert not station("list", "deadlines").lines[0]["supervised"]
    assert station("urge", "--out", tmp_path / "a.pdf", "--within", "99").code == 2
