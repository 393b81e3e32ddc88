"""The devices of this desk as blocking functions, each for its own lane."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event
from typing import Protocol

from app.domain.identity import IdDocument
from app.domain.print_entry import PrintWish
from app.errors import NoReader
from app.paths import default_store
from app.printing.jobs import (
    SIZES,
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
)
from app.printing.spooler import Spooler
from app.scanning import flatbed
from app.scanning.card_ports import AUTO, ReaderPort, reader_ports
from app.scanning.card_reader import CardReader, ReaderStatus
from app.scanning.frame_source import CameraInfo, FrameSource, cameras, open_source
from app.scanning.frame_watch import Quad
from app.scanning.picture import Picture
from app.scanning.printed_page import PrintedPaper
from ui.desk_camera import DeskCamera
from ui.doctor.checks import Line, Place, examine
from ui.doctor.registry import CHECKS

NO_READER = "none"
"""The setting of a desk that has no reader; an empty one means `auto`."""


class Pictures(Protocol):
    """`app.scanning.id_reader.IdReader`."""

    def warm_up(self) -> None: ...
    def read(self, data: bytes) -> IdDocument: ...
    def read_printed(self, data: bytes) -> PrintedPaper: ...
    def read_picture(self, picture: Picture, corners: Quad = ()) -> IdDocument: ...


class DeskDevices:
    """What is attached here. Set from the store's settings; the command line goes before them.

    `poll_card`, `examine` and what has `reader` in its name run on the `reader` lane; `read_picture`,
    `read_frame`, `warm_up` on `camera`; `grab_frame` and what else asks the camera on `preview`;
    `scanners` and `scan_page` on `scanner`; the rest on `print`.
    """

    def __init__(
        self,
        printing: Spooler,
        pictures: Pictures,
        *,
        reader: str = "",
        printer: str = "",
        camera: str = "",
        open_camera: Callable[[str], FrameSource] = open_source,
        store: Path | None = None,
    ) -> None:
        self._store = store or default_store()
        self.spooler = printing
        self._pictures = pictures
        self._fixed = {"reader_port": reader, "printer": printer, "camera": camera}
        self._leaving = Event()
        self._open_camera = open_camera
        self._camera = DeskCamera(open_camera)
        self.camera_address = camera
        self.scanner = ""
        self._port = reader or AUTO
        self._reader: CardReader | None = None
        self._awaited = False
        self.reader_seen = False
        self.printer = printer
        self.paper = "a5"
        self.copies = 1
        self._printer_for: dict[str, str] = {}

    def use(self, devices: Mapping[str, str]) -> None:
        """Take over the settings of `app.intake.office.read_devices`."""
        self._port = self._fixed["reader_port"] or devices.get("reader_port", "") or AUTO
        self.printer = self._fixed["printer"] or devices.get("printer", "")
        self.camera_address = self._fixed["camera"] or devices.get("camera", "")
        self.scanner = devices.get("scanner", "")
        self.paper = devices.get("receipt_paper") or "a5"
        self.copies = int(devices.get("copies") or 1)
        # A printer named on the command line is the one for everything.
        sized = {} if self._fixed["printer"] else {size: devices.get(f"printer_{size}", "") for size in SIZES}
        self._printer_for = {size: name for size, name in sized.items() if name}

    def in_use(self, devices: Mapping[str, str]) -> dict[str, str]:
        """The store's settings with what the command line put before them; for the settings page."""
        return {**devices, **{name: value for name, value in self._fixed.items() if value}}

    @property
    def reader_port(self) -> str:
        """The port in use, `auto` for whichever answers; empty = this desk has no reader."""
        return "" if self._port == NO_READER else self._port

    def poll_card(self) -> IdDocument | None:
        """One step of waiting for a card.

        Raises:
            NoReader: the desk has none, or none answers; and the reader's other errors.
        """
        reader = self._opened()
        self._awaited = True
        return reader.poll()

    def close_reader(self) -> None:
        """Give the port back; where the reader answered is remembered."""
        self._awaited = False
        if self._reader is not None:
            self._reader.close()

    def reader_ports(self) -> tuple[ReaderPort, ...]:
        """Where a reader can be, the likeliest first."""
        return reader_ports()

    def find_reader(self, *, afresh: bool = True) -> ReaderStatus | None:
        """Ask the reader of this desk whether it is there; raises the reader's errors.

        Args:
            afresh: False for looking by itself now and then: ports that kept silent are left alone.
        Returns:
            None while a card is awaited: that asks the reader often enough.
        """
        if self._awaited:
            return None
        reader = self._opened()
        try:
            status = reader.status(afresh=afresh)
        finally:
            reader.close()
        self.reader_seen = True
        return status

    def check_reader(self, port: str) -> ReaderStatus:
        """Ask whether a reader answers at a port; raises the reader's errors."""
        self.close_reader()
        reader = CardReader(port or AUTO, stop=self._leaving)
        try:
            return reader.status()
        finally:
            reader.close()

    def examine(self) -> list[Line]:
        """The self test of this desk, with the devices it uses; see `station doctor`."""
        self.close_reader()
        return examine(CHECKS, Place(self._store, self._port, self._camera_names, self.printers))

    def _camera_names(self) -> list[str]:
        """This computer's cameras and the one in use; where that is not one of them, it must give a frame."""
        found = self.cameras()
        names = [camera.name or camera.address for camera in found]
        if self.camera_address and self.camera_address not in {camera.address for camera in found}:
            tried = DeskCamera(self._open_camera)
            try:
                tried.frame_size(self.camera_address, time.sleep)
            finally:
                tried.close()
            names.insert(0, self.camera_address)
        return names

    def _opened(self) -> CardReader:
        if self._port == NO_READER:
            raise NoReader("no port set")
        if self._reader is None or self._reader.port != self._port:
            self.close_reader()
            self._reader = CardReader(self._port, stop=self._leaving)
        return self._reader

    def warm_up(self) -> None:
        """Load the reading models, so that the first picture is not slow."""
        self._pictures.warm_up()

    def read_picture(self, data: bytes) -> IdDocument:
        """Read one picture."""
        return self._pictures.read(data)

    def read_frame(self, frame: Picture, corners: Quad = ()) -> IdDocument:
        """Read a frame of the camera.

        Args:
            corners: of the document seen in it; without them, or when nothing is read between them, the
                whole frame is searched.
        """
        return self._pictures.read_picture(frame, corners)

    def grab_frame(self) -> Picture | None:
        """The camera's newest frame, None if there is no new one; opens the camera when needed.

        Raises:
            NoCamera: none is set, or none is there; and the other errors of `FrameSource`. Ask again:
                a camera that comes back goes on by itself.
        """
        return self._camera.grab(self.camera_address)

    def close_camera(self) -> None:
        """Give the camera back to other programs; `grab_frame` opens it again."""
        self._camera.close()

    def cameras(self) -> tuple[CameraInfo, ...]:
        """Cameras of this computer."""
        return cameras()

    def check_camera(self, address: str) -> tuple[int, int]:
        """Width and height of one frame; raises what `grab_frame` raises."""
        self._camera.close()
        tried = DeskCamera(self._open_camera)
        try:
            return tried.frame_size(address, time.sleep)
        finally:
            tried.close()

    def scanners(self) -> tuple[flatbed.ScannerInfo, ...]:
        """Flatbed scanners; raises `ScannerMissingProgram` where none can be driven."""
        return flatbed.scanners(stop=self._leaving)

    def scan_page(self, stop: Event) -> bytes:
        """Scan what lies on the chosen scanner, or on the only one; a PNG file.

        Args:
            stop: ends it soon once it is set.
        """
        return flatbed.scan_page(self.scanner, stop=stop)

    def leave(self) -> None:
        """End what is under way at scanner and reader; called from any thread when the window closes."""
        self._leaving.set()

    def printers(self) -> tuple[PrinterInfo, ...]:
        """What can be chosen."""
        return self.spooler.printers()

    def read_printed(self, data: bytes) -> PrintedPaper:
        """Read a paper that is brought back to be checked; lane `camera`."""
        return self._pictures.read_printed(data)

    def print_loose(self, pdf: bytes, title: str, size: str) -> PrintJob:
        """Print what has no number and is in no register: an empty form."""
        wish = self.wish(size)
        job = self.spooler.begin(PrintOrder(wish.printer, title, size))
        self.spooler.send(job, pdf)
        return job

    def wish(self, size: str = "") -> PrintWish:
        """How this desk prints a paper; answers at once.

        Args:
            size: one of `app.printing.jobs.SIZES`; empty for the desk's usual one.
        """
        size = size or self.paper
        return PrintWish(size, self._printer_for.get(size) or self.printer, self.copies)

    def printer_papers(self, printer: str) -> PrinterPapers:
        """The paper a printer has; nothing known when it does not say."""
        return self.spooler.papers(printer)

    def printer_condition(self) -> PrinterCondition:
        """For the light: of the printer the receipts go to."""
        return self.spooler.condition(self.wish().printer)
