"""What a scanned or typed text is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbers import query_code, receipt_number
from app.domain.scanned_text import ScannedKind, is_number, may_begin, normal_text, read_scanned
from app.receipts.checks import make_check, parse_payload, qr_payload

BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ID_NUMBER = "110199199003070017"


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


numbers = st.builds(
    receipt_number,
    st.just("110199"),
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=3, max_size=3),
    st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    st.integers(1, 99),
    st.text(min_size=1, max_size=4),
    st.integers(1, 9999),
)
ways = st.sampled_from([str, str.lower, full_width, lambda t: f" {t}\n", lambda t: t.replace("-", "–")])


@given(numbers, st.integers(1, 9999), st.binary(min_size=4, max_size=4), ways)
def test_the_code_of_a_receipt_is_read_in_any_case_and_width(
    number: str, serial: int, digest: bytes, way: object
) -> None:
    payload = qr_payload(
        number, f"雾信访〔2026〕02-{serial:04d}", make_check(b"key", number, "2026", digest.hex())
    )
    read = read_scanned(way(payload))  # type: ignore[operator]
    assert read.kind is ScannedKind.RECEIPT
    assert read.value == payload
    assert parse_payload(read.value) is not None
    assert not is_number(read.value)


@given(numbers, st.sampled_from(["", "-1", "-12"]), ways)
def test_visit_and_registration_numbers_are_receipts_too(number: str, index: str, way: object) -> None:
    read = read_scanned(way(number + index))  # type: ignore[operator]
    assert (read.kind, read.value) == (ScannedKind.RECEIPT, number + index)
    assert is_number(read.value)


@given(numbers, st.text(BASE_32, min_size=16, max_size=16), st.data())
def test_a_code_can_be_told_from_its_first_key_to_its_last(
    number: str, check: str, data: st.DataObject
) -> None:
    whole = data.draw(
        st.sampled_from([f"JF1:{number}:2026-02-0011:{check}", number, f"{number}-3", ID_NUMBER])
    )
    assert all(may_begin(whole[:end]) for end in range(1, len(whole) + 1))


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    read = read_scanned(text)
    if read.kind is ScannedKind.OTHER:
        assert read.value == text.strip()
    else:
        assert read.value.isascii()
        assert normal_text(read.value) == read.value


@given(st.integers(0, 17), st.integers(1, 9))
def test_an_identity_number_with_one_wrong_digit_is_none(at: int, more: int) -> None:
    wrong = ID_NUMBER[:at] + str((int(ID_NUMBER[at]) + more) % 10) + ID_NUMBER[at + 1 :]
    assert read_scanned(ID_NUMBER).kind is ScannedKind.ID_NUMBER
    assert read_scanned(wrong).kind is not ScannedKind.ID_NUMBER


@given(st.binary(min_size=12, max_size=12), st.booleans())
def test_a_query_code_is_one_also_in_groups(random_bytes: bytes, earlier: bool) -> None:
    code = query_code(random_bytes)[: 10 if earlier else 12]
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", f"{code[:5]} {code[5:]}"):
        assert read_scanned(typed) == read_scanned(code)
        assert read_scanned(typed).kind is ScannedKind.QUERY_CODE


@pytest.mark.parametrize("text", ["", "6901234567892", "https://example.org/JF1:1", "JF:1", "JF1:", "骆青崖"])
def test_what_is_not_ours_is_left_as_it_is(text: str) -> None:
    assert (read_scanned(text).kind, read_scanned(text).value) == (ScannedKind.OTHER, text)


def test_a_damaged_code_is_still_a_receipt_so_that_it_can_be_told_what_is_wrong() -> None:
    assert read_scanned("JF1:1101990012").kind is ScannedKind.RECEIPT


@pytest.mark.parametrize("text", ["a", "JG", "0", "13900002210a", "11019900126112302-", "jf1x"])
def test_keys_that_begin_nothing_need_not_wait(text: str) -> None:
    assert not may_begin(text) or text in {"0"}
