"""Cameras attached to this computer: Video4Linux on Linux, Media Foundation or DirectShow on Windows.

Source: Linux kernel, userspace API guide, Video for Linux: `VIDIOC_QUERYCAP`, capability flags.
"""

import errno
import os
import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.errors import CameraBusy, CameraForbidden, NoCamera
from app.scanning.picture import Picture

if TYPE_CHECKING:
    import cv2

MODE_PX = (1920, 1080)
"""Asked for unless the address names another; the driver takes the nearest it has."""

_MOST_INDEXES = 6
_QUERYCAP = 0x80685600
_CAPTURE = 0x00000001 | 0x00001000
_DEVICE_CAPS = 0x80000000
_MODE = re.compile(r"^(.*)@(\d{2,5})[x×](\d{2,5})$", re.A)

Capture = Any
"""`cv2.VideoCapture`, or in tests what behaves like it."""


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be chosen.

    Attributes:
        address: for `open_source`; stays the same when it is plugged into another socket, where the
            system gives it such a name.
        name: what the maker calls it.
    """

    address: str
    name: str


def cameras(
    sysfs: Path = Path("/sys/class/video4linux"),
    dev: Path = Path("/dev"),
    captures: Callable[[Path], bool] | None = None,
) -> tuple[CameraInfo, ...]:
    """Cameras that deliver pictures, in the order of their numbers.

    On Windows cameras have numbers only, and each is opened to see whether it is there: a second
    or two. Never raises; a device that is busy or forbidden is listed too.

    Args:
        captures: whether a device node delivers pictures; asks the driver unless given.
    """
    if sys.platform == "win32":
        return _by_index()
    found: list[tuple[int, CameraInfo]] = []
    try:
        nodes = list(sysfs.iterdir())
    except OSError:
        return ()
    for node in nodes:
        number = re.fullmatch(r"video(\d+)", node.name)
        device = dev / node.name
        if number is None or not (captures or _captures)(device):
            continue
        try:
            name = (node / "name").read_text("utf-8", "replace").strip()
        except OSError:
            name = ""
        found.append((int(number[1]), CameraInfo(_lasting(device, dev), name or node.name)))
    return tuple(info for _, info in sorted(found, key=lambda pair: pair[0]))


class DeviceShots:
    """An open camera."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    def advance(self) -> bool:
        """See `Shots`."""
        return bool(self._capture.grab())

    def picture(self) -> Picture | None:
        """See `Shots`."""
        good, frame = self._capture.retrieve()
        if not good or frame is None or not frame.size:
            return None
        pixels = np.asarray(frame, np.uint8)
        return np.stack([pixels] * 3, axis=2) if pixels.ndim == 2 else pixels

    def release(self) -> None:
        """See `Shots`."""
        self._capture.release()


def open_device(address: str, capture: "Callable[[str], Capture] | None" = None) -> DeviceShots:
    """Open a camera and ask it for motion JPEG, which alone fits 1080p through USB 2.

    Args:
        address: see `open_source`.
        capture: opens a device by its path or number.
    Raises:
        NoCamera, CameraBusy, CameraForbidden: see there.
    """
    size = MODE_PX
    if mode := _MODE.match(address):
        address, size = mode[1], (int(mode[2]), int(mode[3]))
    device = _device_of(address)
    opened = (capture or _capture)(device)
    if not opened.isOpened():
        opened.release()
        raise CameraBusy("the driver does not start") if os.path.sep in device else NoCamera(device)
    _ask_for(opened, size)
    shots = DeviceShots(opened)
    if not shots.advance():
        shots.release()
        raise CameraBusy("no first frame")
    return shots


def _device_of(address: str) -> str:
    """Path of the device now, or a number on Windows.

    Raises:
        NoCamera: no such device.
        CameraForbidden: it may not be opened.
        CameraBusy: it says so itself.
    """
    if sys.platform == "win32":
        if not address.isdecimal():
            raise NoCamera("not a number")
        return address
    path = os.path.realpath(f"/dev/video{address}" if address.isdecimal() else address)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except PermissionError as error:
        raise CameraForbidden(type(error).__name__) from error
    except OSError as error:
        raise (CameraBusy if error.errno == errno.EBUSY else NoCamera)(type(error).__name__) from error
    return path


def _capture(device: str) -> "cv2.VideoCapture":
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if sys.platform == "win32":
        return cv2.VideoCapture(int(device), cv2.CAP_DSHOW)
    return cv2.VideoCapture(device, cv2.CAP_V4L2)


def _ask_for(capture: Capture, size: tuple[int, int]) -> None:
    import cv2

    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _captures(device: Path) -> bool:
    """Whether a node delivers pictures; cameras have further nodes for their metadata."""
    import fcntl

    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return device.exists()
    try:
        answer = fcntl.ioctl(handle, _QUERYCAP, bytes(104))
    except OSError:
        return False
    finally:
        os.close(handle)
    capabilities, of_device = struct.unpack_from("=II", answer, 84)
    return bool((of_device if capabilities & _DEVICE_CAPS else capabilities) & _CAPTURE)


def _lasting(device: Path, dev: Path) -> str:
    """The name by maker and serial number, which stays when numbers change."""
    try:
        links = sorted((dev / "v4l" / "by-id").iterdir())
    except OSError:
        return str(device)
    return next((str(link) for link in links if link.resolve() == device.resolve()), str(device))


def _by_index() -> tuple[CameraInfo, ...]:
    found = []
    for index in range(_MOST_INDEXES):
        capture = _capture(str(index))
        if capture.isOpened():
            found.append(CameraInfo(str(index), f"摄像头 {index + 1}"))
        capture.release()
    return tuple(found)
