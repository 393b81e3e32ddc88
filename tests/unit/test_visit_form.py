"""What a VISIT.json may say about times, whatever zone it is told in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import BadInput
from app.intake.visit_form import parse_visit

NOW = datetime(2026, 11, 23, 2, 43, tzinfo=UTC)  # 10:43 at the window


def visit(**more: Any) -> dict[str, Any]:
    person = {"name": "甲某", "role": "petitioner", "id_state": "not_shown", "address": "云岭省雾泽县"}
    matter = {
        "purpose": "claim",
        "content_code": "0201",
        "place_code": "110199",
        "demand": "请求修复路灯",
        "facts": "路灯已坏三个月。",
        "oral": True,
        "procedures": ["none"],
    }
    return {"present_count": 1, "people": [person], "matters": [matter], **more}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-23T10:43:00", NOW),
        ("2026-11-23T02:43:00+00:00", NOW),
        ("2026-11-23T10:50:00", datetime(2026, 11, 23, 2, 50, tzinfo=UTC)),
        ("2026-11-22T09:00:00", datetime(2026, 11, 22, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_offices_unless_it_names_its_zone(said: str, meant: datetime) -> None:
    assert parse_visit(visit(visited_at=said), now=NOW).visited_at == meant


@pytest.mark.parametrize("said", ["2026-11-23T11:00:00", "2026-11-24T09:00:00", "2999-01-01T00:00:00"])
def test_nobody_has_come_later_than_now(said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_visit(visit(visited_at=said), now=NOW)
    assert [p.partition("：")[0] for p in refused.value.problems] == ["visited_at"]
