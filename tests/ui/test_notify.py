"""Messages, and the dialog for our own bugs."""

import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from app.errors import NoPrinter
from tests.ui.conftest import Said
from ui.crash import crash_report
from ui.notify import CrashDialog, CrashHooks, Messages
from ui.text import sentence_for

SECRET = "郝明礼 110199199003070017"


@pytest.fixture
def hooks(said: Said) -> Iterator[CrashHooks]:
    made = CrashHooks(said.messages)
    yield made
    made.remove()


def dialogs() -> list[CrashDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]


def error_with_secret() -> ValueError:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise ValueError(SECRET) from inner
    except ValueError as error:
        return error


def test_an_expected_failure_is_told_and_opens_no_dialog(hooks: CrashHooks, said: Said) -> None:
    said.messages.fail(NoPrinter())
    assert said.posted == [("fail", sentence_for(NoPrinter()))]
    assert dialogs() == []


def test_a_report_names_places_and_classes_but_no_text() -> None:
    report = crash_report(error_with_secret())
    assert "ValueError" in report
    assert "KeyError" in report
    assert "error_with_secret" in report
    assert "郝明礼" not in report
    assert "1101991990" not in report


def test_uncaught_errors_open_one_dialog_whose_details_can_be_copied(
    qtbot: Any, hooks: CrashHooks, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            error = error_with_secret()
            sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialog = dialogs()[0]
    dialog.findChild(QPushButton, "crashCopy").click()
    copied = QGuiApplication.clipboard().text()
    assert "ValueError" in copied
    assert SECRET not in copied
    assert SECRET not in caplog.text
    dialog.findChild(QPushButton, "crashClose").click()
    assert dialogs() == []


def test_an_error_on_another_thread_is_shown_too(qtbot: Any, hooks: CrashHooks) -> None:
    def broken() -> None:
        raise error_with_secret()

    worker = threading.Thread(target=broken)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].close()


def test_a_bug_answered_by_a_lane_opens_the_dialog(hooks: CrashHooks, said: Said) -> None:
    said.messages.fail(error_with_secret())
    assert len(said.crashes) == 1
    assert len(dialogs()) == 1
    dialogs()[0].close()


def test_hooks_are_given_back(said: Said) -> None:
    before = (sys.excepthook, threading.excepthook)
    made = CrashHooks()
    assert (sys.excepthook, threading.excepthook) != before
    made.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_kinds_of_message() -> None:
    messages, posted = Messages(), []
    messages.posted.connect(lambda kind, text: posted.append((kind, text)))
    messages.info("一")
    messages.done("二")
    messages.warn("三")
    messages.fail("四")
    assert posted == [("info", "一"), ("done", "二"), ("warn", "三"), ("fail", "四")]
