"""Private-use code points of old encodings, and what is left for a person to read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.private_use import STANDARD_OF, standard_form


def test_the_eighty_characters_of_gbk_stand_in_the_order_of_their_codes() -> None:
    """Python's gb18030 is the edition of 2000: 66 of the 80 are where they are today."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    assert len(trails) == 80
    left_in_private_use = []
    for place, trail in enumerate(trails):
        private = chr(0xE815 + place)
        as_of_2000 = bytes((0xFE, trail)).decode("gb18030")
        if as_of_2000 == private:
            left_in_private_use.append(STANDARD_OF[private])
        else:
            assert STANDARD_OF[private] == as_of_2000
    assert "".join(left_in_private_use) == "𠂇𠂉𠃌龴龵龶龷𡗗龸𢦏龹龺𤇾龻"


def test_the_vertical_forms_of_2022() -> None:
    codes = ("A6D9", "A6DA", "A6DB", "A6DC", "A6DD", "A6DE", "A6DF", "A6EC", "A6ED", "A6F3")
    today = "︐︒︑︓︔︕︖︗︘︙"
    for code, char in zip(codes, today, strict=True):
        assert STANDARD_OF[bytes.fromhex(code).decode("gb18030")] == char


def test_every_standard_form_is_an_assigned_character_and_none_is_private() -> None:
    assert len(STANDARD_OF) == 105
    assert all(unicodedata.category(private) == "Co" for private in STANDARD_OF)
    assert not {unicodedata.category(char) for char in STANDARD_OF.values()} & {"Co", "Cn"}
    assert standard_form("".join(STANDARD_OF)) == ("".join(STANDARD_OF.values()), ())


def test_a_name_with_a_known_private_character_is_mapped() -> None:
    assert standard_form("骆\ue863") == ("骆䶮", ())


@pytest.mark.parametrize(
    "sign", ["\ue000", "\uf8ff", "\U000f0001", "\U0010fffd", "\ufffd", "〓", "□", "?", chr(0xD840)]
)
def test_what_no_standard_explains_is_flagged_where_it_stands(sign: str) -> None:
    assert standard_form(f"骆\ue863{sign}崖") == (f"骆䶮{sign}崖", (2,))


@pytest.mark.parametrize(
    "text", ["", "骆青崖", "阿依古丽·买买提", "𠮷𬱖\U000323af", "云岭省 12 号", "MÜLLER"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert standard_form(text) == (text, ())


@given(st.text(max_size=60))
def test_places_stay_and_the_answer_is_final(text: str) -> None:
    mapped, unknown = standard_form(text)
    assert len(mapped) == len(text)
    assert standard_form(mapped) == (mapped, unknown)
    assert all(0 <= place < len(text) for place in unknown)
