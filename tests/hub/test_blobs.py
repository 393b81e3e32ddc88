"""Pictures come in parts, go on where they broke off, and count only when they are what they are named."""

import base64
import hashlib
import os
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from app.errors import BadInput, HubRefused
from app.hub import wire
from app.hub.client import HubClient
from app.paths import hub_papers_key
from db.hub.blob_files import papers_key
from db.hub.rows import blob
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub

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


def test_nothing_of_a_picture_is_readable_in_the_folder(hub: LiveHub, enrolled: Enrolled) -> None:
    _, line = enrolled()
    content = "来访人甲某的材料，只有县里能看。".encode() * 4000
    sha256 = hashlib.sha256(content).hexdigest()
    _create(line, sha256, len(content))
    _patch(line, 0, content[:70_001], sha256)
    assert not [path for path in _files(hub) if "甲某".encode() in path.read_bytes()]
    _patch(line, 70_001, content[70_001:], sha256)
    (path,) = _files(hub)
    assert "材料".encode() not in path.read_bytes()
    assert line.send("GET", f"/v1/blobs/{sha256}", b"", {}).content == content
    assert hub_papers_key().stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(HubRefused, match="404 no_blob"):
        line.send("GET", f"/v1/blobs/{sha256}", b"", {})


def test_pictures_of_an_earlier_program_are_encrypted_and_go_on(hub: LiveHub, enrolled: Enrolled) -> None:
    _, line = enrolled()
    other = CONTENT[::-1]
    other_sha = hashlib.sha256(other).hexdigest()
    for sha256, content in ((SHA256, CONTENT), (other_sha, other)):
        _create(line, sha256)
        _patch(line, 0, content, sha256)
    whole, half = (hub.papers / "110199" / sha[:2] / sha for sha in (SHA256, other_sha))
    whole.write_bytes(CONTENT)  # as it lay there before
    half.unlink()
    half.with_name(half.name + ".part").write_bytes(other[:1000])
    with hub.engine.begin() as connection:
        connection.execute(update(blob).where(blob.c.sha256 == other_sha).values(complete_at=None))
    whole.with_name(f"{SHA256}.rest.old").write_bytes(b"left behind")
    assert hub.store.encrypt_papers() == 2
    assert hub.store.encrypt_papers() == 0
    assert CONTENT[:500] not in whole.read_bytes()
    assert len(_files(hub)) == 2
    assert line.send("GET", f"/v1/blobs/{SHA256}", b"", {}).content == CONTENT
    assert _offset(line, other_sha) == 1000
    _patch(line, 1000, other[1000:], other_sha)
    assert line.send("GET", f"/v1/blobs/{other_sha}", b"", {}).content == other


def test_a_key_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(BadInput, match="problem") as refused:
        papers_key(tmp_path / "key")
    assert "密钥" in refused.value.problems[0]
    made = papers_key(tmp_path / "fresh" / "key")
    assert papers_key(tmp_path / "fresh" / "key") == made


def _files(hub: LiveHub) -> list[Path]:
    return [path for path in hub.papers.rglob("*") if path.is_file()]
