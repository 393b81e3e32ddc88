from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mrz import check_digit, parse_mrz
from app.domain.person import Sex

TODAY = date(2026, 11, 22)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD3_INVENTED = (
    "P<UTOCESHI<<JIA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "E000000019UTO9003071M3103061<<<<<<<<<<<<<<<2",
)
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD1_INVENTED = (
    "I<UTOZ9A0000024<<<<<<<<<<<<<<<",
    "8511227F3001019UTOAB1<<<<<<<<8",
    "YANGLI<<YI<<<<<<<<<<<<<<<<<<<<",
)
TD1_LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)


def test_td3_specimen() -> None:
    zone = parse_mrz(TD3, TODAY)
    assert zone is not None
    assert zone.valid
    assert zone.failed == ()
    assert (zone.name, zone.number, zone.nationality) == ("ERIKSSON ANNA MARIA", "L898902C3", "UTO")
    assert (zone.birth_date, zone.expiry) == (date(1974, 8, 12), date(2012, 4, 15))
    assert (zone.sex, zone.optional, zone.kind) == (Sex.FEMALE, "ZE184226B", "td3")


def test_td3_without_optional_check_digit() -> None:
    zone = parse_mrz(TD3_INVENTED, TODAY)
    assert zone is not None
    assert zone.valid
    assert (zone.surname, zone.given_names, zone.sex) == ("CESHI", "JIA", Sex.MALE)


@pytest.mark.parametrize("lines", [TD1, TD1_INVENTED, TD1_LONG])
def test_td1_specimens_hold(lines: tuple[str, str, str]) -> None:
    zone = parse_mrz(lines, TODAY)
    assert zone is not None
    assert zone.valid
    assert set(zone.checks) == {"number", "birth", "expiry", "composite"}


def test_long_number_goes_on_in_the_optional_field() -> None:
    zone = parse_mrz(TD1_LONG, TODAY)
    assert zone is not None
    assert (zone.number, zone.optional) == ("D23145890734", "")
    assert (zone.birth_date, zone.expiry) == (date(1934, 7, 12), date(1995, 7, 12))


@given(st.sampled_from([TD3, TD3_INVENTED, TD1, TD1_INVENTED]), st.data())
def test_a_changed_guarded_digit_is_told(lines: tuple[str, ...], data: st.DataObject) -> None:
    line = 1 if len(lines) == 2 else data.draw(st.sampled_from([0, 1]))
    digits = [i for i, c in enumerate(lines[line]) if c.isdigit()]
    place = data.draw(st.sampled_from(digits))
    changed = str((int(lines[line][place]) + data.draw(st.integers(1, 9))) % 10)
    wrong = list(lines)
    wrong[line] = lines[line][:place] + changed + lines[line][place + 1 :]
    zone = parse_mrz(wrong, TODAY)
    assert zone is not None
    assert not zone.valid


@pytest.mark.parametrize(
    ("text", "digit"), [("L898902C3", 6), ("740812", 2), ("120415", 9), ("D23145890", 7), ("<<<<<<", 0)]
)
def test_check_digits_of_the_standard(text: str, digit: int) -> None:
    assert check_digit(text) == digit


def with_birth(text: str) -> list[str]:
    line = TD1_INVENTED[1]
    return [TD1_INVENTED[0], text + str(check_digit(text)) + line[7:], TD1_INVENTED[2]]


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("261122", date(2026, 11, 22)),
        ("261123", date(1926, 11, 23)),
        ("270101", date(1927, 1, 1)),
        ("000229", date(2000, 2, 29)),
    ],
)
def test_century_of_a_birth(birth: str, expected: date) -> None:
    zone = parse_mrz(with_birth(birth), TODAY)
    assert zone is not None
    assert zone.birth_date == expected


def test_dates_outside_the_calendar_fail_but_unknown_parts_do_not() -> None:
    impossible = parse_mrz(with_birth("930230"), TODAY)
    unknown = parse_mrz(with_birth("93<<<<"), TODAY)
    assert impossible is not None
    assert unknown is not None
    assert (impossible.birth_date, impossible.checks["birth"]) == (None, False)
    assert (unknown.birth_date, unknown.checks["birth"]) == (None, True)


def test_lines_may_come_with_spaces_and_small_letters() -> None:
    zone = parse_mrz([f" {line.lower()} " for line in TD1], TODAY)
    assert zone is not None
    assert zone.valid


@pytest.mark.parametrize(
    "lines",
    [[], TD3[:1], [*TD3, "X"], [TD3[0], TD3[1][:-1]], [TD3[0][:-1] + "中", TD3[1]], TD1[:2], ["", ""]],
)
def test_anything_else_is_no_zone(lines: list[str]) -> None:
    assert parse_mrz(lines, TODAY) is None
