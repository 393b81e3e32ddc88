"""The door to the Windows print spooler (winspool.drv, gdi32.dll) through ctypes.

A page goes out as a bitmap through GDI, as every Windows printer driver takes it. Structures and constants
after the Windows SDK (winspool.h, wingdi.h). Works on Windows only; what is decided about jobs stands in
`windows`, which runs everywhere.
"""

import ctypes
import sys
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class WinPrinter:
    """A printer as EnumPrinters (level 2) tells of it; `status` are PRINTER_STATUS_ bits."""

    name: str
    comment: str
    status: int


@dataclass(frozen=True)
class WinJob:
    """A job as GetJob (level 1) tells of it; `status` are JOB_STATUS_ bits."""

    status: int
    pages_printed: int


class Winspool(Protocol):
    """As much of the spooler as is used. OSError with the Windows code where a call fails."""

    def default_printer(self) -> str:
        """Name of the user's default printer; empty if there is none."""

    def printers(self) -> tuple[WinPrinter, ...]:
        """Local and connected printers."""

    def papers(self, printer: str) -> tuple[int, ...]:
        """DMPAPER_ numbers the driver names."""

    def start(self, printer: str, title: str, paper: int, copies: int) -> tuple[int, int]:
        """Start a document; (device context, job number). `paper` 0 leaves it to the printer."""

    def page(self, context: int, grey: NDArray[np.uint8], dpi: int) -> None:
        """Print one page from the corner of the paper; uint8, shape (height, width), 0 black."""

    def finish(self, context: int) -> None:
        """End the document: now it is whole."""

    def abort(self, context: int) -> None:
        """Take the document back as if it had never been started."""

    def job(self, printer: str, number: int) -> WinJob | None:
        """A job, None when the spooler does not know it (any more)."""

    def cancel(self, printer: str, number: int) -> None:
        """Delete a job."""


def open_winspool() -> Winspool:
    """The real one.

    Raises:
        OSError: this is no Windows.
    """
    if sys.platform != "win32":
        raise OSError("no Windows spooler here")
    return _Real()


_ENUM_LOCAL, _ENUM_CONNECTIONS = 0x2, 0x4
_JOB_CONTROL_DELETE = 5
_INVALID_PARAMETER, _INSUFFICIENT_BUFFER = 87, 122
"""System error codes: GetJob of a number the spooler does not know (MS-RPRN 3.1.4.3.2), and of too
little room."""

_WORK_OFFLINE, _STATUS_OFFLINE = 0x400, 0x80
"""PRINTER_ATTRIBUTE_WORK_OFFLINE: Windows sets it, and no status, of a USB printer that is switched off."""
_DC_PAPERS = 2
_DM_PAPERSIZE, _DM_COPIES = 0x2, 0x100
_DM_IN_BUFFER, _DM_OUT_BUFFER = 8, 2
_LOGPIXELSX, _LOGPIXELSY, _PHYSICALOFFSETX, _PHYSICALOFFSETY = 88, 90, 112, 113
_DIB_RGB_COLORS, _SRCCOPY, _HALFTONE = 0, 0x00CC0020, 4
_WORDS, _POINTERS = ctypes.c_uint32, ctypes.c_void_p


