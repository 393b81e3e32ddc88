"""A job and its printer, judged: RFC 8011 keywords to what a person must do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.ipp import Attributes
from app.printing.jobs import PrinterCondition, PrintState
from app.printing.judgement import CONNECTING_S, condition_of, report_of


def printer(state: int = 4, *reasons: str, in_state_s: int = 0, accepting: bool = True) -> Attributes:
    return {
        "printer-state": (state,),
        "printer-state-reasons": reasons or ("none",),
        "printer-is-accepting-jobs": (accepting,),
        "printer-state-change-time": (1000,),
        "printer-up-time": (1000 + in_state_s,),
    }


@pytest.mark.parametrize(
    ("job_state", "at", "expected"),
    [
        (9, printer(5, "media-empty-error"), PrintState.PRINTED),
        (8, printer(), PrintState.FAILED),
        (7, printer(), PrintState.CANCELLED),
        (5, printer(), PrintState.PRINTING),
        (5, printer(4, "media-empty-error"), PrintState.OUT_OF_PAPER),
        (5, printer(4, "media-needed"), PrintState.OUT_OF_PAPER),
        (5, printer(4, "media-low-warning", "toner-low-report"), PrintState.PRINTING),
        (5, printer(4, "media-empty-report"), PrintState.PRINTING),
        (5, printer(4, "cover-open-warning"), PrintState.COVER_OPEN),
        (5, printer(4, "media-jam"), PrintState.JAMMED),
        (5, printer(4, "offline-report"), PrintState.OFFLINE),
        (5, printer(4, "connecting-to-device"), PrintState.PRINTING),
        (5, printer(4, "connecting-to-device", in_state_s=CONNECTING_S + 1), PrintState.OFFLINE),
        (5, printer(4, "cover-open-error", "media-empty-error"), PrintState.OUT_OF_PAPER),
        (3, printer(4), PrintState.WAITING),
        (3, printer(5, "paused"), PrintState.PAUSED),
        (3, printer(4, "media-empty-error"), PrintState.OUT_OF_PAPER),
        (4, printer(3), PrintState.HELD),
        (4, printer(4, "media-empty-error"), PrintState.HELD),
        (6, printer(3), PrintState.HELD),
        (6, printer(5), PrintState.PAUSED),
        (5, {}, PrintState.PRINTING),
    ],
)
def test_states(job_state: int, at: Attributes, expected: PrintState) -> None:
    assert report_of({"job-state": (job_state,)}, at).state is expected


def test_a_job_without_a_state_is_unknown() -> None:
    assert report_of({}, printer()).state is PrintState.UNKNOWN


def test_reasons_of_job_and_printer_are_given_without_none() -> None:
    job: Attributes = {
        "job-state": (5,),
        "job-state-reasons": ("job-printing",),
        "job-media-sheets-completed": (2,),
    }
    report = report_of(job, printer(4, "media-low", "none"))
    assert report.reasons == ("job-printing", "media-low")
    assert report.sheets == 2


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (printer(3), PrinterCondition.READY),
        (printer(4), PrinterCondition.PRINTING),
        (printer(5, "paused"), PrinterCondition.PAUSED),
        (printer(3, accepting=False), PrinterCondition.REFUSING),
        (printer(3, "media-empty"), PrinterCondition.OUT_OF_PAPER),
        (printer(5, "offline-error"), PrinterCondition.OFFLINE),
        ({}, PrinterCondition.MISSING),
    ],
)
def test_conditions(at: Attributes, expected: PrinterCondition) -> None:
    assert condition_of(at) is expected


@given(st.integers(3, 6), st.integers(3, 5), st.lists(st.text(max_size=20), max_size=3))
def test_only_the_service_itself_says_printed(job_state: int, printer_state: int, reasons: list[str]) -> None:
    report = report_of({"job-state": (job_state,)}, printer(printer_state, *reasons))
    assert not report.state.final
