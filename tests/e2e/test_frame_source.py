"""Pictures of the desk from files, folders, videos and network cameras, opened by their address."""

import base64
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.errors import CameraBusy, CameraForbidden, CameraLost, NoCamera, PictureUnreadable
from app.scanning.camera_devices import CameraInfo, cameras
from app.scanning.frame_files import BEAT_S, GAP_S, SHOWN_S, FolderPlayed, FolderWatched, PictureShown
from app.scanning.frame_source import FrameSource, open_source
from app.scanning.picture import Picture


class Clock:
    """Goes when told."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += seconds


def plain(level: int, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG of one grey."""
    good, data = cv2.imencode(".jpg", np.full((size[1], size[0], 3), level, np.uint8))
    assert good
    return bytes(data)


def middle(frame: Picture | None) -> int:
    assert frame is not None
    return round(float(frame[frame.shape[0] // 2, frame.shape[1] // 2].mean()) / 10) * 10


def next_frame(source: FrameSource, *, but: Callable[[Picture], bool] = lambda _: False) -> Picture:
    tick = threading.Event()
    for _ in range(1500):
        frame = source.grab()
        if frame is not None and not but(frame):
            return frame
        tick.wait(0.005)
    raise AssertionError("no frame")


def test_a_picture_lies_on_a_ground_until_it_is_written_anew(tmp_path: Path) -> None:
    path, clock = tmp_path / "证件.jpg", Clock()
    path.write_bytes(plain(200))
    shown = PictureShown(path, clock=clock)
    first = shown.grab()
    assert middle(first) == 200
    assert first is not None
    assert first[2, 2].tolist() == [96, 96, 96]
    assert shown.grab() is None
    clock.on(BEAT_S)
    path.write_bytes(plain(50, (80, 50)))
    assert middle(shown.grab()) == 50
    clock.on(BEAT_S)
    path.write_bytes(b"half a pict")
    assert shown.grab() is None
    clock.on(BEAT_S)
    path.unlink()
    with pytest.raises(CameraLost):
        shown.grab()


def test_only_what_comes_into_a_watched_folder_is_shown_and_once(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "former.jpg").write_bytes(plain(10))
    watched = FolderWatched(tmp_path, clock=clock)

    def levels(seconds: float) -> list[int]:
        seen: list[int] = []
        for _ in range(round(seconds / BEAT_S)):
            clock.on(BEAT_S)
            level = middle(watched.grab())
            if not seen or seen[-1] != level:
                seen.append(level)
        return seen

    assert levels(1) == [100]
    (tmp_path / "b.jpg").write_bytes(plain(200))
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    assert levels(SHOWN_S + GAP_S + 2) == [100, 200, 100]
    (tmp_path / "c.jpg").write_bytes(plain(250))
    (tmp_path / "d.jpg").write_bytes(plain(20))
    os.utime(tmp_path / "d.jpg", ns=(1, 1))
    assert levels(3 * (SHOWN_S + GAP_S)) == [100, 20, 100, 250, 100]
    (tmp_path / "b.jpg").write_bytes(plain(150, (90, 50)))  # the same name taken anew
    assert levels(SHOWN_S + 1) == [100, 150, 100]


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path) -> None:
    clock = Clock()
    watched = FolderWatched(tmp_path, clock=clock)
    whole = plain(200)
    for share in (3, 2):
        (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // share])
        clock.on(BEAT_S)
        assert middle(watched.grab()) == 100
    (tmp_path / "a.jpg").write_bytes(whole)
    clock.on(BEAT_S)
    assert middle(watched.grab()) == 100
    clock.on(BEAT_S)
    assert middle(watched.grab()) == 200


def test_a_watched_folder_that_goes_away_is_lost(tmp_path: Path) -> None:
    folder, clock = tmp_path / "pictures", Clock()
    folder.mkdir()
    watched = FolderWatched(folder, clock=clock)
    folder.rmdir()
    with pytest.raises(CameraLost):
        watched.grab()
    folder.mkdir()
    clock.on(BEAT_S)
    assert middle(watched.grab()) == 100


def test_a_folder_can_be_played(tmp_path: Path) -> None:
    clock = Clock()
    for name, level in (("2.png", 40), ("1.jpg", 200)):
        (tmp_path / name).write_bytes(plain(level))
    played = FolderPlayed(tmp_path, clock=clock)
    seen = []
    for _ in range(5):
        seen.append(middle(played.grab()))
        clock.on(SHOWN_S if seen[-1] != 100 else GAP_S)
    assert seen == [200, 100, 40, 100, 200]


def test_addresses_open_what_they_name(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(plain(200))
    for address, kind in ((tmp_path / "a.jpg", PictureShown), (tmp_path, FolderWatched)):
        source = open_source(f" {address} ")
        assert isinstance(source, kind)
        source.close()
    assert isinstance(open_source(f"{tmp_path}/*"), FolderPlayed)


@pytest.mark.parametrize(
    "address", ["", "  ", "/dev/video97", "97", "/no/such/file.jpg", "http://", "ftp://x/y"]
)
def test_an_address_that_names_nothing(address: str) -> None:
    with pytest.raises(NoCamera):
        open_source(address)


def test_a_file_that_is_neither_picture_nor_video(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"text")
    with pytest.raises(PictureUnreadable):
        open_source(str(tmp_path / "a.jpg"))
    with pytest.raises(NoCamera):
        open_source(f"{tmp_path / 'a.jpg'}/*")


def test_a_video_is_played_over_and_over(tmp_path: Path) -> None:
    path = tmp_path / "desk.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for level in (20, 200):
        for _ in range(4):
            writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    source = open_source(str(path))
    for level in (200, 20, 200):
        next_frame(source, but=lambda frame, level=level: middle(frame) != level)
    source.close()


def test_cameras_are_listed_by_name_under_an_address_that_lasts(tmp_path: Path) -> None:
    sysfs, dev = tmp_path / "sys", tmp_path / "dev"
    by_id = dev / "v4l" / "by-id"
    by_id.mkdir(parents=True)
    for number, name in ((10, "Document Camera\n"), (2, "内置摄像头\n"), (3, "Document Camera metadata\n")):
        (sysfs / f"video{number}").mkdir(parents=True)
        (sysfs / f"video{number}" / "name").write_text(name, encoding="utf-8")
        (dev / f"video{number}").touch()
    (sysfs / "v4l-subdev0").mkdir()
    (by_id / "usb-Maker_Document_Camera-index0").symlink_to(dev / "video10")
    assert cameras(sysfs, dev, lambda device: device.name != "video3") == (
        CameraInfo(str(dev / "video2"), "内置摄像头"),
        CameraInfo(str(by_id / "usb-Maker_Document_Camera-index0"), "Document Camera"),
    )
    assert cameras(sysfs, dev) == ()  # plain files are no cameras
    assert cameras(tmp_path / "none", dev) == ()


class Network(ThreadingHTTPServer):
    """A network camera on loopback; `answer` writes one whole response."""

    daemon_threads = True

    def __init__(self, answer: Callable[["Viewer"], None]) -> None:
        super().__init__(("127.0.0.1", 0), Viewer)
        self.answer = answer
        self.ended = threading.Event()
        self.viewers = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/stream?id=1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A viewer that goes away is no error."""


class Viewer(BaseHTTPRequestHandler):
    server: Network

    def do_GET(self) -> None:
        self.server.viewers += 1
        self.server.answer(self)

    def log_message(self, *args: object) -> None:
        pass

    def begin(self, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()


@pytest.fixture
def network() -> Iterator[Callable[[Callable[[Viewer], None]], Network]]:
    servers: list[tuple[Network, threading.Thread]] = []

    def start(answer: Callable[[Viewer], None]) -> Network:
        server = Network(answer)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


Start = Callable[[Callable[[Viewer], None]], Network]
_KIND = 'multipart/x-mixed-replace; boundary="frame"'


def with_length(level: int) -> bytes:
    data = plain(level)
    return b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(data), data)


def without_length(level: int) -> bytes:
    return b"frame\r\nContent-type: image/jpeg\r\n\r\n" + plain(level) + b"\r\n"


@pytest.mark.parametrize("part", [with_length, without_length])
def test_a_stream_gives_its_newest_frames(network: Start, part: Callable[[int], bytes]) -> None:
    def answer(viewer: Viewer) -> None:
        viewer.begin(_KIND)
        level = 20
        while not viewer.server.ended.wait(0.01):
            data = part(level)
            viewer.write(data[: len(data) // 2])
            viewer.write(data[len(data) // 2 :])
            level = 200 if level == 20 else 20

    source = open_source(network(answer).url)
    for level in (20, 200, 20):
        next_frame(source, but=lambda frame, level=level: middle(frame) != level)
    source.close()


def test_a_damaged_frame_is_passed_over(network: Start) -> None:
    def answer(viewer: Viewer) -> None:
        viewer.begin(_KIND)
        viewer.write(b"--frame\r\nContent-Length: 9\r\n\r\n\xff\xd8damaged\r\n")
        while not viewer.server.ended.wait(0.01):
            viewer.write(with_length(200))

    source = open_source(network(answer).url)
    assert middle(next_frame(source)) == 200
    source.close()


def test_a_frame_that_is_no_jpeg_is_passed_over_whatever_it_is(network: Start) -> None:
    good, page = cv2.imencode(".bmp", np.full((40, 60, 3), 20, np.uint8))
    assert good

    def answer(viewer: Viewer) -> None:
        data = bytes(page) if viewer.server.viewers < 3 else plain(200)
        viewer.send_response(200)
        viewer.send_header("Content-Type", "image/jpeg")
        viewer.send_header("Content-Length", str(len(data)))
        viewer.end_headers()
        viewer.write(data)

    source = open_source(network(answer).url)
    assert middle(next_frame(source)) == 200
    source.close()


def test_a_stream_that_breaks_off_is_told_and_taken_up_again(network: Start) -> None:
    def answer(viewer: Viewer) -> None:
        viewer.begin(_KIND)
        first = viewer.server.viewers == 1
        for _ in range(3 if first else 1_000_000):
            viewer.write(with_length(20 if first else 200))
            if viewer.server.ended.wait(0.01):
                return

    source = open_source(network(answer).url)
    assert middle(next_frame(source)) == 20
    lost = []
    tick = threading.Event()
    frame = None
    for _ in range(2000):
        try:
            frame = source.grab()
        except CameraLost as error:
            lost.append(error)
        if frame is not None and middle(frame) == 200:
            break
        tick.wait(0.005)
    assert middle(frame) == 200
    assert lost
    source.close()


def test_a_camera_with_still_pictures_is_asked_over_and_over(network: Start) -> None:
    def answer(viewer: Viewer) -> None:
        data = plain(20 if viewer.server.viewers < 3 else 200)
        viewer.send_response(200)
        viewer.send_header("Content-Type", "image/jpeg")
        viewer.send_header("Content-Length", str(len(data)))
        viewer.end_headers()
        viewer.write(data)

    source = open_source(network(answer).url)
    for level in (20, 200):
        next_frame(source, but=lambda frame, level=level: middle(frame) != level)
    source.close()


def test_name_and_password_of_the_address_are_sent(network: Start) -> None:
    def answer(viewer: Viewer) -> None:
        wanted = "Basic " + base64.b64encode("查看:a@b".encode()).decode()
        if viewer.headers["Authorization"] != wanted:
            viewer.begin("text/html", 401)
            return
        viewer.begin(_KIND)
        while not viewer.server.ended.wait(0.01):
            viewer.write(with_length(200))

    url = network(answer).url
    with pytest.raises(CameraForbidden):
        open_source(url)
    source = open_source(url.replace("//", "//%E6%9F%A5%E7%9C%8B:a%40b@"))
    assert middle(next_frame(source)) == 200
    source.close()


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (503, "text/plain", CameraBusy),
        (404, "text/html", NoCamera),
        (200, "text/html", NoCamera),
        (403, "text/html", CameraForbidden),
    ],
)
def test_answers_that_are_no_picture(network: Start, status: int, kind: str, error: type[Exception]) -> None:
    server = network(lambda viewer: viewer.begin(kind, status))
    with pytest.raises(error):
        open_source(server.url)


def test_a_port_where_nobody_answers(network: Start) -> None:
    server = network(lambda viewer: viewer.begin("image/jpeg"))
    server.server_close()
    with pytest.raises(NoCamera):
        open_source(server.url)


def test_noise_without_end_is_not_gathered_for_ever(network: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.scanning.frame_stream.MOST_BYTES", 200_000)

    def answer(viewer: Viewer) -> None:
        viewer.begin(_KIND)
        if viewer.server.viewers > 1:
            while not viewer.server.ended.wait(0.01):
                viewer.write(with_length(200))
            return
        viewer.write(b"--frame\r\n\r\n\xff\xd8")
        while not viewer.server.ended.is_set():
            viewer.write(bytes(50_000))

    source = open_source(network(answer).url)
    tick = threading.Event()
    frame = None
    for _ in range(2000):
        try:
            frame = source.grab()
        except CameraLost:
            frame = None
        if frame is not None:
            break
        tick.wait(0.005)
    assert middle(frame) == 200
    source.close()
