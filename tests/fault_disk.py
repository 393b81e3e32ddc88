"""A disk that remembers what SQLite wrote to it, and fails when told to.

SQLite's own file layer is asked for its methods and those that write are put in front of: what they do to
files below a folder is kept in order. From that, the disk can be laid out as a power cut at any moment would
leave it: what was synced is there, of what was not any part may be, in any order, torn at any sector.
"""

import ctypes
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlcipher3._sqlite3 as sqlite_library

SECTOR = 512
FULL, SYNC_FAILED = 13, 10 | 4 << 8
"""What SQLite calls a full disk, and a sync that the device did not do."""

_int, _i64, _pointer, _text = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p
_Open = ctypes.CFUNCTYPE(_int, _pointer, _text, _pointer, _int, ctypes.POINTER(_int))
_Delete = ctypes.CFUNCTYPE(_int, _pointer, _text, _int)
_Close = ctypes.CFUNCTYPE(_int, _pointer)
_Write = ctypes.CFUNCTYPE(_int, _pointer, _pointer, _int, _i64)
_Truncate = ctypes.CFUNCTYPE(_int, _pointer, _i64)
_Sync = ctypes.CFUNCTYPE(_int, _pointer, _int)


class _Vfs(ctypes.Structure):
    """The beginning of `sqlite3_vfs`, as far as it is changed here."""

    _fields_ = (
        ("version", _int),
        ("file_size", _int),
        ("longest_path", _int),
        ("next", _pointer),
        ("name", _text),
        ("own", _pointer),
        ("open", _pointer),
        ("delete", _pointer),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = (
        ("version", _int),
        ("close", _pointer),
        ("read", _pointer),
        ("write", _pointer),
        ("truncate", _pointer),
        ("sync", _pointer),
        ("others", _pointer * 13),
    )


@dataclass(frozen=True)
class Step:
    """One thing done to a file: write | truncate | sync; or `said`: a word of the test's own."""

    kind: str
    path: str = ""
    at: int = 0
    content: bytes = b""
    word: Any = None


@dataclass
class FaultDisk:
    """Watches files below a folder while it is open.

    Attributes:
        steps: what was done, in order.
        fails: asked before each; what it returns other than 0 is answered instead of doing it.
    """

    folder: Path
    steps: list[Step] = field(default_factory=list)
    fails: Callable[[Step], int] = lambda _step: 0

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self._base: dict[str, bytes] = {}
        self._names: dict[int, str] = {}
        self._real: dict[int, _Methods] = {}
        self._kept: list[Any] = []  # methods that an open file still points to

    def __enter__(self) -> Self:
        self._base = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.glob("station.db*")
            if not path.name.endswith("-shm")
        }
        find = ctypes.CDLL(sqlite_library.__file__).sqlite3_vfs_find
        find.restype = ctypes.POINTER(_Vfs)
        self._vfs = find(None).contents
        self._was = self._vfs.open, self._vfs.delete
        self._open = _Open(self._on_open)
        self._delete = _Delete(self._on_delete)
        self._methods = (
            _Close(self._on_close),
            _Write(self._on_write),
            _Truncate(self._on_truncate),
            _Sync(self._on_sync),
        )
        self._vfs.open = ctypes.cast(self._open, _pointer)
        self._vfs.delete = ctypes.cast(self._delete, _pointer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._vfs.open, self._vfs.delete = self._was
        assert not self._names, "close the store before the disk"

    def say(self, word: Any) -> None:
        """Note that something was told to a person at this point."""
        self.steps.append(Step("said", word=word))

    def said(self, until: int) -> list[Any]:
        """What had been told by then."""
        return [step.word for step in self.steps[:until] if step.kind == "said"]

    def killed_at(self, until: int, folder: Path) -> None:
        """Lay out what a killed program leaves after so many steps: all it wrote."""
        self._lay_out({name: _File(name, self) for name in self._files(until)}, until, folder, None)

    def cut_at(self, until: int, folder: Path, chance: random.Random) -> None:
        """Lay out what a power cut after so many steps leaves."""
        self._lay_out({name: _File(name, self) for name in self._files(until)}, until, folder, chance)

    def _files(self, until: int) -> set[str]:
        return self._base.keys() | {step.path for step in self.steps[:until] if step.path}

    def _lay_out(
        self, files: "dict[str, _File]", until: int, folder: Path, chance: random.Random | None
    ) -> None:
        for step in self.steps[:until]:
            if step.path:
                files[step.path].take(step)
        for path in folder.glob("station.db*"):
            path.unlink()
        for name, file in files.items():
            (folder / name).write_bytes(file.after_all() if chance is None else file.after_cut(chance))

    # --- what SQLite calls ---------------------------------------------------------------------

    def _on_open(self, vfs: int, name: bytes | None, file: int, flags: int, told: Any) -> int:
        answer: int = _Open(self._was[0])(vfs, name, file, flags, told)
        path = Path((name or b"").decode())
        if answer == 0 and name and self.folder in path.parents:
            there = ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))
            real = there.contents.contents
            changed = _Methods.from_buffer_copy(real)
            close, write, truncate, sync = (ctypes.cast(m, _pointer) for m in self._methods)
            changed.close, changed.write, changed.truncate, changed.sync = close, write, truncate, sync
            self._kept.append(changed)
            self._names[file], self._real[file] = str(path.relative_to(self.folder)), real
            there[0] = ctypes.pointer(changed)
        return answer

    def _on_delete(self, vfs: int, name: bytes, sync: int) -> int:
        path = Path(name.decode())
        if self.folder in path.parents:
            inside = str(path.relative_to(self.folder))
            self.steps.append(Step("truncate", inside))
            if sync:
                self.steps.append(Step("sync", inside))
        answer: int = _Delete(self._was[1])(vfs, name, sync)
        return answer

    def _on_close(self, file: int) -> int:
        self._names.pop(file)
        real = self._real.pop(file)
        ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))[0] = ctypes.pointer(real)
        answer: int = _Close(real.close)(file)
        return answer

    def _on_write(self, file: int, content: int, length: int, at: int) -> int:
        step = Step("write", self._names[file], at, ctypes.string_at(content, length))
        return self._done(step) or _Write(self._real[file].write)(file, content, length, at)

    def _on_truncate(self, file: int, size: int) -> int:
        step = Step("truncate", self._names[file], size)
        return self._done(step) or _Truncate(self._real[file].truncate)(file, size)

    def _on_sync(self, file: int, flags: int) -> int:
        # Kept after it was done: only then may anything be said that leans on it.
        step = Step("sync", self._names[file])
        answer: int = self.fails(step) or _Sync(self._real[file].sync)(file, flags)
        if not answer:
            self.steps.append(step)
        return answer

    def _done(self, step: Step) -> int:
        answer = self.fails(step)
        if not answer:
            self.steps.append(step)
        return answer


