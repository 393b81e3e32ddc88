"""A bug is told by its place; what it was about stays out of every log."""

import logging
import threading
from datetime import datetime

import pytest

from app.fault_trace import fault_trace
from app.hub.background import BackgroundWork

SAID = "郝明礼 110199199003070017"


def fail(_now: datetime) -> bool:
    try:
        raise KeyError(SAID)
    except KeyError as error:
        raise ValueError(f"cannot read {SAID}") from error


def test_classes_and_places_of_an_error_and_its_cause_are_told_and_no_word_of_it() -> None:
    with pytest.raises(ValueError, match="cannot read") as caught:
        fail(datetime.min)
    told = fault_trace(caught.value)
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert "test_fault_trace.py" in told
    assert "郝明礼" not in told
    assert "110199" not in told


def test_the_hubs_background_logs_a_failure_without_what_it_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = threading.Event()

    def work(now: datetime) -> bool:
        failed.set()
        return fail(now)

    background = BackgroundWork(work)
    with caplog.at_level(logging.ERROR):
        background.start()
        assert failed.wait(10)
        background.close()
    assert "test_fault_trace.py" in caplog.text
    assert "郝明礼" not in caplog.text
