"""Picture files given to a command, one after the other: one that is bad never stops the rest."""

import logging
import sys
import time
from collections.abc import Callable, Sequence

from app.errors import PictureFault, PictureUnreadable, StationError
from app.scanning.picture_file import picture_bytes
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, Unheard, World
from ui.picture_text import picture_fault_text
from ui.text import sentence_for

_logger = logging.getLogger(__name__)

MANY = 10
"""Pictures beyond which progress is told even when nobody sits at a terminal."""
_UNTOUCHED = "文件没有改动。"

Row = dict[str, object]
Answer = tuple[Row, str]
"""What the outside interface wants besides file and time, and the same for people."""


def answer_each(
    names: Sequence[str],
    world: World,
    read: Callable[[bytes], Answer],
    refused: Row,
    warm_up: Callable[[], None],
) -> int:
    """Read every picture and answer one row each, with `file` first and `ms` last.

    Args:
        read: raises `PictureUnreadable`.
        refused: the row of a picture that cannot be read.
        warm_up: called once, before the first picture there is; its time is nobody's.

    Returns:
        The exit code: `NEEDS_A_PERSON` when some and `WRONG_INPUT` when none could be read.
    """
    total, opened, answered = len(names), 0, 0
    tell = total > MANY or (total > 1 and sys.stderr is not None and sys.stderr.isatty())
    try:
        for number, name in enumerate(names, 1):
            shown = _printable(name)
            if tell:
                world.say(f"第 {number}/{total} 张：{shown}")
            started = time.perf_counter()
            try:
                data = picture_bytes(name)
                if not opened:
                    warm_up()
                    started = time.perf_counter()
                found, text = read(data)
                opened += 1
            except (Unheard, KeyboardInterrupt):
                raise
            except Exception as error:
                world.say(f"{shown}：{_reason(error)}")
                found, text = refused, ""
            spent_ms = round((time.perf_counter() - started) * 1000)
            if text or world.as_json:  # for people the sentence above has said it
                world.answer({"file": name, **found, "ms": spent_ms}, f"{shown}\n{text}")
            answered += 1
    except KeyboardInterrupt:
        world.say(
            f"已中断：共 {total} 张图片，已识读 {answered} 张，结果都已给出；其余没有处理。{_UNTOUCHED}"
        )
        return NEEDS_A_PERSON if opened else WRONG_INPUT
    if opened == total:
        return DONE
    if opened:
        return NEEDS_A_PERSON
    world.say("没有一个文件能够作为图片打开。")
    return WRONG_INPUT


def _reason(error: Exception) -> str:
    if isinstance(error, PictureUnreadable):
        return picture_fault_text(error.fault, _UNTOUCHED)
    if isinstance(error, MemoryError):
        return picture_fault_text(PictureFault.TOO_LARGE, _UNTOUCHED)
    if not isinstance(error, StationError):
        _logger.error("unexpected %s while a picture was read", type(error).__name__)
    return sentence_for(error)


def _printable(name: str) -> str:
    """A file name on one line: without control characters and halves of characters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)
