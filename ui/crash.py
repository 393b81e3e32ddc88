"""What may be told of a bug of ours; no Qt, for window and commands alike."""

import platform
import traceback

from ui.text import APPLICATION_NAME


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
