"""The list of checks, and how they are run: side by side, each within its time."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.errors import StationError
from app.printing.jobs import PrinterInfo
from ui.text import sentence_for


@dataclass(frozen=True)
class Found:
    """What one check found.

    Attributes:
        ok: nothing has to be done.
        found: what is there, a Chinese phrase.
        remedy: what to do, a Chinese sentence; empty when nothing has to be done.
    """

    ok: bool
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Place:
    """Where this desk keeps and finds its things.

    Attributes:
        store: data folder, which need not exist.
        reader: port of the card reader, `auto` for whichever answers.
        cameras: names of the cameras of a desk whose devices are in use; None = ask this computer.
        printers: the same for printers.
    """

    store: Path
    reader: str = "auto"
    cameras: Callable[[], Sequence[str]] | None = None
    printers: Callable[[], Sequence[PrinterInfo]] | None = None


@dataclass(frozen=True)
class Check:
    """One thing that can be looked at without store, user or display, and without changing anything.

    Attributes:
        name: stable word of the outside interface.
        title: Chinese.
        look: does it; may raise a `StationError`. Late imports belong inside.
        limit_s: after this the check is told as hanging and left alone.
    """

    name: str
    title: str
    look: Callable[[Place], Found]
    limit_s: float = 10.0


@dataclass(frozen=True)
class Line:
    """A check and what it found, as it is printed."""

    check: str
    ok: bool
    found: str
    remedy: str
    title: str = ""

    def as_json(self) -> dict[str, object]:
        """The object of the outside interface."""
        return {name: value for name, value in asdict(self).items() if name != "title"}


def examine(checks: Sequence[Check], place: Place) -> list[Line]:
    """Run the checks at the same time and wait for each no longer than its limit.

    Returns:
        One line a check, in the order given. A check that hangs is one of them; its thread is a daemon
        and keeps nobody from ending.
    """
    begun = time.monotonic()
    running = [_started(check, place) for check in checks]
    return [
        _line(check, thread, found, begun) for check, (thread, found) in zip(checks, running, strict=True)
    ]


def _started(check: Check, place: Place) -> tuple[threading.Thread, list[Found]]:
    found: list[Found] = []
    thread = threading.Thread(
        target=lambda: found.append(_looked(check, place)), name=f"doctor-{check.name}", daemon=True
    )
    thread.start()
    return thread, found


def _looked(check: Check, place: Place) -> Found:
    try:
        return check.look(place)
    except StationError as error:
        return Found(False, "没有查成", sentence_for(error))
    except Exception as error:
        return Found(False, f"没有查成（{type(error).__name__}）", "请把这一行告诉系统管理员。")


def _line(check: Check, thread: threading.Thread, found: list[Found], begun: float) -> Line:
    thread.join(max(0.0, check.limit_s - (time.monotonic() - begun)))
    seen = (
        found[0]
        if found
        else Found(
            False,
            f"{check.limit_s:g} 秒内没有结果",
            "这个设备或服务没有反应：请重新插拔或重启它，再检测一次。",
        )
    )
    return Line(check.name, seen.ok, seen.found, seen.remedy, check.title)


def lines_text(lines: Sequence[Line]) -> str:
    """For people: a line each, the remedy below it."""
    shown = []
    for line in lines:
        shown.append(f"{'正常' if line.ok else '注意'}　{line.title}：{line.found}")
        if line.remedy:
            shown.append(f"　　　办法：{line.remedy}")
    return "\n".join(shown)
