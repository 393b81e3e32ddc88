"""What the chip and a picture of the same card say differently."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import DocType, IdDocument, IdFields
from app.domain.identity_compare import FieldDifference, differences

FIELDS = IdFields(
    name="甲古丽·样本",
    sex="female",
    ethnicity="维吾尔",
    birth_date="1990-03-07",
    address="云岭省雾泽县样本路1号2-301室",
    number="11019919900307005X",
    issuer="雾泽县公安局",
    valid_from="2020-01-02",
    valid_to="long",
)
CHIP = IdDocument(DocType.PRC_ID_FRONT, FIELDS, source="chip")


def picture(doc_type: DocType = DocType.PRC_ID_FRONT, **changed: str) -> IdDocument:
    return IdDocument(doc_type, replace(FIELDS, **changed))


def names(chip: IdDocument, seen: IdDocument) -> list[str]:
    return [d.field for d in differences(chip, seen)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "甲古丽•样本"),
        ("name", "甲古丽．样本"),
        ("name", "甲古丽 ‧ 样 本"),
        ("number", "１１０１９９ 19900307 005x"),
        ("address", "云岭省雾泽县样本路１号２－３０１室"),
        ("address", "云岭省雾泽县 样本路1号\n2—301室"),
        ("address", "云岭省，雾泽县样本路1号2–301室。"),
        ("ethnicity", "维吾尔族"),
        ("sex", "X"),
    ],
)
def test_writing_alone_is_no_difference(field: str, value: str) -> None:
    assert differences(CHIP, picture(**{field: value})) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "甲古丽·样木"),
        ("name", "甲古丽样本"),
        ("sex", "male"),
        ("ethnicity", "汉"),
        ("birth_date", "1990-03-01"),
        ("address", "云岭省雾泽县样本路7号2-301室"),
        ("address", "云岭省雾泽县样本路1号2301室"),
        ("number", "110199199003070017"),
        ("issuer", "雾泽市公安局"),
        ("valid_from", "2020-01-03"),
        ("valid_to", "2040-01-02"),
    ],
)
def test_another_content_is_told_with_both_values(field: str, value: str) -> None:
    expected = FieldDifference(field, getattr(FIELDS, field), value)
    assert differences(CHIP, picture(**{field: value})) == (expected,)


def test_only_what_both_have_is_compared() -> None:
    back = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_from="2020-01-02"))
    assert differences(CHIP, back) == ()
    assert names(CHIP, replace(back, fields=replace(back.fields, valid_to="2030-01-02"))) == ["valid_to"]


def test_they_come_in_the_order_of_the_fields() -> None:
    seen = picture(valid_to="2030-01-02", number="110199199003070017", name="乙某", address="别处")
    assert names(CHIP, seen) == ["name", "address", "number", "valid_to"]


def test_a_picture_may_show_the_printed_address_or_the_later_one() -> None:
    moved = replace(
        CHIP, fields=replace(FIELDS, address="云岭省雾泽县新路9号"), printed_address=FIELDS.address
    )
    assert differences(moved, picture()) == ()
    assert differences(moved, picture(address="云岭省雾泽县新路９号")) == ()
    assert names(moved, picture(address="云岭省雾泽县新路8号")) == ["address"]


def test_another_kind_of_document_is_compared_in_what_belongs_to_the_person() -> None:
    passport = IdDocument(
        DocType.PASSPORT,
        IdFields(name="YANGBEN JIA", number="E00000001", birth_date="1990-03-01", valid_to="2031-03-06"),
    )
    assert names(CHIP, passport) == ["birth_date"]


def test_a_latin_name_may_be_written_in_several_ways() -> None:
    chip = IdDocument(DocType.FOREIGN_PERMANENT_RESIDENCE, IdFields(name="O NEIL SMITH ANNA"))
    seen = IdDocument(DocType.FOREIGN_PERMANENT_RESIDENCE, IdFields(name="O'Neil-Smith, Anna"))
    assert differences(chip, seen) == ()


def test_nothing_personal_is_printed_by_accident() -> None:
    assert repr(differences(CHIP, picture(name="乙某"))) == "(FieldDifference(name),)"


texts = st.text(min_size=1, max_size=12)
documents = st.builds(
    lambda kind, fields, printed: IdDocument(kind, IdFields(**fields), printed_address=printed),
    st.sampled_from(DocType),
    st.dictionaries(st.sampled_from(sorted(FIELDS.present())), texts),
    st.sampled_from(["", "云岭省"]),
)


@given(documents)
def test_a_document_never_differs_from_itself(document: IdDocument) -> None:
    assert differences(document, document) == ()


@given(documents, documents)
def test_what_is_told_stands_in_both_and_only_once(chip: IdDocument, seen: IdDocument) -> None:
    found = differences(chip, seen)
    assert len({d.field for d in found}) == len(found)
    for d in found:
        assert d.chip == getattr(chip.fields, d.field) != getattr(seen.fields, d.field) == d.picture != ""


@given(documents, documents)
def test_without_a_later_address_who_is_asked_first_does_not_matter(
    one: IdDocument, other: IdDocument
) -> None:
    one, other = replace(one, printed_address=""), replace(other, printed_address="")
    assert names(one, other) == names(other, one)


@given(st.text(alphabet="　 \t", max_size=3), st.integers(0, 18))
def test_spaces_anywhere_change_nothing(space: str, at: int) -> None:
    for field in ("name", "address", "number", "issuer"):
        value = getattr(FIELDS, field)
        assert differences(CHIP, picture(**{field: value[:at] + space + value[at:]})) == ()
