"""What a receipt says, and what a sealed matter keeps it from saying."""

import dataclasses
from datetime import date, datetime

import pytest

from app.domain.matter import Outcome
from app.domain.person import IdType, PersonDraft
from app.receipts.checks import parse_payload, qr_payload, reference_of, verify_check
from app.receipts.content import (
    content_digest,
    content_from_json,
    content_to_json,
    visible_text,
)
from app.receipts.kept import proves
from app.receipts.phrases import ID_TYPE_ZH, date_zh, next_step, time_zh
from tests.fakes.receipts import KEY, NUMBER, PETITIONER, VISIT_NO, matter, receipt

SECRET = {"demand": "举报某局长", "query_code": "S3CR-ET00", "target_unit": "县纪委监委", "sealed": True}


def test_open_receipt_carries_what_the_visitor_is_owed():
    content = receipt()
    words = visible_text(content)
    for owed in (NUMBER, VISIT_NO, f"{VISIT_NO}-1", "8F3K-22M1", "青苗补偿款", "柏溪镇人民政府", "林知夏"):
        assert owed in words
    assert content.addressee == "骆青崖"
    assert content.matters[0].notice_by == date(2026, 12, 8)
    assert not content.sealed_form


def test_id_number_is_masked_and_phone_is_absent():
    kept = content_to_json(receipt())
    assert receipt().addressee_id == "居民身份证 110199********0017"
    assert "110199199003070017" not in kept
    assert PETITIONER.phone not in kept


def test_sealed_visit_tells_number_time_and_pages_only():
    content = receipt([matter(1, **SECRET), matter(2, **SECRET)])
    assert content.sealed_form
    assert content.sealed_numbers == (f"{VISIT_NO}-1", f"{VISIT_NO}-2")
    assert content.material_pages == 3
    assert (content.addressee, content.addressee_id, content.receptionist) == ("", "", "")
    assert (content.window, content.present, content.representatives) == (0, 0, 0)
    kept = content_to_json(content).encode().decode("unicode_escape")
    for secret in ("举报", "局长", "S3CR", "纪委", "骆青崖", "110199********", "林知夏", "TRANSFER"):
        assert secret not in kept


def test_open_part_of_a_mixed_visit_shows_only_the_number_of_the_sealed_one():
    content = receipt([matter(1, **SECRET), matter(2)])
    assert [row.reg_no for row in content.matters] == [f"{VISIT_NO}-2"]
    assert content.sealed_numbers == (f"{VISIT_NO}-1",)
    kept = content_to_json(content).encode().decode("unicode_escape")
    for secret in ("举报", "局长", "S3CR", "纪委"):
        assert secret not in kept


@pytest.mark.parametrize("nobody", [None, PersonDraft(name="骆青崖", anonymous=True)])
def test_nobody_is_named_for_an_anonymous_visitor(nobody):
    content = receipt(addressee=nobody)
    assert content.addressee == ""
    assert "骆青崖" not in visible_text(content)


def test_person_without_paper_has_no_id_line():
    assert receipt(addressee=PersonDraft(name="甲某")).addressee_id == ""
    assert receipt(addressee=PersonDraft(name="甲某", id_no="A1234567")).addressee_id == "证件 A1****67"


def test_kept_json_reads_back_equal_and_digests_equal():
    content = receipt([matter(1), matter(2, notice_by=None), matter(3, **SECRET)], uploaded=True)
    again = content_from_json(content_to_json(content))
    assert again == content
    assert content_digest(again) == content_digest(content)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"form":1}', '{"form":99}', '{"form":1,"office":3,"matters":[]}']
)
def test_foreign_json_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        content_from_json(text)


def test_check_code_holds_for_the_content_and_for_no_altered_one():
    content = receipt()
    reference = reference_of(content.number)
    assert verify_check(KEY, VISIT_NO, reference, content_digest(content), content.check)
    altered = dataclasses.replace(
        content, matters=(dataclasses.replace(content.matters[0], notice_by=date(2026, 12, 9)),)
    )
    assert not verify_check(KEY, VISIT_NO, reference, content_digest(altered), content.check)


def test_scanned_code_is_genuine_only_for_its_own_document():
    content = receipt()
    payload = parse_payload(qr_payload(VISIT_NO, NUMBER, content.check))
    assert proves(payload, content_to_json(content), KEY)
    assert not proves(payload, content_to_json(content), b"another store")
    assert not proves(payload, content_to_json(dataclasses.replace(content, present=7)), KEY)
    other = receipt(number="雾信访〔2026〕02-00872")
    assert not proves(payload, content_to_json(other), KEY)
    renamed = dataclasses.replace(payload, reference="2026-02-00872")
    assert not proves(renamed, content_to_json(other), KEY)


def test_digest_leaves_the_check_code_out():
    content = receipt()
    assert content_digest(dataclasses.replace(content, check="OTHER")) == content_digest(content)


def test_receipt_needs_a_matter_and_times_with_zone():
    with pytest.raises(ValueError, match="matter"):
        receipt([])
    with pytest.raises(ValueError, match="aware"):
        receipt(visited_at=datetime(2026, 11, 23, 10, 43))
    with pytest.raises(ValueError, match="aware"):
        receipt(issued_at=datetime(2026, 11, 23, 10, 43))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_whole_sentence_with_and_without_unit(outcome):
    for unit in ("", "柏溪镇人民政府"):
        words = next_step(outcome, unit)
        assert words.endswith("。")
        assert "{" not in words
    assert next_step(Outcome.TRANSFER, "柏溪镇人民政府").startswith("拟转送柏溪镇人民政府")


def test_refusals_are_announced_never_pronounced():
    for outcome in (Outcome.NOT_ACCEPT_PENDING, Outcome.NO_LONGER_ACCEPT):
        words = next_step(outcome, "柏溪镇人民政府")
        assert "不予受理" not in words
        assert "不再受理" not in words
        assert "负责人" in words
        assert "书面告知您" in words


def test_visitor_braces_in_a_unit_are_only_text():
    assert next_step(Outcome.TRANSFER, "{unit}{0}") == "拟转送{unit}{0}处理，去向书面告知您。"


def test_every_kind_of_paper_has_a_name():
    assert set(ID_TYPE_ZH) == set(IdType)


def test_dates_have_no_leading_zeros_and_minutes_do():
    at = datetime(2026, 3, 5, 9, 4)
    assert date_zh(at.date()) == "2026年3月5日"
    assert time_zh(at) == "2026年3月5日9时04分"
