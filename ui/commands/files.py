"""Files named on the command line: read as they come; papers written whole or not at all."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInput


def writable_folder(name: str) -> Path:
    """The folder, made if need be; asked before anything is registered.

    Raises:
        BadInput: it cannot be made or written to.
    """
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadInput([f"不能在 {name} 建立文件夹。没有改动任何内容，请换一个位置再试。"]) from error
    try:
        # Tried, not asked: rights alone do not tell of read-only media.
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise BadInput([f"文件夹 {name} 不能写入。没有改动任何内容，请换一个位置再试。"]) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write so that the name never shows a part and a failure leaves nothing; raises OSError."""
    with whole_file(path) as write:
        write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[Callable[[bytes], None]]:
    """What writes a file that gets its name only at the end of the block; a failure leaves nothing.

    Raises:
        OSError: it could not be written, or not be named.
    """
    part = path.with_name(path.name + ".part")

    def write(data: bytes) -> None:
        with open(part, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())

    try:
        yield write
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file to be read as it comes, or standard input for `-`.

    Raises:
        BadInput: it cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer if sys.stdin else io.BytesIO()
        return
    try:
        stream = open(name, "rb")  # noqa: SIM115  closed below; only the opening is to be told of
    except (OSError, ValueError) as error:
        raise BadInput([f"打不开文件 {name}。请核对路径和权限。"]) from error
    with stream:
        yield stream
