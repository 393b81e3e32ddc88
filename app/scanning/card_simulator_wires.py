"""The plugs of the simulated reader: a pseudo-terminal, or HID reports on a socket pair (POSIX only)."""

import os
import select
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.scanning.card_frames import PREAMBLE

if sys.platform != "win32":
    import tty

SLICE_S = 0.02
HID_VENDOR, HID_PRODUCT, HID_SERIAL = 0x1209, 0x5A4D, "SIM-1"
"""pid.codes' vendor number for open projects, and an invented product."""
HID_NAME = f"hid:{HID_VENDOR:04X}:{HID_PRODUCT:04X}:{HID_SERIAL}"


class Wire(Protocol):
    """The reader's end of a line."""

    port: str

    def fileno(self) -> int:
        """What to wait on for a request."""

    def receive(self) -> bytes:
        """The bytes of requests that have arrived."""

    def send(self, piece: bytes, stopping: threading.Event) -> None:
        """Send one piece of an answer; gives up when `stopping` is set."""

    def close(self) -> None:
        """Pull the plug, once: whoever holds the other end loses it."""


class PtyWire:
    """A pseudo-terminal; with a path, under that name.

    Args:
        at: made a link to the terminal and removed again by `close`, like a device file.
    """

    def __init__(self, at: Path | None = None) -> None:
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(self._slave)
        self._at = at
        self.port = os.ttyname(self._slave)
        if at is not None:
            at.symlink_to(self.port)
            self.port = str(at)

    def fileno(self) -> int:
        """See `Wire`."""
        return self._master

    def receive(self) -> bytes:
        """See `Wire`."""
        return os.read(self._master, 4096)

    def send(self, piece: bytes, stopping: threading.Event) -> None:
        """See `Wire`."""
        while piece and not stopping.is_set():
            # Nobody may be reading, and a full terminal would block for ever.
            if select.select([], [self._master], [], SLICE_S)[1]:
                piece = piece[os.write(self._master, piece) :]

    def close(self) -> None:
        """See `Wire`."""
        if self._master < 0:
            return
        if self._at is not None:
            self._at.unlink()
        os.close(self._master)
        os.close(self._slave)
        self._master = -1


@dataclass(frozen=True)
class HidFraming:
    """How a device cuts its bytes into reports.

    Attributes:
        report_id: 0 = reports bear none.
        size: bytes of a report without its id.
        counted: each report tells in front how many of its bytes are valid; asked for in requests too.
        fragment: valid bytes a report at most, 0 = as many as fit; only where they are counted.
    """

    report_id: int = 0
    size: int = 64
    counted: bool = False
    fragment: int = 0


class HidWire:
    """HID reports over a socket that keeps their borders; `backend` stands for the `hidapi` module."""

    port = HID_NAME

    def __init__(self, framing: HidFraming) -> None:
        self._framing = framing
        self._ours, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        handle, self._path = tempfile.mkstemp(prefix="hidraw-simulated-")
        os.close(handle)

    def fileno(self) -> int:
        """See `Wire`."""
        return self._ours.fileno()

    def receive(self) -> bytes:
        """See `Wire`; a request without its count is not understood where counts are used."""
        report = self._ours.recv(4096)
        if self._framing.counted:
            return report[1 : 1 + report[0]] if report[1:].startswith(PREAMBLE) else b""
        return report

    def send(self, piece: bytes, stopping: threading.Event) -> None:
        """See `Wire`."""
        f = self._framing
        room = f.size - f.counted
        valid = min(f.fragment, room) if f.counted and f.fragment else room
        for at in range(0, len(piece), valid):
            part = piece[at : at + valid]
            head = bytes((f.report_id,)) if f.report_id else b""
            count = bytes((len(part),)) if f.counted else b""
            report = head + (count + part).ljust(f.size, b"\0")
            while not stopping.is_set():
                if select.select([], [self._ours], [], SLICE_S)[1]:
                    self._ours.send(report)
                    break

    def close(self) -> None:
        """See `Wire`."""
        Path(self._path).unlink(missing_ok=True)
        self._ours.close()
        self._theirs.close()

    def backend(self) -> "HidBackend":
        """What `app.scanning.card_hid.hid_backend` gives while this device is plugged in."""
        return HidBackend(self._path, self._theirs, self._framing)


class HidBackend:
    """The two names of the `hidapi` module that are used."""

    def __init__(self, path: str, line: socket.socket, framing: HidFraming) -> None:
        self._row = {
            "path": path.encode(),
            "vendor_id": HID_VENDOR,
            "product_id": HID_PRODUCT,
            "serial_number": HID_SERIAL,
            "manufacturer_string": "",
            "product_string": "IDCard Reader",
            "usage_page": 0xFF00,
        }
        self._line, self._framing = line, framing

    def enumerate(self) -> list[dict[str, Any]]:
        """The device, while its file is there."""
        return [self._row] if os.path.exists(self._row["path"]) else []  # type: ignore[arg-type]

    def device(self) -> "HidEnd":
        """A closed device."""
        return HidEnd(self._line, self._framing)


class HidEnd:
    """The computer's end, as `hidapi`'s device gives it."""

    def __init__(self, line: socket.socket, framing: HidFraming) -> None:
        self._line, self._framing = line, framing

    def open_path(self, path: bytes) -> None:
        """Open; the path must be there."""
        os.stat(path)

    def write(self, report: bytes) -> int:
        """Send a report, id first; -1 when the device went away."""
        with suppress(OSError):
            return self._line.send(report[1:])
        return -1

    def read(self, max_length: int, timeout_ms: int = 0) -> Sequence[int]:
        """One report, or nothing after the time."""
        if self._line.fileno() < 0:
            raise OSError("read error")
        if not select.select([self._line], [], [], timeout_ms / 1000)[0]:
            return []
        if not (report := self._line.recv(max_length)):
            raise OSError("read error")
        return list(report)

    def get_report_descriptor(self, max_length: int = 4096) -> Sequence[int]:
        """A vendor-defined collection with one input and one output report (HID 1.11, 6.2.2)."""
        f = self._framing
        number = [0x85, f.report_id] if f.report_id else []
        shape = [0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, f.size]
        body = [0x09, 0x01, *number, *shape, 0x81, 0x02, 0x09, 0x02, 0x95, f.size, 0x91, 0x02]
        return [0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, *body, 0xC0]

    def close(self) -> None:
        """Nothing is held."""
