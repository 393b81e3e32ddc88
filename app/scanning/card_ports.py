"""Where a reader may be plugged in, and which of those places answers like one.

Asking means one status request of ten bytes (`AA AA AA 96 69 00 03 11 FF ED`), which no modem, printer
or scale acts upon. A port in use is never asked; one that did not answer is not asked again until it was
unplugged, except where a reader or its bridge is known by its USB number.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Any

from app.errors import NoReader, NoReaderPermission, ReaderBusy, ReaderSilent, ReaderTrouble
from app.scanning.card_bulk import known_bulk_devices, open_bulk
from app.scanning.card_frames import Command, Frame
from app.scanning.card_hid import hid_devices, open_hid
from app.scanning.card_line import CardLine, Fault
from app.scanning.card_link import Link, SerialLink
from app.scanning.card_models import BRIDGES, HID_WORDS, KNOWN_BULK, KNOWN_READERS, NEVER_ASKED

AUTO = "auto"
"""The name that stands for "whichever answers"."""
_HID_TRIES = 2
"""A request can be written to a HID device in two ways."""
_DAMAGED_TRIES = 3
ASK_AGAIN_S = 3.0
"""A known reader that has just been plugged in may not answer yet."""


class Likelihood(StrEnum):
    """How far the USB number speaks for a reader."""

    READER = "reader"
    BRIDGE = "bridge"
    POSSIBLE = "possible"
    NEVER = "never"


_ORDER = tuple(Likelihood)


@dataclass(frozen=True)
class ReaderPort:
    """A place where a reader may be.

    Attributes:
        name: as `open_link` takes it.
        label: what the system or our list calls it, for people; may be empty.
        path: device file, empty where there is none.
    """

    name: str
    label: str
    likelihood: Likelihood
    path: str = ""


def open_link(name: str) -> Link:
    """Open a port by name: `/dev/ttyUSB0`, `COM3`, `hid:VVVV:PPPP[:serial]`, `usb:VVVV:PPPP[:serial]`.

    Raises:
        NoReader, NoReaderPermission, ReaderBusy: it cannot be opened.
    """
    kind = name.partition(":")[0].lower()
    if kind == "hid":
        return open_hid(name)
    return open_bulk(name) if kind == "usb" else SerialLink(name)


def reader_ports() -> tuple[ReaderPort, ...]:
    """Every place that can be chosen, the likeliest first; kernel consoles are left out.

    Blocking, up to a few tens of milliseconds.
    """
    found = [*_serial_ports(), *_hid_ports(), *_bulk_ports()]
    return tuple(sorted(found, key=lambda port: (_ORDER.index(port.likelihood), port.name)))


def holders(path: str) -> tuple[str, ...]:
    """Names of the programs that have a device file open; those of other users are not seen.

    Only on Linux; elsewhere none.
    """
    if not (path and sys.platform.startswith("linux")):
        return ()
    device = os.path.realpath(path)
    names = set()
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            if any(os.readlink(fd) == device for fd in (process / "fd").iterdir()):
                names.add((process / "comm").read_text("utf-8").strip())
        except OSError:
            continue  # it ended, or belongs to somebody else
    return tuple(sorted(names))


class PortFinder:
    """Finds the port that answers like a reader, and remembers it.

    Args:
        ports: lists the places; those of this computer.
        clock: seconds.
        stop: set from any thread, it ends the search.
    """

    def __init__(
        self,
        ports: Callable[[], Iterable[ReaderPort]] | None = None,
        clock: Callable[[], float] = time.monotonic,
        stop: Event | None = None,
    ) -> None:
        self._ports = ports or reader_ports
        self._clock = clock
        self._stop = stop or Event()
        self._asked: dict[str, float] = {}
        self.last = ""

    def forget(self) -> None:
        """A person asks: ports that did not answer are asked once more."""
        self._asked.clear()

    def open(self) -> tuple[str, CardLine]:
        """Ask the ports, the one that answered last first.

        Returns:
            The name and the open line of the first that answered; refusals are answers too.
        Raises:
            ReaderBusy, NoReaderPermission: a likely port could not be asked, and no other answered.
            ReaderSilent: a likely port is there, but did not answer (yet).
            NoReader: there is none, or only ports that are likely something else.
        """
        present = [p for p in self._ports() if p.likelihood is not Likelihood.NEVER]
        self._asked = {name: at for name, at in self._asked.items() if name in {p.name for p in present}}
        trouble: ReaderTrouble | None = None
        for port in sorted(present, key=lambda p: p.name != self.last):
            if self._stop.is_set():
                break
            try:
                line = self._answering(port) if self._is_due(port) else None
            except (ReaderBusy, NoReaderPermission) as error:
                trouble = trouble or (error if self._is_likely(port) else None)
                continue
            except NoReader:
                continue
            if line is not None:
                self.last = port.name
                return port.name, line
            if self._is_likely(port):
                trouble = trouble or ReaderSilent("no answer")
        raise trouble or NoReader("none answers")

    def _is_likely(self, port: ReaderPort) -> bool:
        return port.likelihood is not Likelihood.POSSIBLE or port.name == self.last

    def _is_due(self, port: ReaderPort) -> bool:
        asked_at = self._asked.get(port.name)
        if asked_at is None:
            return True
        return self._is_likely(port) and self._clock() - asked_at >= ASK_AGAIN_S

    def _answering(self, port: ReaderPort) -> CardLine | None:
        if holders(port.path):
            raise ReaderBusy("held")
        line = CardLine(open_link(port.name), self._stop)
        try:
            if _answers(line, _HID_TRIES if port.name.startswith("hid:") else 1):
                self._asked.pop(port.name, None)
                return line
        except NoReader:
            line.close()
            raise
        line.close()
        self._asked[port.name] = self._clock()
        return None


def _answers(line: CardLine, questions: int) -> bool:
    """Whether a frame comes back; a damaged answer is worth another question, silence only some."""
    for asked in range(1, questions + _DAMAGED_TRIES):
        answer = line.ask(Command.STATUS)
        if isinstance(answer, Frame):
            return True
        if answer is Fault.SILENT and asked >= questions:
            return False
    return False


def _serial_ports() -> list[ReaderPort]:
    from serial.tools import list_ports

    consoles = _consoles()
    return [_serial_port(row) for row in list_ports.comports() if row.name not in consoles]


def _serial_port(row: Any) -> ReaderPort:
    number = (row.vid, row.pid)
    label = KNOWN_READERS.get(number) or BRIDGES.get(number) or row.product or ""
    words = f"{row.description or ''} {row.product or ''}".lower()
    if row.vid in NEVER_ASKED or "modem" in words or "bluetooth" in words or "蓝牙" in words:
        likelihood = Likelihood.NEVER
    elif number in KNOWN_READERS:
        likelihood = Likelihood.READER
    else:
        likelihood = Likelihood.BRIDGE if number in BRIDGES else Likelihood.POSSIBLE
    path = row.device if row.device.startswith("/") else ""
    return ReaderPort(row.device, label, likelihood, path)


def _consoles() -> frozenset[str]:
    try:
        return frozenset(Path("/sys/class/tty/console/active").read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _hid_ports() -> list[ReaderPort]:
    return list({port.name: port for row in hid_devices() if (port := _hid_port(row))}.values())


def _hid_port(row: Mapping[str, Any]) -> ReaderPort | None:
    number = (row["vendor_id"], row["product_id"])
    words = f"{row.get('manufacturer_string') or ''} {row.get('product_string') or ''}".strip()
    own_use = 0xFF00 <= (row.get("usage_page") or 0) <= 0xFFFF
    if number in KNOWN_READERS or any(word in words.lower() for word in HID_WORDS):
        likelihood = Likelihood.READER
    elif own_use:
        likelihood = Likelihood.NEVER  # may be chosen by a person, is never asked by itself
    else:
        return None
    path = row["path"].decode("utf-8", "replace")
    name = _usb_name("hid", *number, row.get("serial_number") or "")
    return ReaderPort(name, KNOWN_READERS.get(number) or words, likelihood, path if path[:1] == "/" else "")


def _bulk_ports() -> list[ReaderPort]:
    return [
        ReaderPort(_usb_name("usb", vendor, product, serial), KNOWN_BULK[vendor, product], Likelihood.READER)
        for vendor, product, serial in known_bulk_devices()
    ]


def _usb_name(kind: str, vendor: int, product: int, serial: str) -> str:
    return f"{kind}:{vendor:04X}:{product:04X}" + (f":{serial}" if serial else "")
