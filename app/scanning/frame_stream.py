"""Pictures from a network camera: motion JPEG over HTTP, or one still picture asked for over and over.

Source: RFC 9110 (HTTP), RFC 2046 section 5.1 (multipart bodies), RFC 7617 (basic authentication).
`multipart/x-mixed-replace` is nobody's standard: boundaries come with and without their dashes, parts
with and without a length, so lengths are used where given and JPEG's own marks where not.
"""

import base64
import http.client
import re
import ssl
import time
from collections.abc import Callable
from urllib.parse import SplitResult, unquote, urlsplit

from app.errors import CameraBusy, CameraForbidden, NoCamera, PictureUnreadable
from app.scanning.picture import Picture, decode_frame

LONGEST_PX = 2592
ANSWER_S = 3.0
STILL_S = 0.2
"""Pause between two still pictures."""

MOST_BYTES = 24_000_000
_PIECE = 65_536
_MOST_HEADER = 8_192
_START, _END = b"\xff\xd8", b"\xff\xd9"
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,9})\s*$", re.I | re.M)
_TROUBLE = (OSError, http.client.HTTPException, ssl.SSLError)


class StreamShots:
    """One open connection."""

    def __init__(self, url: str, rest: Callable[[float], None] = time.sleep) -> None:
        """Connect and look at what kind of answer comes.

        Raises:
            NoCamera: nobody answers, or the answer is no picture.
            CameraForbidden: name and password are wanted, or are wrong.
            CameraBusy: the camera serves no further viewer.
        """
        self._url = urlsplit(url)
        self._rest = rest
        self._data = b""
        self._buffer = bytearray()
        self._connection = _connection(self._url)
        try:
            self._answer = self._ask()
        except _TROUBLE as error:
            self._connection.close()
            raise NoCamera(type(error).__name__) from error
        self._check()
        kind = self._answer.headers.get_content_type()
        if not kind.startswith(("multipart/", "image/")):
            self.release()
            raise NoCamera(kind)
        self._still = kind.startswith("image/")
        self._first = True

    def advance(self) -> bool:
        """See `Shots`."""
        try:
            self._data = self._next_still() if self._still else self._next_part()
        except _TROUBLE:
            return False
        return bool(self._data)

    def picture(self) -> Picture | None:
        """See `Shots`."""
        try:
            return decode_frame(self._data, LONGEST_PX)
        except PictureUnreadable:
            return None

    def release(self) -> None:
        """See `Shots`."""
        self._answer.close()
        self._connection.close()

    def _ask(self) -> http.client.HTTPResponse:
        path = self._url.path or "/"
        if self._url.query:
            path += f"?{self._url.query}"
        headers = {"Accept": "multipart/x-mixed-replace, image/jpeg, */*", "User-Agent": "station"}
        if self._url.username is not None:
            pair = f"{unquote(self._url.username)}:{unquote(self._url.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        self._connection.request("GET", path, headers=headers)
        return self._connection.getresponse()

    def _check(self) -> None:
        status = self._answer.status
        if status == http.client.OK:
            return
        self.release()
        if status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN):
            raise CameraForbidden(f"status {status}")
        if status in (http.client.SERVICE_UNAVAILABLE, http.client.TOO_MANY_REQUESTS):
            raise CameraBusy(f"status {status}")
        raise NoCamera(f"status {status}")

    def _next_still(self) -> bytes:
        if self._first:
            self._first = False
        else:
            self._rest(STILL_S)
            self._answer = self._ask()
            if self._answer.status != http.client.OK:
                return b""
        return self._answer.read(MOST_BYTES)

    def _next_part(self) -> bytes:
        """The next picture of a stream; empty at its end."""
        while True:
            start = self._buffer.find(_START)
            if start >= 0:
                break
            del self._buffer[: max(0, len(self._buffer) - _MOST_HEADER)]
            if not self._more():
                return b""
        length = _LENGTH.findall(bytes(self._buffer[:start]))
        end = start + int(length[-1]) if length else -1
        if end > start:
            while len(self._buffer) < min(end, MOST_BYTES):
                if not self._more():
                    return b""
        else:
            searched = start
            while (end := self._buffer.find(_END, searched) + 2) < 2:
                searched = max(start, len(self._buffer) - 1)
                if len(self._buffer) > MOST_BYTES or not self._more():
                    return b""
        data = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return data

    def _more(self) -> bool:
        piece = self._answer.read1(_PIECE)
        self._buffer += piece
        return bool(piece)


def open_stream(url: str) -> StreamShots:
    """Connect to a network camera; see `StreamShots`."""
    return StreamShots(url)


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    try:
        host, port = url.hostname, url.port
    except ValueError as error:
        raise NoCamera("port") from error
    if not host:
        raise NoCamera("no host")
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=ANSWER_S)
    return http.client.HTTPConnection(host, port, timeout=ANSWER_S)