class _PrinterInfo2(ctypes.Structure):
    """PRINTER_INFO_2W."""

    _fields_ = (
        ("server", ctypes.c_wchar_p),
        ("name", ctypes.c_wchar_p),
        ("share", ctypes.c_wchar_p),
        ("port", ctypes.c_wchar_p),
        ("driver", ctypes.c_wchar_p),
        ("comment", ctypes.c_wchar_p),
        ("location", ctypes.c_wchar_p),
        ("mode", _POINTERS),
        ("separator", ctypes.c_wchar_p),
        ("processor", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
        ("parameters", ctypes.c_wchar_p),
        ("security", _POINTERS),
        ("attributes", _WORDS),
        ("priority", _WORDS),
        ("default_priority", _WORDS),
        ("start_time", _WORDS),
        ("until_time", _WORDS),
        ("status", _WORDS),
        ("jobs", _WORDS),
        ("average_ppm", _WORDS),
    )


class _JobInfo1(ctypes.Structure):
    """JOB_INFO_1W."""

    _fields_ = (
        ("job", _WORDS),
        ("printer", ctypes.c_wchar_p),
        ("machine", ctypes.c_wchar_p),
        ("user", ctypes.c_wchar_p),
        ("document", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
        ("status_text", ctypes.c_wchar_p),
        ("status", _WORDS),
        ("priority", _WORDS),
        ("position", _WORDS),
        ("total_pages", _WORDS),
        ("pages_printed", _WORDS),
        ("submitted", ctypes.c_uint16 * 8),
    )


class _DevMode(ctypes.Structure):
    """The head of a DEVMODEW; a driver's own data follow."""

    _fields_ = (
        ("device", ctypes.c_wchar * 32) if sys.platform == "win32" else ("device", ctypes.c_uint16 * 32),
        ("version", ctypes.c_uint16),
        ("driver_version", ctypes.c_uint16),
        ("size", ctypes.c_uint16),
        ("driver_extra", ctypes.c_uint16),
        ("fields", _WORDS),
        ("orientation", ctypes.c_int16),
        ("paper_size", ctypes.c_int16),
        ("paper_length", ctypes.c_int16),
        ("paper_width", ctypes.c_int16),
        ("scale", ctypes.c_int16),
        ("copies", ctypes.c_int16),
    )


class _DocInfo(ctypes.Structure):
    """DOCINFOW."""

    _fields_ = (
        ("size", ctypes.c_int),
        ("name", ctypes.c_wchar_p),
        ("output", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
        ("kind", _WORDS),
    )


class _BitmapInfo(ctypes.Structure):
    """BITMAPINFOHEADER and the 256 greys of an 8-bit bitmap."""

    _fields_ = (
        ("size", _WORDS),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("planes", ctypes.c_uint16),
        ("bits", ctypes.c_uint16),
        ("compression", _WORDS),
        ("bytes", _WORDS),
        ("x_per_metre", ctypes.c_int32),
        ("y_per_metre", ctypes.c_int32),
        ("used", _WORDS),
        ("important", _WORDS),
        ("greys", _WORDS * 256),
    )


def bitmap_of(grey: NDArray[np.uint8]) -> tuple[_BitmapInfo, NDArray[np.uint8]]:
    """A page as a device-independent bitmap: its header, and its rows filled up to four bytes each.

    Args:
        grey: uint8, shape (height, width), 0 black, 255 white.
    """
    height, width = grey.shape
    rows = np.zeros((height, (width + 3) // 4 * 4), np.uint8)
    rows[:, :width] = grey
    greys = (_WORDS * 256)(*(level * 0x010101 for level in range(256)))
    # A negative height: the first row is the upper one.
    return _BitmapInfo(40, width, -height, 1, 8, 0, 0, 0, 0, 256, 0, greys), rows


def printer_of(told: _PrinterInfo2) -> WinPrinter:
    """What EnumPrinters told of a printer; one that "works offline" is offline."""
    offline = _STATUS_OFFLINE if told.attributes & _WORK_OFFLINE else 0
    return WinPrinter(told.name or "", told.comment or "", told.status | offline)


class _Real:
    """Fits `Winspool`."""

    def __init__(self) -> None:
        libraries: Any = ctypes
        self.spool = libraries.WinDLL("winspool.drv", use_last_error=True)
        self._gdi = libraries.WinDLL("gdi32", use_last_error=True)
        self._error = libraries.WinError
        self._last: Any = libraries.get_last_error
        self._gdi.CreateDCW.restype = ctypes.c_void_p

    def default_printer(self) -> str:
        """See `Winspool`."""
        size = _WORDS(0)
        self.spool.GetDefaultPrinterW(None, ctypes.byref(size))
        if not size.value:
            return ""
        name = ctypes.create_unicode_buffer(size.value)
        self.check(self.spool.GetDefaultPrinterW(name, ctypes.byref(size)))
        return name.value

    def printers(self) -> tuple[WinPrinter, ...]:
        """See `Winspool`."""
        needed, count = _WORDS(0), _WORDS(0)
        flags = _ENUM_LOCAL | _ENUM_CONNECTIONS
        self.spool.EnumPrintersW(flags, None, 2, None, 0, ctypes.byref(needed), ctypes.byref(count))
        if not needed.value:
            return ()
        room = ctypes.create_string_buffer(needed.value)
        self.check(
            self.spool.EnumPrintersW(flags, None, 2, room, needed, ctypes.byref(needed), ctypes.byref(count))
        )
        told = ctypes.cast(room, ctypes.POINTER(_PrinterInfo2))
        return tuple(printer_of(told[i]) for i in range(count.value))

    def papers(self, printer: str) -> tuple[int, ...]:
        """See `Winspool`."""
        count = self.spool.DeviceCapabilitiesW(printer, None, _DC_PAPERS, None, None)
        if count <= 0:
            return ()
        room = (ctypes.c_uint16 * count)()
        got = self.spool.DeviceCapabilitiesW(printer, None, _DC_PAPERS, room, None)
        return tuple(room[: max(0, got)])

    def start(self, printer: str, title: str, paper: int, copies: int) -> tuple[int, int]:
        """See `Winspool`."""
        context = self._gdi.CreateDCW("WINSPOOL", printer, None, self._mode(printer, paper, copies))
        self.check(context)
        info = _DocInfo(ctypes.sizeof(_DocInfo), title, None, None, 0)
        number = self._gdi.StartDocW(ctypes.c_void_p(context), ctypes.byref(info))
        if number <= 0:
            error = self._error(self._last())
            self._gdi.DeleteDC(ctypes.c_void_p(context))
            raise error
        return int(context), int(number)

    def page(self, context: int, grey: NDArray[np.uint8], dpi: int) -> None:
        """See `Winspool`. The unprintable edge is subtracted, so that sizes stay true."""
        device = ctypes.c_void_p(context)
        caps = self._gdi.GetDeviceCaps
        across, down = caps(device, _LOGPIXELSX) / dpi, caps(device, _LOGPIXELSY) / dpi
        height, width = grey.shape
        header, rows = bitmap_of(grey)
        self.check(self._gdi.StartPage(device) > 0)
        self._gdi.SetStretchBltMode(device, _HALFTONE)
        drawn = self._gdi.StretchDIBits(
            device,
            -caps(device, _PHYSICALOFFSETX),
            -caps(device, _PHYSICALOFFSETY),
            round(width * across),
            round(height * down),
            0,
            0,
            width,
            height,
            rows.ctypes.data_as(ctypes.c_void_p),
            ctypes.byref(header),
            _DIB_RGB_COLORS,
            _SRCCOPY,
        )
        self.check(drawn > 0)
        self.check(self._gdi.EndPage(device) > 0)

    def finish(self, context: int) -> None:
        """See `Winspool`."""
        ended = self._gdi.EndDoc(ctypes.c_void_p(context))
        error = None if ended > 0 else self._error(self._last())
        self._gdi.DeleteDC(ctypes.c_void_p(context))
        if error is not None:
            raise error

    def abort(self, context: int) -> None:
        """See `Winspool`."""
        self._gdi.AbortDoc(ctypes.c_void_p(context))
        self._gdi.DeleteDC(ctypes.c_void_p(context))

    def job(self, printer: str, number: int) -> WinJob | None:
        """See `Winspool`."""
        with _Handle(self, printer) as handle:
            needed, room = _WORDS(0), ctypes.create_string_buffer(1)
            # Its words may have grown longer between the two calls.
            while not self.spool.GetJobW(handle, number, 1, room, len(room), ctypes.byref(needed)):
                if self._last() == _INVALID_PARAMETER:
                    return None
                self.check(self._last() == _INSUFFICIENT_BUFFER)
                room = ctypes.create_string_buffer(needed.value)
            told = ctypes.cast(room, ctypes.POINTER(_JobInfo1))[0]
            return WinJob(told.status, told.pages_printed)

    def cancel(self, printer: str, number: int) -> None:
        """See `Winspool`."""
        with _Handle(self, printer) as handle:
            self.check(self.spool.SetJobW(handle, number, 0, None, _JOB_CONTROL_DELETE))

    def _mode(self, printer: str, paper: int, copies: int) -> Any:
        """The printer's DEVMODE with our paper and copies; None where the driver has none."""
        with _Handle(self, printer) as handle:
            properties = self.spool.DocumentPropertiesW
            size = properties(None, handle, printer, None, None, 0)
            if size <= 0:
                return None
            mode = ctypes.create_string_buffer(size)
            if properties(None, handle, printer, mode, None, _DM_OUT_BUFFER) < 0:
                return None
            head = ctypes.cast(mode, ctypes.POINTER(_DevMode))[0]
            if paper:
                head.fields |= _DM_PAPERSIZE
                head.paper_size = paper
            head.fields |= _DM_COPIES
            head.copies = copies
            if properties(None, handle, printer, mode, mode, _DM_IN_BUFFER | _DM_OUT_BUFFER) < 0:
                return None
            return mode

    def check(self, done: object) -> None:
        """Raise what the last call failed of."""
        if not done:
            raise self._error(self._last())


class _Handle:
    """A printer opened for a moment."""

    def __init__(self, real: _Real, printer: str) -> None:
        self._real = real
        self._printer = printer
        self._handle = ctypes.c_void_p()

    def __enter__(self) -> ctypes.c_void_p:
        self._real.check(self._real.spool.OpenPrinterW(self._printer, ctypes.byref(self._handle), None))
        return self._handle

    def __exit__(self, *_: object) -> None:
        self._real.spool.ClosePrinter(self._handle)
