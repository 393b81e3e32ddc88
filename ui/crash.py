"""What may be told of a bug of ours; no Qt, for window and commands alike."""

import platform
import traceback
from contextlib import suppress
from pathlib import Path

import platformdirs

from ui.text import APPLICATION_NAME

CRASH_FILE = "crash.txt"


def crash_report(error: BaseException) -> str:
    """Classes, files and lines; never a message, value or argument.

    Exception texts are left out because they can quote what a visitor said.
    """
    lines = [f"{APPLICATION_NAME} · Python {platform.python_version()} · {platform.platform()}"]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


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
