import pytest

from app.config import Settings
from app.rulepacks import load_rulepack
from tests.fakes.rule_cases import RULES, TODAY


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, {1: 5, 10: 5, 50: 5}),
        ({"rep_limit": 3}, {1: 3, 50: 3}),
        ({"rep_limit": [[10, 3]]}, {1: 3, 10: 3, 11: 5}),
        ({"rep_limit": [[10, 3], [20, 4]]}, {10: 3, 11: 4, 20: 4, 21: 5}),
    ],
)
def test_the_limit_by_number_present(changed: dict[str, object], counts: dict[int, int]) -> None:
    settings = Settings.of(changed)
    assert {count: settings.rep_limit_for(count) for count in counts} == counts


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"rep_limit": 6}, "rep_limit"),
        ({"rep_limit": 0}, "rep_limit"),
        ({"rep_limit": True}, "rep_limit"),
        ({"rep_limit": []}, "rep_limit"),
        ({"rep_limit": [[10, 6]]}, "rep_limit"),
        ({"rep_limit": [[10, 3], [10, 4]]}, "rep_limit"),
        ({"rep_limit": [[10]]}, "rep_limit"),
        ({"rep_limit": [10, 3]}, "rep_limit"),
        ({"rep_limit": "5"}, "rep_limit"),
        ({"review_lapsed": "never"}, "review_lapsed"),
        ({"id_required_for": "all"}, "id_required_for"),
        ({"large_group": 5}, "large_group"),
        ({"group_from": 1}, "group_from"),
        ({"talk_needs_reps": 1}, "talk_needs_reps"),
        ({"timezone": ("Asia/Shanghai",)}, "timezone"),
        ({"no_such": 1}, "no_such"),
    ],
)
def test_settings_are_refused_by_name(changed: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}$"):
        Settings.of(changed)


def test_the_rule_pack_travels_whole() -> None:
    assert len(RULES.table.rows) == 156
    assert len(RULES.content_classes) == 196
    assert RULES.content_classes["0201"] == ("自然资源", "征地补偿")
    assert RULES.calendar.covers(2026)


def test_an_office_lays_its_own_days_and_classes_over() -> None:
    own = load_rulepack(holidays=[(TODAY, "off")], classes={"0001": ("本地", "本地事项")})
    assert RULES.calendar.is_working(TODAY)
    assert not own.calendar.is_working(TODAY)
    assert own.calendar.covers(2026)
    assert dict(own.content_classes) == {"0001": ("本地", "本地事项")}
