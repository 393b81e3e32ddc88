"""A slip printer of the tests' own: takes ESC/POS over TCP or a serial line and shows what it printed."""

import os
import pty
import select
import socket
import threading
import tty
from array import array
from types import SimpleNamespace, TracebackType
from typing import Any

import numpy as np
import usb.backend
import usb.core
from numpy.typing import NDArray


class EscposDevice:
    """Understands what a receipt printer must: reset, raster, feed, cut, and questions about its state.

    Attributes:
        paper, cover_closed, talks: how it stands; `talks` False is a model that never answers.
        cut_after: takes so many bytes of dots and then loses its line; None = never.
        deaf: reads nothing from its line any more.
        most_cuts: stands still before it cuts off another slip than so many; None = never.
        slips: what was cut off, True = black.
        fed: rows fed without dots since the last cut.
    """

    def __init__(self) -> None:
        self.paper = self.cover_closed = self.talks = True
        self.deaf = False
        self.cut_after: int | None = None
        self.most_cuts: int | None = None
        self.slips: list[NDArray[np.bool_]] = []
        self._rows: list[NDArray[np.bool_]] = []
        self._waiting = b""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._dots = 0

    def __enter__(self) -> "EscposDevice":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _serve(self) -> None:
        raise NotImplementedError

    def take(self, data: bytes) -> bytes:
        """Work off what has come; returns what the printer answers."""
        answer = b""
        self._waiting += data
        while (used := self._one()) is not None:
            length, said = used
            self._waiting = self._waiting[length:]
            answer += said
        return answer

    def _one(self) -> tuple[int, bytes] | None:
        """Length and answer of the command at the front; None while it is not whole or nothing moves."""
        raw = self._waiting
        if raw[:2] == b"\x10\x04" and len(raw) >= 3:
            return 3, self._status(raw[2])
        stands = self.most_cuts is not None and len(self.slips) >= self.most_cuts
        if not (self.paper and self.cover_closed) or (stands and raw[:2] == b"\x1dV"):
            # Off line: dots wait, questions in real time are answered all the same.
            if raw[-3:-1] == b"\x10\x04":
                self._waiting = raw[:-3]
                return 0, self._status(raw[-1])
            return None
        if raw[:2] == b"\x1b@":
            return 2, b""
        if raw[:3] == b"\x1dv0" and len(raw) >= 8:
            wide, high = int.from_bytes(raw[4:6], "little"), int.from_bytes(raw[6:8], "little")
            if len(raw) < 8 + wide * high:
                return None
            bits = np.unpackbits(np.frombuffer(raw[8 : 8 + wide * high], np.uint8)).reshape(high, wide * 8)
            self._rows.append(bits.astype(bool))
            self._dots += wide * high
            return 8 + wide * high, b""
        if raw[:2] == b"\x1bd" and len(raw) >= 3:
            return 3, b""
        if raw[:2] == b"\x1dV" and len(raw) >= (4 if raw[2:3] == b"B" else 3):
            self.slips.append(np.concatenate(self._rows))
            self._rows = []
            return (4 if raw[2:3] == b"B" else 3), b""
        if raw[:2] == b"\x1dr" and len(raw) >= 3:
            return 3, b"\x00" if self.talks else b""
        assert raw[:1] in (b"", b"\x10", b"\x1b", b"\x1d"), raw[:8]
        return None

    def _status(self, which: int) -> bytes:
        if not self.talks:
            return b""
        if which == 2:
            return bytes((0x12 | (0 if self.cover_closed else 0x04) | (0 if self.paper else 0x20),))
        return bytes((0x12 if self.paper else 0x72,))

    @property
    def broken(self) -> bool:
        """Whether the line is to be cut now."""
        got = self._dots + len(self._waiting)
        return self.cut_after is not None and got > self.cut_after


class TcpDevice(EscposDevice):
    """On a network; one connection at a time, as such printers have it."""

    def __init__(self) -> None:
        super().__init__()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"

    def _serve(self) -> None:
        with self._listening:
            while not self._stop.is_set():
                if select.select([self._listening], [], [], 0.02)[0]:
                    line, _ = self._listening.accept()
                    with line:
                        self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        while not self._stop.is_set():
            if not select.select([line], [], [], 0.02)[0]:
                data = b""
            else:
                try:
                    data = line.recv(4096)
                except ConnectionError:
                    return
                if not data:
                    return
            said = self.take(data)
            if self.broken:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            if said:
                line.sendall(said)


class SerialDevice(EscposDevice):
    """On a serial line; the other end is a pseudo terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.address = f"serial://{os.ttyname(self._theirs)}?baud=115200"

    def _serve(self) -> None:
        try:
            while not self._stop.is_set():
                if self.deaf:
                    self._stop.wait(0.02)
                    continue
                data = os.read(self._ours, 4096) if select.select([self._ours], [], [], 0.02)[0] else b""
                if said := self.take(data):
                    os.write(self._ours, said)
        finally:
            os.close(self._ours)
            os.close(self._theirs)


class UsbDevice(EscposDevice, usb.backend.IBackend):  # type: ignore[misc]
    """On USB: what the kernel's side of pyusb tells of a printer and does with what is written to it."""

    address = "usb://04b8:0202"
    _IN, _OUT = 0x82, 0x01

    def __init__(self) -> None:
        super().__init__()
        self.plugged_in = True
        self.claimed = False
        self._answers = b""

    def _serve(self) -> None:
        """It does its work while somebody writes to it."""

    def enumerate_devices(self) -> Any:
        return iter([self] if self.plugged_in else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=0x04B8, idProduct=0x0202, bcdDevice=0x100, iManufacturer=0,
            iProduct=0, iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1,
            port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=(),
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(self._OUT, self._IN)[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    def open_device(self, dev: Any) -> Any:
        self._there()
        return self

    def close_device(self, dev_handle: Any) -> None:
        self.claimed = False

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        self._there()

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        self._there()
        self.claimed = True

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        self.claimed = False

    def reset_device(self, dev_handle: Any) -> None:
        self._there()

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: "array[int]", timeout: int) -> int:
        self._there()
        assert ep == self._OUT
        self._answers += self.take(data.tobytes())
        if self.broken:
            self.plugged_in = False
        self._there()
        return len(data)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: "array[int]", timeout: int) -> int:
        self._there()
        assert ep == self._IN
        self._answers += self.take(b"")
        if not self._answers:
            raise usb.core.USBTimeoutError("Operation timed out", -7, 110)
        said, self._answers = self._answers[: len(buff)], self._answers[len(buff) :]
        buff[: len(said)] = array("B", said)
        return len(said)

    def _there(self) -> None:
        if not self.plugged_in:
            raise usb.core.USBError("No such device", -4, 19)
