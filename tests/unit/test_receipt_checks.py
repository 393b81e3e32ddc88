"""Check codes and the QR text."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.receipts.checks import (
    CHECK_LENGTH,
    Payload,
    make_check,
    parse_payload,
    qr_payload,
    reference_of,
    verify_check,
)
from app.receipts.qr import make_qr
from tests.fakes.receipts import KEY, NUMBER, VISIT_NO

DIGEST = "0" * 64


def test_check_code_is_known():
    # HMAC-SHA256(key, "JF1␟V␟2026-2-1␟d"), first 80 bits in base 32, computed with openssl and base32.
    assert make_check(b"key", "V", "2026-2-1", "d") == "PC6BMLAMBT32IK3O"


def test_check_code_is_sixteen_base32_characters():
    check = make_check(KEY, VISIT_NO, "2026-02-00871", DIGEST)
    assert len(check) == CHECK_LENGTH == 16
    assert set(check) <= set(string.ascii_uppercase + "234567")


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_every_part_counts(part):
    parts = [KEY, VISIT_NO, "2026-02-00871", DIGEST]
    check = make_check(*parts)
    assert verify_check(*parts, check)
    parts[part] = b"other" if part == 0 else parts[part] + "1"
    assert not verify_check(*parts, check)


def test_parts_cannot_be_shifted_into_each_other():
    assert make_check(KEY, "AB", "C", DIGEST) != make_check(KEY, "A", "BC", DIGEST)


@pytest.mark.parametrize("wrong", ["", "A", "校验码", "\ud800", "A" * 100])
def test_wrong_check_of_any_shape_is_just_wrong(wrong):
    assert not verify_check(KEY, VISIT_NO, "2026-02-00871", DIGEST, wrong)


@pytest.mark.parametrize(
    ("number", "reference"),
    [(NUMBER, "2026-02-00871"), ("雾信访〔２０２６〕2-1", "2026-2-1"), ("X信访[2026]b-7", "X-2026-B-7")],
)
def test_reference_is_ascii(number, reference):
    assert reference_of(number) == reference


def test_payload_there_and_back():
    check = make_check(KEY, VISIT_NO, reference_of(NUMBER), DIGEST)
    text = qr_payload(VISIT_NO, NUMBER, check)
    assert text == f"JF1:{VISIT_NO}:2026-02-00871:{check}"
    assert text.isascii()
    assert parse_payload(text) == Payload(VISIT_NO, "2026-02-00871", check)
    assert parse_payload(f" {text}\r\n") == Payload(VISIT_NO, "2026-02-00871", check)


@pytest.mark.parametrize(
    "text",
    ["", "JF1", "JF1:A:B:", "JF2:A:B:AAAAAAAAAAAAAAAA", "JF1:A:B:aaaaaaaaaaaaaaaa", "https://example.org/"],
)
def test_foreign_codes_are_not_ours(text):
    assert parse_payload(text) is None


def test_payload_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="payload"):
        qr_payload("骆青崖", NUMBER, "A" * 16)


@given(st.text())
def test_any_text_parses_or_is_foreign(text):
    found = parse_payload(text)
    assert found is None or f"JF1:{found.visit_no}:{found.reference}:{found.check}" == text.strip()


def test_symbol_is_square_with_finders_and_no_wider_than_a_receipt_allows():
    symbol = make_qr(qr_payload(VISIT_NO, NUMBER, "A" * 16))
    size = len(symbol.rows)
    assert all(len(row) == size for row in symbol.rows)
    assert symbol.side_modules == size + 8
    assert symbol.side_modules * 0.6 <= 30  # mm
    for y, x in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert all(symbol.rows[y][x : x + 7])
        assert all(symbol.rows[y + 6][x : x + 7])


def test_dark_runs_cover_exactly_the_dark_modules():
    symbol = make_qr("JF1:A:B")
    painted = {(y, x + step) for y, x, length in symbol.dark_runs() for step in range(length)}
    assert painted == {(y, x) for y, row in enumerate(symbol.rows) for x, dark in enumerate(row) if dark}


def test_symbol_text_must_be_ascii():
    with pytest.raises(ValueError, match="ASCII"):
        make_qr("来访")
