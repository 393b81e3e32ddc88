"""Where a slip printer is, and the way to open it through python-escpos.

`tcp://host:9100`, `serial:///dev/ttyUSB0?baud=19200` (or `serial://COM3`), `usb://04b8:0202`.
"""

import re
import shutil
import socket
import time
from dataclasses import dataclass
from typing import Any

from app.errors import NoPrinter
from app.printing.jobs import PrinterCondition, PrinterInfo

SCHEMES = ("tcp://", "serial://", "usb://")
_TCP = re.compile(r"tcp://([^\s/:]+|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?/?")
_SERIAL = re.compile(r"serial://([^\s?]+)(?:\?baud=(\d{4,7}))?")
_USB = re.compile(r"usb://([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")
_PORT, _BAUD = 9100, 9600
_OPEN_S = 3.0
_WRITE_S = 60.0
"""A printer takes data as fast as it prints; one that takes none for so long has been left alone."""

_PIECE = 1024
"""Bytes per write: a slip is 90 KB, which takes a minute and a half at 9,600 baud."""

_READ_S = 0.3
_DRAIN_S = 0.01
_PRINTER_CLASS, _IN = 7, 0x80


@dataclass(frozen=True)
class SlipAddress:
    """An address taken apart.

    Attributes:
        kind: tcp, serial or usb.
        place: host, port name, or vendor number.
        number: TCP port, baud rate, or product number.
    """

    kind: str
    place: str
    number: int


def is_slip_address(name: str) -> bool:
    """Whether a printer's name is one of these addresses."""
    return name.startswith(SCHEMES)


def parse_address(name: str) -> SlipAddress | None:
    """Take an address apart; None when it is not written as it should be."""
    if found := _TCP.fullmatch(name):
        number = int(found[2] or _PORT)
        return SlipAddress("tcp", found[1].strip("[]"), number) if 0 < number < 65536 else None
    if found := _SERIAL.fullmatch(name):
        return SlipAddress("serial", found[1], int(found[2] or _BAUD))
    if found := _USB.fullmatch(name):
        return SlipAddress("usb", found[1].lower(), int(found[2], 16))
    return None


class SlipLine:
    """An open line to a slip printer: what is written goes out whole, what is read comes or does not.

    Args:
        name: an address.
    Raises:
        NoPrinter: badly written, nobody there, or not for this user.
    """

    def __init__(self, name: str) -> None:
        address = parse_address(name)
        if address is None:
            raise NoPrinter("not an address")
        self.device = _device(address)
        try:
            if address.kind == "tcp":
                # By our own hand: the library leaves its socket open when nobody answers, and knows no IPv6.
                self.device.device = socket.create_connection((address.place, address.number), _OPEN_S)
            else:
                self.device.open()
        except Exception as error:  # python-escpos has its own kinds, and lets some of the lower ones through
            raise NoPrinter(type(error).__name__) from error
        self._kind = address.kind
        self._stuck = False
        if address.kind == "serial":
            self.device.device.write_timeout = _WRITE_S

    def write(self, data: bytes) -> None:
        """Send; OSError when the line breaks or the printer takes nothing any more."""
        if self._kind == "tcp":
            self.device.device.settimeout(_WRITE_S)
        try:
            for start in range(0, len(data), _PIECE):
                self.device._raw(data[start : start + _PIECE])
            if self._kind == "serial":
                self._drain()
        except OSError:
            self._stuck = True
            raise

    def _drain(self) -> None:
        """Wait until the port has sent what it was given; TimeoutError when it sends nothing any more."""
        port = self.device.device
        left, until = port.out_waiting, time.monotonic() + _WRITE_S
        while left:
            time.sleep(_DRAIN_S)
            if port.out_waiting < left:
                left, until = port.out_waiting, time.monotonic() + _WRITE_S
            elif time.monotonic() > until:
                raise TimeoutError

    def read(self) -> bytes:
        """What has come within a third of a second; empty if nothing. OSError when the line is cut."""
        try:
            if self._kind == "tcp":
                self.device.device.settimeout(_READ_S)
                got = bytes(self.device.device.recv(64))
                if not got:
                    raise ConnectionResetError
                return got
            if self._kind == "usb":
                return bytes(self.device.device.read(self.device.in_ep, 64, int(_READ_S * 1000)))
            return bytes(self.device.device.read(64))
        except TimeoutError:
            return b""
        except OSError as error:
            if type(error).__name__ == "USBTimeoutError":
                return b""
            raise

    def close(self) -> None:
        """Let the printer go. What a line in trouble has not sent is thrown away: the library would wait
        for it without end."""
        try:
            if self._stuck and self._kind == "serial":
                self.device.device.reset_output_buffer()
            self.device.close()
        except Exception as error:  # a line that is gone already
            del error


def usb_slip_printers() -> tuple[PrinterInfo, ...]:
    """Printers plugged into USB that this user may see; their address is their name."""
    try:
        import libusb_package
        import usb.core

        found = usb.core.find(find_all=True, backend=libusb_package.get_libusb1_backend())
        return tuple(
            PrinterInfo(
                f"usb://{d.idVendor:04x}:{d.idProduct:04x}", "USB 打印机", False, PrinterCondition.READY
            )
            for d in found or ()
            if any(i.bInterfaceClass == _PRINTER_CLASS for c in d for i in c)
        )
    except (ImportError, OSError, ValueError, NotImplementedError):
        return ()


def _device(address: SlipAddress) -> Any:
    """The library's object, not opened yet."""
    from escpos import capabilities, printer

    # The library pickles its table into a folder of its own at every start and leaves it behind.
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    if address.kind == "tcp":
        return printer.Network(address.place, address.number, timeout=_OPEN_S)
    if address.kind == "serial":
        # A printer that must wait says so by XOFF, if it is set to; no answer of its looks like that.
        return printer.Serial(address.place, address.number, timeout=_READ_S, dsrdtr=False, xonxoff=True)
    ends, backend = _usb_ends(int(address.place, 16), address.number)
    return printer.Usb(
        int(address.place, 16),
        address.number,
        {"backend": backend},
        timeout=int(_WRITE_S * 1000),
        in_ep=ends[0],
        out_ep=ends[1],
    )


def _usb_ends(vendor: int, product: int) -> tuple[tuple[int, int], Any]:
    """Endpoints in and out of the printer interface."""
    try:
        import libusb_package
        import usb.core

        backend = libusb_package.get_libusb1_backend()
        device = usb.core.find(backend=backend, idVendor=vendor, idProduct=product)
        for interface in (i for c in device or () for i in c):
            if interface.bInterfaceClass == _PRINTER_CLASS:
                ends = {bool(e.bEndpointAddress & _IN): e.bEndpointAddress for e in interface}
                return (ends.get(True, 0x82), ends[False]), backend
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise NoPrinter(type(error).__name__) from error
    raise NoPrinter("not plugged in")
