"""One program writes a store at a time: an OS lock on a file beside it, freed even by kill -9."""

import contextlib
import os
import time
from pathlib import Path

from app.errors import StoreBusy, StoreUnwritable

if os.name == "nt":
    import msvcrt
else:
    import fcntl


_PAUSE_S = 0.02
_SURE_AFTER = 3


class StoreLock:
    """Held as long as the object is open. Another command is waited for briefly, a window not."""

    def __init__(self, folder: Path, holder: str, wait_s: float = 10.0) -> None:
        """Take the lock.

        Args:
            holder: `window` or `command`; told to others so that they know whether to wait.
            wait_s: how long to wait for another command to end.

        Raises:
            StoreBusy: held by a window, or still held by a command after the wait.
            StoreUnwritable: the folder cannot be written to.
        """
        try:
            self._handle = os.open(folder / "station.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreUnwritable(type(error).__name__) from error
        until = time.monotonic() + wait_s
        seen_window = 0
        while not self._try():
            # A holder writes its word just after it got the lock: one look may still see the last one's.
            seen_window = seen_window + 1 if self._held_by_window() else 0
            if seen_window > _SURE_AFTER or time.monotonic() >= until:
                os.close(self._handle)
                raise StoreBusy
            time.sleep(_PAUSE_S)
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, b" " + holder.encode())

    def close(self) -> None:
        """Let go."""
        with contextlib.suppress(OSError):
            os.close(self._handle)

    def _held_by_window(self) -> bool:
        # From byte 1 on: Windows keeps others from reading the locked byte 0.
        os.lseek(self._handle, 1, os.SEEK_SET)
        return os.read(self._handle, 16).startswith(b"window")

    def _try(self) -> bool:
        try:
            if os.name == "nt":
                os.lseek(self._handle, 0, os.SEEK_SET)
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
