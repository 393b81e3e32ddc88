"""USB-HID readers: the same frames, cut into reports.

A report is the report id (0 = the device has none, and none is received), then up to 64 bytes of which
the last are padding. Some devices put the number of valid bytes in front. Neither is announced, so the
first report of an answer, which holds the preamble and LEN, shows which it is.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from app.errors import NoReader
from app.scanning.card_frames import PREAMBLE
from app.scanning.card_link import SLICE_S, why_closed

_NAME = re.compile(r"hid:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.I)
_REPORT_BYTES = 64
_LARGEST_REPORT = 4096
_HEAD = len(PREAMBLE) + 2
_LATEST_START = 8
"""A preamble further into a report than this is no beginning of an answer."""
_MOST_PREFIX = 2
"""Report id and count."""
_STALE_REPORTS = 64


class HidDevice(Protocol):
    """An open device as `hidapi` gives it."""

    def write(self, report: bytes) -> int:
        """Send a report, its id first; negative when it failed."""

    def read(self, max_length: int, timeout_ms: int = 0) -> Sequence[int]:
        """One report, or nothing after the time; raises OSError when the device went away."""

    def get_report_descriptor(self, max_length: int = 4096) -> Sequence[int]:
        """The raw descriptor; raises OSError where it cannot be had."""

    def close(self) -> None:
        """Give the device back."""


class ReportJoiner:
    """Joins the reports of an answer to the bytes of a frame; padding and counts are left out."""

    def __init__(self) -> None:
        self._skip = 0
        self._counted = False
        self._missing = 0

    def clear(self) -> None:
        """The next report begins an answer."""
        self._missing = 0

    def join(self, report: bytes) -> bytes:
        """The frame bytes of the next report; what is no part of a frame is given as it is."""
        start = report.find(PREAMBLE, 0, _LATEST_START + len(PREAMBLE))
        if start >= 0 and len(report) >= start + _HEAD:
            self._begin(report, start)
        if not self._missing:
            return report
        payload = report[start if start > _MOST_PREFIX else self._skip :]
        if self._counted:
            payload = payload[: report[self._skip - 1]]
        payload = payload[: self._missing]
        self._missing -= len(payload)
        return payload

    def _begin(self, report: bytes, start: int) -> None:
        length = int.from_bytes(report[start + len(PREAMBLE) : start + _HEAD], "big")
        # Further in it is noise that the coming reports will not have.
        self._skip, self._missing = (start if start <= _MOST_PREFIX else 0), _HEAD + length
        room = len(report) - start
        count = report[start - 1] if self._skip else 0
        rest = report[start + count :]
        self._counted = _HEAD <= count <= room and (
            count in (room, self._missing) or (count < self._missing and not rest.strip(rest[:1]))
        )


class HidLink:
    """A reader on USB-HID.

    Args:
        device: opened.
        lock: file descriptor that keeps other stations away, None where there is no such lock.
    """

    def __init__(self, device: HidDevice, lock: int | None = None) -> None:
        self._device = device
        self._lock = lock
        self._joiner = ReportJoiner()
        self._report_id, self._size = output_report(_descriptor(device))
        self._counted, self._unanswered, self._proven = False, False, False

    def write(self, data: bytes) -> None:
        """See `Link`; after silence the other way of writing a request is tried, and kept once answered."""
        if self._unanswered and not self._proven:
            self._counted = not self._counted
        self._unanswered = True
        prefix = bytes((len(data),)) if self._counted else b""
        room = self._size - len(prefix)
        for at in range(0, len(data), room):
            body = (prefix + data[at : at + room]).ljust(self._size, b"\0")
            try:
                sent = self._device.write(bytes((self._report_id,)) + body)
            except (OSError, ValueError) as error:
                raise NoReader(type(error).__name__) from error
            if sent < 0:
                raise NoReader("write")

    def read(self) -> bytes:
        """See `Link`."""
        report = self._report(round(SLICE_S * 1000))
        if not report:
            return b""
        self._unanswered, self._proven = False, True
        return self._joiner.join(report)

    def drop(self) -> None:
        """See `Link`."""
        self._joiner.clear()
        for _ in range(_STALE_REPORTS):
            if not self._report(1):
                return

    def close(self) -> None:
        """See `Link`."""
        with suppress(OSError, ValueError):
            self._device.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _report(self, wait_ms: int) -> bytes:
        try:
            return bytes(self._device.read(_LARGEST_REPORT, wait_ms))
        except (OSError, ValueError) as error:
            raise NoReader(type(error).__name__) from error


def output_report(descriptor: bytes) -> tuple[int, int]:
    """Id and size in bytes of the first output report a descriptor declares.

    Source: Device Class Definition for HID 1.11, 6.2.2 (short items; long items are passed over).

    Returns:
        (0, 64) where nothing can be known.
    """
    at = report_id = bits = count = 0
    while at < len(descriptor):
        prefix = descriptor[at]
        if prefix == 0xFE:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[prefix & 3]
        value = int.from_bytes(descriptor[at + 1 : at + 1 + size], "little")
        match prefix & 0xFC:
            case 0x74:
                bits = value
            case 0x94:
                count = value
            case 0x84:
                report_id = value
            case 0x90 if bits * count >= 8 * _HEAD:
                return report_id, bits * count // 8
        at += 1 + size
    return 0, _REPORT_BYTES


def open_hid(name: str) -> HidLink:
    """Open a reader by its name, `hid:VVVV:PPPP` or `hid:VVVV:PPPP:serial number`, hexadecimal.

    Raises:
        NoReader: no such device is plugged in; NoReaderPermission: this user may not open it.
        ReaderBusy: another station holds it. HID itself refuses nobody, so other programs are not seen.
    """
    wanted = _NAME.fullmatch(name)
    if wanted is None:
        raise NoReader("not a HID name")
    for row in hid_devices():
        if _matches(row, int(wanted[1], 16), int(wanted[2], 16), wanted[3] or ""):
            return _open_row(row)
    raise NoReader("not plugged in")


def hid_devices() -> list[Mapping[str, Any]]:
    """The HID devices of this computer as `hidapi` lists them; none where HID cannot be used at all."""
    try:
        return list(hid_backend().enumerate())
    except (ImportError, OSError):
        return []


def hid_backend() -> Any:
    """The `hidapi` module; on Linux the one over /dev/hidraw, which leaves the kernel's driver in place."""
    if sys.platform.startswith("linux"):
        import hidraw

        return hidraw
    import hid

    return hid


def _matches(row: Mapping[str, Any], vendor: int, product: int, serial: str) -> bool:
    same = (row["vendor_id"], row["product_id"]) == (vendor, product)
    return same and (not serial or row.get("serial_number") == serial)


def _open_row(row: Mapping[str, Any]) -> HidLink:
    path: bytes = row["path"]
    lock: int | None = None
    try:
        lock = _locked(path)
        device = hid_backend().device()
        device.open_path(path)
    except OSError as error:
        if lock is not None:
            os.close(lock)
        raise why_closed(error) from error
    return HidLink(device, lock)


def _locked(path: bytes) -> int | None:
    """A lock on the device file; also tells a missing right apart, which hidapi does not."""
    if not sys.platform.startswith("linux"):
        return None
    import fcntl

    held = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held


def _descriptor(device: HidDevice) -> bytes:
    try:
        return bytes(device.get_report_descriptor())
    except (OSError, ValueError):
        return b""
