"""The progress of what is made anew after an upgrade, at the bottom of the window."""

from app.errors import DiskFull
from app.intake.renewal import Left, Part
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.renewal import Renewal
from ui.tasks import TaskRunner


def test_bit_by_bit_until_nothing_is_left_and_others_get_their_turn(qtbot, session: DeskSession) -> None:
    runner, messages, said, done = TaskRunner(), Messages(), [], []
    steps = [Left(Part.LOG, 1234), Left(Part.FIGURES, 56), None]
    order: list[str] = []

    def renew(_session: DeskSession) -> Left | None:
        order.append("renew")
        return steps.pop(0)

    renewal = Renewal(runner, messages, renew)
    renewal.progressed.connect(said.append)
    messages.posted.connect(lambda kind, text: done.append((kind, text)))

    def register(words: str) -> None:
        if "日志" in words:
            runner.run("store", lambda: order.append("register"), owner=renewal, on_ok=lambda _: None)

    renewal.progressed.connect(register)
    try:
        renewal.begin(session)
        qtbot.waitUntil(lambda: bool(done))
    finally:
        runner.shutdown()
    assert said == ["整理旧登记：日志还剩约 1,200 项", "整理旧登记：统计还剩约 56 项", ""]
    assert order.index("register") < len(order) - 1
    assert done[0][0] == "done"


def test_a_full_disk_is_told_and_the_next_sign_in_goes_on(qtbot, session: DeskSession) -> None:
    runner, messages, told = TaskRunner(), Messages(), []
    messages.posted.connect(lambda kind, text: told.append(kind))

    def renew(_session: DeskSession) -> Left | None:
        raise DiskFull

    renewal = Renewal(runner, messages, renew)
    try:
        renewal.begin(session)
        qtbot.waitUntil(lambda: bool(told))
    finally:
        runner.shutdown()
    assert told == ["fail"]
