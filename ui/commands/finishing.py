"""What a command needs whole before it answers: after an upgrade it is made first, told on stderr."""

import time

from app.errors import StillRenewing, StoreBusy
from app.intake.renewal import PARTS_ZH, Left, Part, renew_all
from app.intake.session import DeskSession
from ui.commands.world import World

_SILENT_S, _EVERY_S = 1.0, 5.0


def finish(session: DeskSession, world: World, *parts: Part) -> None:
    """Make these parts whole.

    Beside a window the window makes them: a log or figures of days it has reached are answered all the same.

    Raises:
        StillRenewing: not everything can be found yet, and the window is at it.
        DiskFull, DiskFailed.
    """
    speaks_at = time.monotonic() + _SILENT_S

    def told(left: Left) -> None:
        nonlocal speaks_at
        if time.monotonic() >= speaks_at:
            speaks_at = time.monotonic() + _EVERY_S
            world.say(f"升级后正在整理以前的登记：{PARTS_ZH[left.part]}还剩约 {left.count} 项……")

    try:
        renew_all(session, parts, told)
    except StoreBusy as error:
        if Part.FIND in parts:
            raise StillRenewing(0) from error
