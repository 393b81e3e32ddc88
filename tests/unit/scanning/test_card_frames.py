"""Frames: what comes over a bad line is either right or not there."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scanning.card_frames import PREAMBLE, Command, Frame, FrameDecoder, Sw, answer_bytes, request_bytes

frames = st.builds(Frame, sw=st.integers(0, 255), data=st.binary(max_size=40).filter(lambda b: 0xAA not in b))
quiet_noise = st.binary(max_size=30).filter(lambda b: 0xAA not in b)


@pytest.mark.parametrize(
    ("command", "after_preamble"),
    [
        (Command.STATUS, "00 03 11 FF ED"),
        (Command.FIND, "00 03 20 01 22"),
        (Command.SELECT, "00 03 20 02 21"),
        (Command.READ, "00 03 30 01 32"),
        (Command.READ_LATEST_ADDRESS, "00 03 30 03 30"),
    ],
)
def test_requests_are_the_standards(command: Command, after_preamble: str) -> None:
    assert request_bytes(command) == PREAMBLE + bytes.fromhex(after_preamble)


def test_no_command_reads_fingerprints() -> None:
    assert bytes.fromhex("3010") not in {c.value for c in Command}


def test_the_standards_answer_to_find() -> None:
    whole = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
    assert FrameDecoder().feed(whole) == [Frame(Sw.CARD_FOUND, bytes(4))]
    assert answer_bytes(Frame(Sw.CARD_FOUND, bytes(4))) == whole


def test_a_frame_shows_no_data() -> None:
    assert "甲".encode().hex() not in repr(Frame(0x90, "甲".encode()))


@given(st.lists(st.tuples(quiet_noise, frames), max_size=6), st.lists(st.integers(1, 20), max_size=200))
def test_any_chopping_and_noise_between_frames(stream: list[tuple[bytes, Frame]], cuts: list[int]) -> None:
    line = b"".join(noise + answer_bytes(frame) for noise, frame in stream)
    decoder, found, at = FrameDecoder(), [], 0
    for size in [*cuts, len(line)]:
        found += decoder.feed(line[at : at + size])
        at += size
    assert found == [frame for _, frame in stream]


@given(st.lists(st.binary(max_size=200), max_size=12), st.integers(0, 255))
def test_whatever_came_before_the_next_whole_frame_is_found(junk: list[bytes], sw: int) -> None:
    decoder = FrameDecoder()
    for piece in junk:
        decoder.feed(piece)
    assert decoder.feed(answer_bytes(Frame(sw, bytes(20))))[-1] == Frame(sw, bytes(20))


@given(frames, st.data())
def test_a_changed_bit_never_gives_another_frame(frame: Frame, data: st.DataObject) -> None:
    whole = bytearray(answer_bytes(frame))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    assert FrameDecoder().feed(bytes(whole)) == []


def test_a_wrong_checksum_is_counted_and_stepped_over() -> None:
    decoder = FrameDecoder()
    good = answer_bytes(Frame(0x90, b"abc"))
    bad = good[:-1] + bytes((good[-1] ^ 1,))
    assert decoder.feed(bad) == []
    assert decoder.damaged == 1
    assert not decoder.pending
    assert decoder.feed(good) == [Frame(0x90, b"abc")]


@pytest.mark.parametrize("length", ["0000", "0003", "FFFF", "0961"])
def test_an_unbelievable_length_is_not_waited_for(length: str) -> None:
    decoder = FrameDecoder()
    assert decoder.feed(PREAMBLE + bytes.fromhex(length)) == []
    assert decoder.damaged == 1
    assert not decoder.pending


def test_a_length_too_great_hides_no_frame_behind_it() -> None:
    torn = PREAMBLE + bytes.fromhex("0508 000090") + bytes(50)
    assert FrameDecoder().feed(torn + answer_bytes(Frame(0x80))) == [Frame(0x80)]


def test_a_torn_frame_waits_for_the_rest() -> None:
    whole = answer_bytes(Frame(0x90, bytes(range(100))))
    decoder = FrameDecoder()
    assert decoder.feed(whole[:50]) == []
    assert decoder.pending
    assert decoder.feed(whole[50:]) == [Frame(0x90, bytes(range(100)))]
    assert not decoder.pending


def test_clearing_forgets_what_was_held() -> None:
    whole = answer_bytes(Frame(0x90, bytes(20)))
    decoder = FrameDecoder()
    decoder.feed(whole[:15])
    decoder.clear()
    assert decoder.feed(whole[15:]) == []


@given(st.binary(max_size=60))
def test_the_checksum_is_the_xor_from_length_to_data(data: bytes) -> None:
    whole = answer_bytes(Frame(0x90, data))
    assert whole[-1] == reduce(lambda a, b: a ^ b, whole[5:-1])
    assert int.from_bytes(whole[5:7], "big") == len(whole) - 7
