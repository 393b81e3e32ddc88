"""Which quick keys came from a scanner."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.numbers import receipt_number
from app.domain.scanned_text import ScannedKind, may_begin, read_scanned
from ui.wedge_burst import AFTERGLOW_MS, KeyBurst, Stroke, Verdict, WedgeOptions

NUMBER = receipt_number("110199", "001", date(2026, 11, 23), 2, "epoch", 11)
CODE = f"JF1:{NUMBER}:2026-02-0011:ABCDEFGHIJKLMNOP"
ID_NUMBER = "110199199003070017"
ENTER = "\n"
SLOW_MS = 36
PRINTABLE = "".join(chr(c) for c in range(0x21, 0x7F))


def wanted(text: str) -> bool:
    return read_scanned(text).kind in {ScannedKind.RECEIPT, ScannedKind.ID_NUMBER}


class Desk:
    """A keyboard with a field behind it; `busy` = the timer never comes in time."""

    def __init__(self, options: WedgeOptions | None = None, *, busy: bool = False) -> None:
        self.burst: KeyBurst[str] = KeyBurst(may_begin, wanted, options or WedgeOptions())
        self.busy = busy
        self.at_ms = 1000
        self.typed: list[str] = []
        self.scans: list[str] = []

    def key(self, key: str, gap_ms: int, *, repeated: bool = False) -> None:
        if gap_ms > self.burst.options.gap_ms and not self.busy:
            self.rest()
        self.at_ms += gap_ms
        stroke = Stroke("" if key == ENTER else key, self.at_ms, key == ENTER, repeated)
        verdict = self.burst.press(stroke, key)
        self._apply(verdict)
        if not verdict.taken:
            self.typed.append(key)

    def keys(self, text: str, gap_ms: int) -> None:
        for key in text:
            self.key(key, gap_ms)

    def rest(self) -> None:
        if self.burst.holding:
            self._apply(self.burst.pause())

    def _apply(self, verdict: Verdict[str]) -> None:
        self.typed += verdict.release
        if verdict.scanned:
            self.scans.append(verdict.scanned)


gaps = st.one_of(st.integers(1, 40), st.integers(1, 400))
texts = st.one_of(
    st.text(PRINTABLE + ENTER, max_size=40), st.sampled_from([CODE, NUMBER, ID_NUMBER, CODE + ENTER])
)


@given(texts, st.data(), st.booleans())
def test_what_a_person_types_arrives_unchanged_and_in_order(
    text: str, data: st.DataObject, busy: bool
) -> None:
    """However fast single keys are rolled: within any five keys a person pauses once."""
    desk = Desk(busy=busy)
    for index, key in enumerate(text):
        slow = st.integers(SLOW_MS, 400)
        desk.key(key, data.draw(slow if index % 5 == 0 else st.one_of(st.integers(1, 35), slow)))
    desk.rest()
    assert "".join(desk.typed) == text
    assert desk.scans == []


@given(st.text(PRINTABLE + ENTER, max_size=40), st.lists(gaps, min_size=40, max_size=40), st.booleans())
def test_at_any_speed_nothing_is_lost_or_turned_round_that_is_no_code(
    text: str, times: list[int], busy: bool
) -> None:
    desk = Desk(busy=busy)
    for key, gap_ms in zip(text, times, strict=False):
        desk.key(key, gap_ms)
    desk.rest()
    assert desk.scans or "".join(desk.typed) == text


@settings(max_examples=40)
@given(
    st.text(PRINTABLE, max_size=6),
    st.sampled_from([CODE, CODE.lower(), NUMBER, ID_NUMBER]),
    st.integers(1, 35),
    st.sampled_from(["", ENTER, ENTER * 2]),
    st.text(PRINTABLE, max_size=6),
)
def test_a_code_is_taken_whole_out_of_the_midst_of_typing(
    before: str, code: str, gap_ms: int, end: str, after: str
) -> None:
    desk = Desk()
    desk.keys(before, 90)
    desk.key(code[0], 90)
    desk.keys(code[1:] + end, gap_ms)
    desk.rest()
    desk.keys(after, AFTERGLOW_MS + 1)
    desk.rest()
    assert desk.scans == [code]
    assert "".join(desk.typed) == before + after


def test_a_key_held_down_is_a_hand() -> None:
    desk = Desk()
    desk.key("1", 90)
    for _ in range(20):
        desk.key("1", 30, repeated=True)
    assert desk.typed == ["1"] * 21


def test_keys_without_a_time_are_nobodys_burst() -> None:
    burst: KeyBurst[str] = KeyBurst(may_begin, wanted)
    for key in NUMBER:
        assert burst.press(Stroke(key, 0), key) == Verdict()


def test_a_foreign_code_is_typed_and_its_enter_too() -> None:
    desk = Desk()
    desk.keys("6901234567892" + ENTER, 8)
    assert "".join(desk.typed) == "6901234567892" + ENTER


def test_an_enter_that_comes_a_little_late_belongs_to_the_scan_and_a_later_one_does_not() -> None:
    desk = Desk()
    desk.keys(NUMBER, 8)
    desk.key(ENTER, 100)
    assert (desk.scans, desk.typed) == ([NUMBER], [])
    desk.key(ENTER, 300)
    assert desk.typed == [ENTER]


def test_fewer_characters_than_a_code_are_typing() -> None:
    desk = Desk(replace(WedgeOptions(), least=30))
    desk.keys(NUMBER + ENTER, 8)
    assert "".join(desk.typed) == NUMBER + ENTER


def test_with_a_prefix_only_it_waits_and_it_is_not_part_of_the_code() -> None:
    desk = Desk(WedgeOptions(prefix="~~", suffix="$"))
    desk.keys("11", 8)
    assert desk.typed == ["1", "1"]
    desk.key("~", 90)
    desk.keys(f"~{NUMBER}$", 8)
    assert desk.scans == [NUMBER]
    assert desk.typed == ["1", "1"]


def test_signs_an_input_method_converted_are_part_of_the_burst() -> None:
    desk = Desk()
    desk.keys("JF1", 8)
    assert desk.burst.beside("：", ":").taken
    desk.keys(CODE[4:] + ENTER, 8)
    assert desk.scans == [CODE]
    assert desk.typed == []


def test_a_slower_scanner_needs_a_longer_gap() -> None:
    quick, slow = Desk(), Desk(WedgeOptions(gap_ms=60))
    for desk in (quick, slow):
        desk.keys(NUMBER + ENTER, 50)
    assert quick.scans == []
    assert slow.scans == [NUMBER]
