"""Pictures come in parts, go on where they broke off, and count only when they are what they are named."""

import base64
import hashlib
import os

import httpx
import pytest

from app.errors import HubRefused
from app.hub import wire
from app.hub.client import HubClient
from tests.hub.conftest import Enrolled

CONTENT = os.urandom(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def _create(line: HubClient, sha256: str = SHA256, length: int = len(CONTENT)) -> httpx.Response:
    named = base64.b64encode(sha256.encode()).decode()
    headers = {"upload-length": str(length), "upload-metadata": f"sha256 {named}", "tus-resumable": "1.0.0"}
    return line.send("POST", "/v1/blobs", b"", headers)


def _offset(line: HubClient, sha256: str = SHA256) -> int:
    return int(line.send("HEAD", f"/v1/blobs/{sha256}", b"", {}).headers["upload-offset"])


def _patch(line: HubClient, offset: int, part: bytes, sha256: str = SHA256) -> httpx.Response:
    headers = {"upload-offset": str(offset), "content-type": "application/offset+octet-stream"}
    return line.send("PATCH", f"/v1/blobs/{sha256}", part, headers)


def test_a_picture_goes_on_where_it_broke_off(enrolled: Enrolled) -> None:
    replica, line = enrolled()
    body = replica.visit()
    body["attachments"] = [{"sha256": SHA256, "size": len(CONTENT)}]
    line.push(wire.Push([replica.write("visit", body)]))
    assert _create(line).headers["location"] == f"/v1/blobs/{SHA256}"
    _patch(line, 0, CONTENT[:100_000])
    with pytest.raises(HubRefused, match="409 wrong_offset"):
        _patch(line, 0, CONTENT[:100_000])  # delivered twice
    assert line.hello(replica.hello()).missing_blobs == [SHA256]
    with pytest.raises(HubRefused, match="404 no_blob"):
        line.send("GET", f"/v1/blobs/{SHA256}", b"", {})
    while (at := _offset(line)) < len(CONTENT):
        _patch(line, at, CONTENT[at : at + 77_777])
    assert line.send("GET", f"/v1/blobs/{SHA256}", b"", {}).content == CONTENT
    assert _patch(line, 5, b"late").headers["upload-offset"] == str(len(CONTENT))
    assert _create(line).headers["upload-offset"] == str(len(CONTENT))
    assert line.hello(replica.hello()).missing_blobs == []


def test_other_content_is_never_complete(enrolled: Enrolled) -> None:
    _, line = enrolled()
    _create(line)
    with pytest.raises(HubRefused, match="409 wrong_digest"):
        _patch(line, 0, bytes(len(CONTENT)))
    assert _offset(line) == 0
    with pytest.raises(HubRefused, match="409 blob_size"):
        _create(line, length=7)
    _patch(line, 0, CONTENT)
    assert line.send("GET", f"/v1/blobs/{SHA256}", b"", {}).content == CONTENT


def test_another_offices_picture_is_not_told_of(enrolled: Enrolled) -> None:
    (_, line), (_, stranger) = enrolled(1), enrolled(2)
    _create(line)
    _patch(line, 0, CONTENT)
    for path in (SHA256, "../../etc/passwd", "0" * 64):
        with pytest.raises(HubRefused, match="404"):
            stranger.send("GET", f"/v1/blobs/{path}", b"", {})
    with pytest.raises(HubRefused, match="413 too_large"):
        _create(line, "0" * 64, 10**12)
    with pytest.raises(HubRefused, match="422"):
        _create(line, "nonsense", 5)
