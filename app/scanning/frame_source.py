"""Where pictures of the desk come from: one interface for cameras, streams, folders and files."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.errors import NoCamera
from app.scanning.camera_devices import CameraInfo, cameras, open_device
from app.scanning.frame_files import (
    FolderPlayed,
    FolderWatched,
    PictureShown,
    is_video,
    open_video,
)
from app.scanning.frame_pump import FramePump, Shots
from app.scanning.frame_stream import open_stream
from app.scanning.picture import Picture

__all__ = ["CameraInfo", "FrameSource", "cameras", "open_source"]


class FrameSource(Protocol):
    """A thing that can be looked at again and again.

    Made, used and closed on one lane; no call lasts longer than 2 s.
    """

    def grab(self) -> Picture | None:
        """The newest frame, each once; None = there is no new one yet.

        Returns:
            Blue, green, red, uint8, shape (height_px, width_px, 3). The caller may keep it.
        Raises:
            CameraLost: nothing comes any more. The source tries to get it back by itself; call
                again, as often as you like.
            CameraBusy, CameraForbidden, NoCamera: it could not be opened (again); the same holds.
        """

    def close(self) -> None:
        """Let the camera go. Nothing may be asked of it afterwards."""


def open_source(address: str) -> FrameSource:
    """Open what an address names.

    Args:
        address: a camera as `cameras()` gives it (`/dev/video0`, `/dev/v4l/by-id/…`, on Windows `0`),
            optionally with a mode behind it, `/dev/video0@2592x1944`; `http://…` or `https://…`: an
            MJPEG stream or a still picture that is fetched again and again, `user:password@` before
            the host where it asks; a picture file, shown until it is changed on disk; a video file,
            played in its own time over and over; a folder: pictures that are put into it from now
            on, each shown once; a folder and `/*`: the pictures that are in it, one after the other.
    Raises:
        NoCamera: nothing is there, or the address is none.
        CameraBusy: another program uses the camera.
        CameraForbidden: the system does not let this user open it.
        PictureUnreadable: a file that is neither picture nor video.
    """
    address = address.strip()
    if not address:
        raise NoCamera("no address")
    if urlsplit(address).scheme in ("http", "https"):
        return _pumped(lambda: open_stream(address))
    if address.endswith(("/*", "\\*")) and Path(address[:-2]).is_dir():
        return FolderPlayed(Path(address[:-2]))
    path = Path(address)
    if path.is_dir():
        return FolderWatched(path)
    if path.is_file():
        return _pumped(lambda: open_video(path)) if is_video(path) else PictureShown(path)
    return _pumped(lambda: open_device(address))


def _pumped(opened: Callable[[], Shots]) -> FrameSource:
    pump = FramePump(opened)
    pump.await_first()
    return pump
