"""Readers that are a bare security module on USB: the frames as they are, over two bulk pipes.

These carry no HID and no serial driver. On Linux the device file must be given to the user by a udev
rule; on Windows the device needs the WinUSB driver.
"""

import errno
import re
from contextlib import suppress
from typing import Any, Protocol

from app.errors import NoReader, NoReaderPermission
from app.scanning.card_link import SLICE_S, why_closed
from app.scanning.card_models import KNOWN_BULK

_NAME = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.I)
_PACKETS = 4096
"""A whole number of packets of any speed, so that no packet overflows the buffer."""
_WRITE_MS = 500
_STALE_READS = 64
_BULK, _INTERRUPT = 2, 3
_IN = 0x80


class BulkDevice(Protocol):
    """An open device as pyusb gives it."""

    def write(self, endpoint: int, data: bytes, timeout: int | None = None) -> int:
        """Send; raises USBError, an OSError."""

    def read(self, endpoint: int, size_or_buffer: int, timeout: int | None = None) -> Any:
        """Receive an array of bytes; raises USBError, also at the time-out."""


class BulkLink:
    """A reader behind an IN and an OUT endpoint of a claimed interface.

    Args:
        device: opened, its interface claimed for this program alone.
        to_reader, from_reader: endpoint addresses.
    """

    def __init__(self, device: BulkDevice, to_reader: int, from_reader: int) -> None:
        self._device = device
        self._out, self._in = to_reader, from_reader

    def write(self, data: bytes) -> None:
        """See `Link`."""
        try:
            self._device.write(self._out, data, _WRITE_MS)
        except OSError as error:
            raise NoReader(type(error).__name__) from error

    def read(self) -> bytes:
        """See `Link`."""
        return self._received(round(SLICE_S * 1000))

    def drop(self) -> None:
        """See `Link`."""
        for _ in range(_STALE_READS):
            if not self._received(1):
                return

    def close(self) -> None:
        """See `Link`."""
        import usb.util

        with suppress(OSError):
            usb.util.dispose_resources(self._device)

    def _received(self, wait_ms: int) -> bytes:
        try:
            return bytes(self._device.read(self._in, _PACKETS, wait_ms))
        except OSError as error:
            if error.errno == errno.ETIMEDOUT:
                return b""
            raise NoReader(type(error).__name__) from error


def open_bulk(name: str) -> BulkLink:
    """Open a reader by its name, `usb:VVVV:PPPP` or `usb:VVVV:PPPP:serial number`, hexadecimal.

    Raises:
        NoReader: no such device, or one without the two pipes; NoReaderPermission: this user may not.
        ReaderBusy: another program has claimed it.
    """
    wanted = _NAME.fullmatch(name)
    if wanted is None:
        raise NoReader("not a USB name")
    devices = bulk_devices(int(wanted[1], 16), int(wanted[2], 16))
    for device in devices:
        if not wanted[3] or serial_of(device) == wanted[3]:
            return _claimed(device)
    for device in devices:
        if hides_its_serial(device):
            # Why is what opening it says: mostly that this user may not.
            _claimed(device).close()
            raise NoReaderPermission("serial number")
    raise NoReader("not plugged in")


def bulk_devices(vendor: int, product: int) -> list[Any]:
    """The USB devices with these numbers; none where USB cannot be used at all."""
    try:
        import libusb_package
        import usb.core

        backend = libusb_package.get_libusb1_backend()
        return list(usb.core.find(find_all=True, backend=backend, idVendor=vendor, idProduct=product) or ())
    except (ImportError, OSError, ValueError):
        return []


def known_bulk_devices() -> list[tuple[int, int, str]]:
    """(vendor, product, serial number) of the readers of `KNOWN_BULK` that are plugged in."""
    return [(v, p, serial_of(device)) for v, p in KNOWN_BULK for device in bulk_devices(v, p)]


def serial_of(device: Any) -> str:
    """The serial number, empty if there is none or it may not be read."""
    try:
        return str(device.serial_number or "")
    except (OSError, ValueError, NotImplementedError):
        return ""


def hides_its_serial(device: Any) -> bool:
    """Whether it has a serial number, as its descriptor tells everybody, that could not be read."""
    return bool(getattr(device, "iSerialNumber", 0)) and not serial_of(device)


def _claimed(device: Any) -> BulkLink:
    import usb.util

    try:
        for interface in device.get_active_configuration():
            pipes = {
                bool(e.bEndpointAddress & _IN): e.bEndpointAddress
                for e in reversed(tuple(interface))
                if e.bmAttributes & 3 in (_BULK, _INTERRUPT)
            }
            if len(pipes) == 2:
                usb.util.claim_interface(device, interface.bInterfaceNumber)
                return BulkLink(device, pipes[False], pipes[True])
    except OSError as error:
        raise why_closed(error) from error
    raise NoReader("no pipes")
