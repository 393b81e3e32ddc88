from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from app.domain.id_numbers import (
    NumberFault,
    NumberState,
    age_on,
    check_digit_holds,
    check_number,
    completed,
    kind_of_eighteen,
    masked,
    normal_name,
    normal_number,
)
from app.domain.person import IdType, PersonDraft, Sex

TODAY = date(2026, 11, 22)


def with_check(seventeen: str) -> str:
    return seventeen + mod_11_2.calc_check_digit(seventeen)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "932682198501010017",
        "911124198108030024",
        "110199199003070017",
        "11019919900307005X",
        "810000198805120032",
        "830000197906300058",
        "91190019880512001X",
        "932901199202290023",
    ],
)
def test_specimens_hold(number: str) -> None:
    assert check_digit_holds(number)
    assert check_number(kind_of_eighteen(number), number, TODAY).state is NumberState.HELD
    assert check_number(None, number, TODAY).state is NumberState.HELD


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(seventeen: str, place: int, shift: int) -> None:
    number = with_check(seventeen)
    wrong = str((int(number[place]) + shift) % 10)
    assert check_digit_holds(number)
    assert not check_digit_holds(number[:place] + wrong + number[place + 1 :])


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 15))
def test_swapped_neighbours_are_always_seen(seventeen: str, place: int) -> None:
    number = with_check(seventeen)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert check_digit_holds(swapped) == (swapped == number)


def test_normal_form_of_what_people_type() -> None:
    assert normal_number(" １１０１９９　1990 0307 005ｘ ") == "11019919900307005X"
    assert normal_number("0000001201（b）") == "0000001201(B)"
    assert normal_number("110199\u200b199003070017\ufeff") == "110199199003070017"
    assert normal_number("unknown") == normal_number("declined") == ""


@pytest.mark.parametrize(
    ("kind", "number", "state"),
    [
        (IdType.FOREIGN_PERMANENT_RESIDENCE, "ZZZ110190030701", NumberState.PATTERN),
        (IdType.FOREIGN_PERMANENT_RESIDENCE, "ZZ1110190030701", NumberState.FAILED),
        (IdType.MAINLAND_TRAVEL_PERMIT, "H00000001", NumberState.PATTERN),
        (IdType.MAINLAND_TRAVEL_PERMIT, "M0000000201", NumberState.PATTERN),
        (IdType.MAINLAND_TRAVEL_PERMIT, "HA0000001", NumberState.PATTERN),
        (IdType.MAINLAND_TRAVEL_PERMIT, "HB0000001", NumberState.FAILED),
        (IdType.MAINLAND_TRAVEL_PERMIT, "H000000001", NumberState.FAILED),
        (IdType.TAIWAN_TRAVEL_PERMIT, "00000012", NumberState.PATTERN),
        (IdType.TAIWAN_TRAVEL_PERMIT, "0000001201(B)", NumberState.PATTERN),
        (IdType.TAIWAN_TRAVEL_PERMIT, "0000001201", NumberState.PATTERN),
        (IdType.TAIWAN_TRAVEL_PERMIT, "000000120", NumberState.FAILED),
        (IdType.PASSPORT, "E0000", NumberState.PATTERN),
        (IdType.PASSPORT, "E000", NumberState.FAILED),
        (IdType.PASSPORT, "E000000000", NumberState.FAILED),
        (IdType.PRC_ID, "110199900307001", NumberState.TEXT),
        (IdType.HMT_RESIDENCE, "110199900307001", NumberState.FAILED),
        (IdType.HOUSEHOLD_REGISTER, "雾字第12号", NumberState.TEXT),
        (IdType.HOUSEHOLD_REGISTER, "110199199003070018", NumberState.FAILED),
        (IdType.SOCIAL_CARD, "110199199003070017", NumberState.HELD),
        (IdType.OTHER, "12345", NumberState.TEXT),
        (IdType.TD1, "110199199003070018", NumberState.TEXT),
        (IdType.CREDIT_CODE, "91350100M000100Y43", NumberState.HELD),
        (IdType.CREDIT_CODE, "91350100M000100Y44", NumberState.TEXT),
        (IdType.PRC_ID, "", NumberState.TEXT),
    ],
)
def test_every_document_has_its_pattern(kind: IdType, number: str, state: NumberState) -> None:
    assert check_number(kind, number, TODAY).state is state


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        (IdType.PRC_ID, "11019919900307001", NumberFault.PATTERN),
        (IdType.PRC_ID, "110199199003070018", NumberFault.CHECK_DIGIT),
        (IdType.PRC_ID, with_check("11019919930229001"), NumberFault.CALENDAR),
        (IdType.PRC_ID, with_check("11019920261123001"), NumberFault.NOT_BORN_YET),
        (IdType.PRC_ID, "810000198805120032", NumberFault.PATTERN),
        (IdType.HMT_RESIDENCE, with_check("81000119880512003"), NumberFault.PATTERN),
        (IdType.PRC_TEMP_ID, with_check("11019918900307001"), NumberFault.PATTERN),
    ],
)
def test_the_reason_of_a_failure_is_told(kind: IdType, number: str, fault: NumberFault) -> None:
    assert check_number(kind, number, TODAY).fault is fault


