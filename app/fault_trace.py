"""What may be told of a bug of ours: where it is, never what it was about."""

import traceback


def fault_trace(error: BaseException) -> str:
    """Classes, files and lines of an exception and its causes; never a message, value or argument.

    Exception texts are left out because they can quote what a visitor said: a database repeats the row
    it refuses, a decoder the text it cannot read.
    """
    lines: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)
