"""What may be told of a bug of ours; no Qt, for window and commands alike."""

import platform
from contextlib import suppress
from pathlib import Path

import platformdirs

from app.fault_trace import fault_trace
from ui.text import APPLICATION_NAME

CRASH_FILE = "crash.txt"


def crash_report(error: BaseException) -> str:
    """The system, and classes, files and lines; never a message, value or argument."""
    system = f"{APPLICATION_NAME} · Python {platform.python_version()} · {platform.platform()}"
    return f"{system}\n{fault_trace(error)}"


def keep_report(error: BaseException) -> Path | None:
    """Write the report where a system administrator finds it, in place of an earlier one.

    Returns:
        The file; None when it could not be written.
    """
    folder = Path(platformdirs.user_log_dir("reception-station", appauthor=False))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / CRASH_FILE
        path.write_text(crash_report(error) + "\n", encoding="utf-8")
        return path
    return None


def crash_place(error: BaseException) -> str:
    """A Chinese sentence on where the report was kept; empty when it could not be."""
    path = keep_report(error)
    return f"错误详情（不含来访人信息）已存为 {path}。" if path else ""