class _File:
    """A file as it comes to stand, step by step."""

    def __init__(self, name: str, disk: FaultDisk) -> None:
        self._safe = bytearray(disk._base.get(name, b""))
        self._open: list[Step] = []

    def take(self, step: Step) -> None:
        if step.kind == "sync":
            for done in self._open:
                _apply(self._safe, done)
            self._open.clear()
        else:
            self._open.append(step)

    def after_all(self) -> bytes:
        made = bytearray(self._safe)
        for step in self._open:
            _apply(made, step)
        return bytes(made)

    def after_cut(self, chance: random.Random) -> bytes:
        """What was synced; of the rest nothing, a beginning, or of each sector as much as had come."""
        made = bytearray(self._safe)
        how = chance.choice(("nothing", "beginning", "any", "any"))
        if how == "nothing":
            return bytes(made)
        if how == "beginning":
            for step in self._open[: chance.randint(0, len(self._open))]:
                _apply(made, step)
            return bytes(made)
        cuts = [0, *(n + 1 for n, step in enumerate(self._open) if step.kind == "truncate")]
        first = chance.choice(cuts)
        for step in self._open[:first]:
            _apply(made, step)
        sectors: dict[int, list[Step]] = {}
        for step in self._open[first:]:
            if step.kind == "truncate":
                break
            for piece in _torn(step):
                sectors.setdefault(piece.at // SECTOR, []).append(piece)
        share = chance.random()
        for pieces in sectors.values():
            whole = chance.random() < share
            for piece in pieces[: len(pieces) if whole else chance.randint(0, len(pieces) - 1)]:
                _apply(made, piece)
        return bytes(made)


def _torn(step: Step) -> list[Step]:
    """A write as the sectors it touches."""
    pieces, at = [], step.at
    while at < step.at + len(step.content):
        end = min((at // SECTOR + 1) * SECTOR, step.at + len(step.content))
        pieces.append(Step("write", step.path, at, step.content[at - step.at : end - step.at]))
        at = end
    return pieces


def _apply(made: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        del made[step.at :]
        made.extend(bytes(step.at - len(made)))
        return
    end = step.at + len(step.content)
    made.extend(bytes(max(0, end - len(made))))
    made[step.at : end] = step.content
