"""IPP messages: what goes out is the standard's, what comes in never breaks."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.ipp import IppError, Operation, Server, Tag, decode_answer, encode_request
from app.printing.service import server_from_environment

HEAD = bytes.fromhex("0200 0000 00000001")


def attribute(tag: int, name: str, content: bytes) -> bytes:
    label = name.encode()
    return bytes((tag,)) + len(label).to_bytes(2, "big") + label + len(content).to_bytes(2, "big") + content


def test_a_request_is_laid_out_as_rfc_8010_says() -> None:
    made = encode_request(
        Operation.CREATE_JOB,
        7,
        [(Tag.URI, "printer-uri", "ipp://localhost/printers/a"), (Tag.KEYWORD, "two", ("x", "y"))],
        [(Tag.INTEGER, "copies", 1), (Tag.BOOLEAN, "flag", True)],
    )
    assert made == (
        bytes.fromhex("0200 0005 00000007 01")
        + attribute(0x47, "attributes-charset", b"utf-8")
        + attribute(0x48, "attributes-natural-language", b"en")
        + attribute(0x45, "printer-uri", b"ipp://localhost/printers/a")
        + attribute(0x44, "two", b"x")
        + attribute(0x44, "", b"y")
        + b"\x02"
        + attribute(0x21, "copies", b"\0\0\0\x01")
        + attribute(0x22, "flag", b"\x01")
        + b"\x03"
    )


def test_an_answer_with_several_groups_and_values() -> None:
    raw = (
        HEAD
        + b"\x01"
        + attribute(0x47, "attributes-charset", b"utf-8")
        + b"\x04"
        + attribute(0x42, "printer-name", "窗口".encode())
        + attribute(0x44, "printer-state-reasons", b"media-empty-error")
        + attribute(0x44, "", b"cover-open")
        + b"\x04"
        + attribute(0x23, "printer-state", b"\0\0\0\x03")
        + attribute(0x22, "printer-is-accepting-jobs", b"\0")
        + attribute(0x13, "odd", b"")
        + b"\x03"
    )
    answer = decode_answer(raw)
    assert answer.successful
    assert answer.groups[Tag.PRINTER] == (
        {"printer-name": ("窗口",), "printer-state-reasons": ("media-empty-error", "cover-open")},
        {"printer-state": (3,), "printer-is-accepting-jobs": (False,), "odd": (b"",)},
    )
    assert answer.first(Tag.JOB) == {}


def test_a_status_from_0100_on_is_no_success() -> None:
    assert not decode_answer(bytes.fromhex("0200 0406 00000001 03")).successful


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_the_one_error(raw: bytes) -> None:
    for whole in (raw, HEAD + raw):
        with contextlib.suppress(IppError):
            assert decode_answer(whole).status == int.from_bytes(whole[2:4], "big")


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("/run/x.sock", Server(socket_path="/run/x.sock")),
        ("hall", Server("hall", 631)),
        ("hall:8631", Server("hall", 8631)),
        ("192.0.2.7:631/version=1.1", Server("192.0.2.7", 631)),
        ("[2001:db8::1]:8631", Server("2001:db8::1", 8631)),
        ("[2001:db8::1]", Server("2001:db8::1", 631)),
        ("2001:db8::1", Server("2001:db8::1", 631)),
    ],
)
def test_where_the_service_is(named: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", named)
    assert server_from_environment() == server


def test_without_a_name_it_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUPS_SERVER", raising=False)
    found = server_from_environment()
    assert (found.host, found.port) == ("localhost", 631)
