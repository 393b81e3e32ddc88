"""Lanes with real threads."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import show
from ui import tasks
from ui.tasks import TaskRunner


@pytest.fixture
def lanes(qapp: Any) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.shutdown()


def test_answers_arrive_on_the_gui_thread_in_order_and_none_is_lost(qtbot: Any, lanes: TaskRunner) -> None:
    owner, answers, threads = QObject(), [], set()

    def take(value: int) -> None:
        answers.append(value)
        threads.add(threading.get_ident())

    for number in range(2000):
        lanes.run("store", lambda n=number: n, owner=owner, on_ok=take)
    qtbot.waitUntil(lambda: len(answers) == 2000)
    assert answers == list(range(2000))
    assert threads == {threading.get_ident()}


def test_work_runs_off_the_gui_thread_and_one_lane_does_not_hold_up_another(
    qtbot: Any, lanes: TaskRunner
) -> None:
    owner, answers, gate = QObject(), [], threading.Event()
    lanes.run("print", lambda: gate.wait(20), owner=owner, on_ok=lambda _v: answers.append("print"))
    lanes.run("store", threading.get_ident, owner=owner, on_ok=answers.append)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers[0] != threading.get_ident()
    assert lanes.busy("print")
    assert not lanes.busy("store")
    gate.set()
    qtbot.waitUntil(lambda: answers[1:] == ["print"])
    assert not lanes.busy("print")


def test_an_error_goes_to_on_error_or_out_through_failed(qtbot: Any, lanes: TaskRunner) -> None:
    owner, taken = QObject(), []

    def break_off() -> None:
        raise LookupError

    lanes.run("store", break_off, owner=owner, on_ok=taken.append, on_error=taken.append)
    qtbot.waitUntil(lambda: bool(taken))
    assert isinstance(taken[0], LookupError)
    with qtbot.waitSignal(lanes.failed) as caught:
        lanes.run("store", break_off, owner=owner, on_ok=taken.append)
    assert isinstance(caught.args[0], LookupError)


def test_a_deleted_owner_and_a_cancelled_task_get_no_answer(qtbot: Any, lanes: TaskRunner) -> None:
    gate, answers = threading.Event(), []
    gone, here = QObject(), QObject()
    lanes.run("store", lambda: gate.wait(20), owner=here, on_ok=lambda _v: None)
    lanes.run("store", lambda: "gone", owner=gone, on_ok=answers.append)
    dropped = lanes.run("store", lambda: "dropped", owner=here, on_ok=answers.append)
    lanes.run("store", lambda: "last", owner=here, on_ok=answers.append)
    assert dropped.cancel()
    gone.deleteLater()
    with qtbot.waitSignal(gone.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["last"]
    assert not lanes.busy("store")


def test_shutdown_waits_for_what_runs_and_drops_what_waits(qapp: Any) -> None:
    lanes, owner, done = TaskRunner(), QObject(), []
    started, gate = threading.Event(), threading.Event()

    def slow() -> None:
        started.set()
        gate.wait(20)
        done.append("slow")

    lanes.run("store", slow, owner=owner, on_ok=lambda _v: None)
    waiting = lanes.run("store", lambda: done.append("waiting"), owner=owner, on_ok=lambda _v: None)
    waiting.add_done_callback(lambda _f: gate.set())
    assert started.wait(20)
    lanes.shutdown(wait=True, cancel_futures=True)
    assert done == ["slow"]


def test_a_device_that_hangs_does_not_hold_up_the_end(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PATIENCE_S", 0.05)
    lanes, owner, done = TaskRunner(), QObject(), []
    started, gate = threading.Event(), threading.Event()

    def hang() -> None:
        started.set()
        gate.wait(20)

    hanging = lanes.run("reader", hang, owner=owner, on_ok=lambda _v: None)
    waiting = lanes.run("reader", lambda: done.append("reader"), owner=owner, on_ok=lambda _v: None)
    lanes.run("store", lambda: done.append("first"), owner=owner, on_ok=lambda _v: None)
    lanes.run("store", lambda: done.append("second"), owner=owner, on_ok=lambda _v: None)
    assert started.wait(20)
    lanes.shutdown(wait=True, cancel_futures=False, leave=("reader",))
    assert not hanging.done()
    assert waiting.cancelled()
    assert done == ["first", "second"]
    gate.set()
    hanging.result(20)


def test_what_has_ended_by_then_is_waited_for_no_longer(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PATIENCE_S", 1e6)
    lanes, owner, gate = TaskRunner(), QObject(), threading.Event()
    lanes.run("reader", lambda: gate.wait(20), owner=owner, on_ok=lambda _v: None)
    waiting = lanes.run("reader", lambda: None, owner=owner, on_ok=lambda _v: None)
    waiting.add_done_callback(lambda _f: gate.set())
    lanes.shutdown(leave=("reader",))
    assert waiting.cancelled()


def test_no_answer_comes_after_the_end(qtbot: Any) -> None:
    lanes, owner, answers = TaskRunner(), QObject(), []
    lanes.run("store", lambda: "late", owner=owner, on_ok=answers.append)
    lanes.shutdown()
    QCoreApplication.processEvents()
    assert answers == []


def test_a_timer_that_beats_after_the_end_is_dropped(lanes: TaskRunner) -> None:
    lanes.shutdown()
    done: list[object] = []
    late = lanes.run("store", lambda: done.append("ran"), owner=lanes, on_ok=done.append)
    assert late.cancelled()
    assert not lanes.busy("store")
    QCoreApplication.processEvents()
    assert done == []


class Painted(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.told.append("drawn")


def test_a_step_after_the_drawing_sees_it_drawn(qtbot: Any, lanes: TaskRunner) -> None:
    widget = show(qtbot, Painted())
    qtbot.waitUntil(lambda: bool(widget.told))
    widget.told.clear()
    widget.update()
    lanes.after_drawing(lambda: widget.told.append("first"), owner=widget)
    lanes.after_drawing(lambda: widget.told.append("second"), owner=widget)
    assert widget.told == []
    qtbot.waitUntil(lambda: "second" in widget.told)
    assert widget.told == ["drawn", "first", "second"]


def test_a_step_of_a_deleted_owner_or_after_the_end_is_dropped(qtbot: Any) -> None:
    lanes, done = TaskRunner(), []
    owner, gone = QObject(), QObject()
    lanes.after_drawing(lambda: done.append("gone"), owner=gone)
    lanes.after_drawing(lambda: done.append("there"), owner=owner)
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: done == ["there"])
    lanes.after_drawing(lambda: done.append("closed"), owner=owner)
    lanes.shutdown()
    qtbot.wait(60)
    assert done == ["there"]