def test_birth_today_holds_and_leap_days_are_known() -> None:
    assert check_number(IdType.PRC_ID, with_check("11019920261122001"), TODAY).born_on == TODAY
    assert check_number(IdType.PRC_ID, with_check("11019919920229001"), TODAY).born_on == date(1992, 2, 29)


def test_age_above_130_fails_and_130_does_not() -> None:
    number = with_check("11019919000307001")
    assert check_number(IdType.PRC_ID, number, date(2031, 3, 6)).state is NumberState.HELD
    assert check_number(IdType.PRC_ID, number, date(2031, 3, 7)).fault is NumberFault.TOO_OLD


def test_sex_comes_from_resident_cards_and_permits_only() -> None:
    assert check_number(IdType.PRC_ID, "11010519491231002X", TODAY).sex is Sex.FEMALE
    assert check_number(IdType.HMT_RESIDENCE, "810000198805120032", TODAY).sex is Sex.MALE
    foreign = check_number(IdType.FOREIGN_PERMANENT_RESIDENCE, "911124198108030024", TODAY)
    assert (foreign.sex, foreign.born_on, foreign.country) == (None, date(1981, 8, 3), "124")


def test_completed_fills_only_what_is_absent() -> None:
    typed = PersonDraft(name=" 买买提•甲 ", id_type=IdType.PRC_ID, id_no="１１０１９９199003070017")
    full = completed(typed, TODAY)
    assert (full.name, full.id_no) == ("买买提·甲", "110199199003070017")
    assert (full.born_on, full.sex) == (date(1990, 3, 7), Sex.MALE)
    stated = PersonDraft(id_no="110199199003070017", born_on=date(1991, 1, 1), sex=Sex.FEMALE)
    assert completed(stated, TODAY).born_on == date(1991, 1, 1)
    assert completed(stated, TODAY).sex is Sex.FEMALE
    failing = completed(PersonDraft(id_type=IdType.PRC_ID, id_no="110199199003070018"), TODAY)
    assert (failing.born_on, failing.sex) == (None, None)


@pytest.mark.parametrize("dot", "•．‧・･")
def test_dots_in_names_become_one(dot: str) -> None:
    assert normal_name(f"阿依{dot}古丽") == "阿依\u00b7古丽"


def test_rare_characters_survive() -> None:
    assert normal_name("䶮㛃𬱖𠮷𪚥") == "䶮㛃𬱖𠮷𪚥"
    assert normal_name("\uf900") == "\uf900"


@given(st.text(max_size=30))
def test_masking_never_shows_a_whole_number(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert shown == "" or "*" in shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110199199003070017", "110199********0017"),
        ("11019919900307005X", "110199********005X"),
        ("M0000000201", "M0*******01"),
        ("H00000001", "H0*****01"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_masking_shows_first_six_and_last_four(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_age_turns_on_the_birthday() -> None:
    born = date(2008, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)
