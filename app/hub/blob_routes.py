"""Pictures of papers, sent in parts and taken up where they broke off: a subset of tus 1.0.

Named by their own sha256. A part counts only whole, because only whole parts are signed; the picture is
complete when the hub's own digest of it is the one it is named by.
"""

import base64
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.hub.door import Admission, Head, body_of, head_of, sender_of
from app.hub.ports import BlobAt, BlobRefused, EnrolledStation, HubStore
from app.hub.problems import Refused

LARGEST_BLOB = 200_000_000
PART = "application/offset+octet-stream"
"""Type of a part's body."""
_SHA256 = re.compile("[0-9a-f]{64}")
_RANGE = re.compile("bytes=([0-9]{1,12})-([0-9]{1,12})")
_TUS = {"tus-resumable": "1.0.0", "cache-control": "no-store"}

T = TypeVar("T")
Handler = Callable[[Request, Head, bytes], Response]


class BlobRoutes:
    """`/v1/blobs`, created, asked for, continued and fetched."""

    def __init__(self, store: HubStore, admission: Admission, threads: CapacityLimiter) -> None:
        self._store = store
        self._admission = admission
        self._threads = threads

    def routes(self) -> list[BaseRoute]:
        """For the application."""
        one = "/v1/blobs/{sha256}"
        return [
            Route("/v1/blobs", self._options, methods=["OPTIONS"]),
            Route("/v1/blobs", self._signed(self._create), methods=["POST"]),
            Route(one, self._signed(self._continue), methods=["PATCH"]),
            Route(one, self._signed(self._look), methods=["HEAD", "GET"]),
        ]

    def _signed(self, work: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            with self._admission:
                body = await body_of(request)
                return await to_thread.run_sync(work, request, head_of(request), body, limiter=self._threads)

        return answer

    async def _options(self, _request: Request) -> Response:
        told = {"tus-version": "1.0.0", "tus-extension": "creation", "tus-max-size": str(LARGEST_BLOB)}
        return Response(status_code=204, headers=_TUS | told)

    def _create(self, request: Request, head: Head, body: bytes) -> Response:
        station = self._allowed(head, body)
        sha256 = _metadata(request.headers.get("upload-metadata", "")).get("sha256", "")
        length = _number(request, "upload-length")
        if not _SHA256.fullmatch(sha256) or length == 0:
            raise Refused("bad_shape", detail="缺少 sha256 或长度。")
        if length > LARGEST_BLOB:
            raise Refused("too_large")
        at = self._told(lambda: self._store.begin_blob(station, sha256, length, datetime.now(UTC)))
        return Response(status_code=201, headers=_TUS | _at(at) | {"location": f"/v1/blobs/{sha256}"})

    def _continue(self, request: Request, head: Head, body: bytes) -> Response:
        station = self._allowed(head, body)
        if request.headers.get("content-type") != PART:
            raise Refused("encoding")
        sha256, offset = _named(request), _number(request, "upload-offset")
        at = self._told(lambda: self._store.append_blob(station, sha256, offset, body, datetime.now(UTC)))
        return Response(status_code=204, headers=_TUS | _at(at))

    def _look(self, request: Request, head: Head, body: bytes) -> Response:
        station = self._allowed(head, body)
        sha256 = _named(request)
        at = self._store.blob(station, sha256)
        if at is None or (head.method == "GET" and not at.complete):
            raise Refused("no_blob")
        if head.method == "HEAD":
            return Response(status_code=200, headers=_TUS | _at(at))
        content = self._told(lambda: self._store.blob_content(station, sha256))
        asked = _RANGE.fullmatch(request.headers.get("range", ""))
        if asked is None:
            return Response(content, media_type="application/octet-stream", headers=_TUS)
        first, last = int(asked[1]), min(int(asked[2]), len(content) - 1)
        told = {"content-range": f"bytes {first}-{last}/{len(content)}"}
        return Response(content[first : last + 1], 206, _TUS | told, "application/octet-stream")

    def _allowed(self, head: Head, body: bytes) -> EnrolledStation:
        station = sender_of(self._store, head, body)
        if station.revoked:
            raise Refused("revoked")
        return station

    @staticmethod
    def _told(work: Callable[[], T]) -> T:
        try:
            return work()
        except BlobRefused as refused:
            raise Refused(refused.word) from refused


def _at(at: BlobAt) -> dict[str, str]:
    return {"upload-offset": str(at.offset), "upload-length": str(at.length)}


def _named(request: Request) -> str:
    sha256 = request.path_params["sha256"]
    if not _SHA256.fullmatch(sha256):
        raise Refused("no_blob")
    return str(sha256)


def _number(request: Request, header: str) -> int:
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        raise Refused("bad_shape", detail=f"（{header}）")
    return int(told)


def _metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata`: comma-separated names, each with its value in base64."""
    found = {}
    for part in header.split(","):
        name, _, value = part.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("ascii")
        except (ValueError, UnicodeDecodeError):
            continue
    return found
