"""The 256 text bytes of the four chips, invented holders only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.card_compose import address_bytes, compose_text
from app.scanning.card_layout import ETHNICITIES, FLAG_AT
from app.scanning.card_text import CardTextError, parse_text, with_latest_address

TODAY = date(2026, 11, 23)


def resident(**changes: str) -> IdDocument:
    """A resident card of an invented holder."""
    fields = {
        "name": "甲某",
        "sex": "male",
        "ethnicity": "汉",
        "birth_date": "1990-03-07",
        "address": "云岭省雾泽县样本路1号",
        "number": "110199199003070017",
        "issuer": "雾泽县公安局",
        "valid_from": "2020-01-02",
        "valid_to": "2040-01-02",
    } | changes
    return IdDocument(DocType.PRC_ID_FRONT, IdFields(**fields))


HMT = IdDocument(
    DocType.HMT_RESIDENCE,
    IdFields(
        name="乙某",
        sex="female",
        birth_date="1988-05-12",
        address="云岭省雾泽县样本路2号",
        number="810000198805120032",
        issuer="雾泽县公安局",
        valid_from="2024-01-02",
        valid_to="2029-01-02",
        document_number="H00000001",
    ),
)
FOREIGN_2017 = IdDocument(
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    IdFields(
        name="CESHI JIA YI",
        name_zh="测试甲",
        sex="female",
        birth_date="1990-03-07",
        number="ZZZ110190030701",
        valid_from="2020-01-02",
        valid_to="2030-01-02",
        nationality="ZZZ",
    ),
)
FOREIGN_2023 = IdDocument(
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    IdFields(
        name="YANGBEN WITHAVERYLONGSURNAMEINDEED AND MORE",
        name_zh="样本·乙",
        sex="male",
        birth_date="1988-05-12",
        number="91190019880512001X",
        valid_from="2024-01-02",
        valid_to="2034-01-02",
        nationality="ZZZ",
    ),
)


def put(text: bytes, at: int, words: str, size: int) -> bytes:
    """The text bytes with one place overwritten."""
    raw = words.encode("utf-16-le", "surrogatepass")
    return text[:at] + (raw + " ".encode("utf-16-le") * size)[:size] + text[at + size :]


@pytest.mark.parametrize("document", [resident(), HMT, FOREIGN_2017, FOREIGN_2023])
def test_every_layout_comes_back(document: IdDocument) -> None:
    read = parse_text(compose_text(document), TODAY)
    assert read.doc_type is document.doc_type
    assert read.fields == document.fields
    assert read.warnings == ()
    assert read.source == "chip"
    assert set(read.confidence) == set(document.fields.present())
    assert set(read.confidence.values()) == {1.0}


def test_places_are_the_standards() -> None:
    text = bytes(256).replace(b"\0\0", " ".encode("utf-16-le"))
    for at, size, words in [
        (0, 30, "丙某"), (30, 2, "2"), (32, 4, "56"), (36, 16, "19850923"), (52, 70, "样本村"),
        (122, 36, "11019919900307005X"), (158, 30, "样本局"), (188, 16, "20200101"), (204, 16, "长期"),
    ]:  # fmt: skip
        text = put(text, at, words, size)
    assert parse_text(text, TODAY).fields == IdFields(
        name="丙某", sex="female", ethnicity="基诺", birth_date="1985-09-23", address="样本村",
        number="11019919900307005X", issuer="样本局", valid_from="2020-01-01", valid_to="long",
    )  # fmt: skip


def test_the_foreign_name_of_2023_goes_on_without_a_break() -> None:
    text = compose_text(FOREIGN_2023)
    assert text[52:122].decode("utf-16-le") == FOREIGN_2023.fields.name[:35]
    assert text[220:242].decode("utf-16-le").rstrip() == FOREIGN_2023.fields.name[35:]


def test_a_foreign_name_is_upper_case_with_single_spaces() -> None:
    text = put(compose_text(FOREIGN_2017), 0, "Ceshi,  Jia", 120)
    assert parse_text(text, TODAY).fields.name == "CESHI JIA"


@pytest.mark.parametrize(
    ("number", "word"),
    [("01", "汉"), ("05", "维吾尔"), ("33", "羌"), ("97", "其他"), ("98", "外国血统中国籍人士")],
)
def test_ethnic_numbers_become_words(number: str, word: str) -> None:
    assert parse_text(put(compose_text(resident()), 32, number, 4), TODAY).fields.ethnicity == word
    assert len(ETHNICITIES) == 58


@pytest.mark.parametrize(("code", "sex"), [("1", "male"), ("2", "female"), ("0", "X"), ("9", "X"), (" ", "")])
def test_sex_codes(code: str, sex: str) -> None:
    read = parse_text(put(compose_text(resident()), 30, code, 2), TODAY)
    assert read.fields.sex == sex
    assert read.warnings == ()


@pytest.mark.parametrize(
    ("at", "size", "words", "field"),
    [
        (30, 2, "7", "sex"),
        (32, 4, "57", "ethnicity"),
        (36, 16, "19930229", "birth_date"),
        (204, 16, "永久", "valid_to"),
        (188, 16, "２０２０", "valid_from"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_named(at: int, size: int, words: str, field: str) -> None:
    read = parse_text(put(compose_text(resident()), at, words, size), TODAY)
    assert getattr(read.fields, field) == ""
    assert read.warnings == (f"field_uncertain:{field}",)


def test_hmt_cards_have_no_ethnicity() -> None:
    assert parse_text(put(compose_text(HMT), 32, "01", 4), TODAY).fields.ethnicity == ""


@pytest.mark.parametrize("name", ["䶮㛃𬱖𠮷𪚥", "\U00031350某"])
def test_rare_hanzi_are_whole_and_certain(name: str) -> None:
    read = parse_text(compose_text(resident(name=name)), TODAY)
    assert read.fields.name == name
    assert read.warnings == ()


@pytest.mark.parametrize("name", ["甲\ue123", "甲\U000f0001", "甲\ud840", "甲\u0007"])
def test_private_and_broken_characters_are_told(name: str) -> None:
    read = parse_text(put(compose_text(resident()), 0, name, 30), TODAY)
    assert read.fields.name.startswith("甲")
    assert read.warnings == ("name_uncertain",)
    assert read.confidence["name"] < 1.0
    read.fields.name.encode()


def test_a_private_character_in_the_address_is_told() -> None:
    assert parse_text(compose_text(resident(address="样本\ue001村")), TODAY).warnings == (
        "address_uncertain",
    )


def test_private_characters_with_a_standard_meaning_become_the_standard_ones() -> None:
    read = parse_text(compose_text(resident(name="甲\ue863", address="样本\ue81e村")), TODAY)
    assert (read.fields.name, read.fields.address) == ("甲䶮", "样本龴村")
    assert read.warnings == ()
    moved = with_latest_address(read, address_bytes("新样本\ue863村"))
    assert moved.fields.address == "新样本䶮村"


@pytest.mark.parametrize("sign", "?？〓□■")
def test_a_sign_for_a_missing_character_is_told(sign: str) -> None:
    assert parse_text(compose_text(resident(name="甲" + sign)), TODAY).warnings == ("name_uncertain",)


def test_the_printed_address_is_kept_beside_the_later_one() -> None:
    read = parse_text(compose_text(resident()), TODAY)
    moved = with_latest_address(read, address_bytes("云岭省雾泽县新样本路9号"))
    assert (moved.fields.address, moved.printed_address) == ("云岭省雾泽县新样本路9号", read.fields.address)
    assert with_latest_address(read, address_bytes(read.fields.address)) == read


def test_dots_in_names_become_the_middle_dot() -> None:
    assert parse_text(compose_text(resident(name="甲•乙．丙")), TODAY).fields.name == "甲·乙·丙"


@pytest.mark.parametrize("number", ["110199199003070018", "11019919900307001", "ABC"])
def test_a_number_that_fails_is_told_and_kept(number: str) -> None:
    read = parse_text(compose_text(resident(number=number)), TODAY)
    assert read.fields.number == number
    assert read.warnings == ("number_check_failed",)


def test_old_foreign_numbers_have_a_pattern_only() -> None:
    text = put(compose_text(FOREIGN_2017), 122, "ZZ1110190030701", 30)
    assert parse_text(text, TODAY).warnings == ("number_check_failed",)


@pytest.mark.parametrize(
    ("valid_to", "warnings"), [("2026-11-22", ("expired",)), ("2026-11-23", ()), ("long", ())]
)
def test_expiry_is_told_from_the_day_after(valid_to: str, warnings: tuple[str, ...]) -> None:
    assert parse_text(compose_text(resident(valid_to=valid_to)), TODAY).warnings == warnings


def test_nul_counts_as_padding() -> None:
    text = compose_text(resident()).replace(" ".encode("utf-16-le"), b"\0\0")
    assert parse_text(text, TODAY).fields == resident().fields


@pytest.mark.parametrize("text", [b"", bytes(255), bytes(256), bytes(1280)])
def test_nothing_in_it_is_no_document(text: bytes) -> None:
    with pytest.raises(CardTextError):
        parse_text(text, TODAY)


def test_an_unknown_flag_is_no_document() -> None:
    with pytest.raises(CardTextError):
        parse_text(put(compose_text(resident()), FLAG_AT, "Q", 2), TODAY)


@given(st.binary(min_size=256, max_size=256))
def test_any_bytes_give_a_document_or_the_one_error(text: bytes) -> None:
    try:
        read = parse_text(text, TODAY)
    except CardTextError:
        return
    "".join(read.fields.present().values()).encode()
    assert set(read.confidence) == set(read.fields.present())


@given(st.sampled_from([resident(), HMT, FOREIGN_2017, FOREIGN_2023]), st.integers(0, 127), st.characters())
def test_one_strange_character_breaks_nothing(document: IdDocument, unit: int, strange: str) -> None:
    raw = strange.encode("utf-16-le")[:2]
    text = compose_text(document)
    text = text[: unit * 2] + raw + text[unit * 2 + 2 :]
    try:
        assert parse_text(text, TODAY).source == "chip"
    except CardTextError:
        assert unit * 2 == FLAG_AT


def test_a_later_address_replaces_the_printed_one() -> None:
    read = parse_text(compose_text(resident(address="样本\ue001村")), TODAY)
    newer = with_latest_address(read, address_bytes("云岭省雾泽县新样本路9号"))
    assert newer.fields.address == "云岭省雾泽县新样本路9号"
    assert newer.warnings == ()
    assert newer.confidence["address"] == 1.0


@pytest.mark.parametrize("address", [b"", bytes(70), bytes(69), b" \0" * 35])
def test_an_empty_later_address_changes_nothing(address: bytes) -> None:
    read = parse_text(compose_text(resident()), TODAY)
    assert with_latest_address(read, address) is read


@pytest.mark.parametrize("field", ["name", "address"])
def test_what_does_not_fit_a_chip_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        compose_text(resident(**{field: "字" * 40}))
