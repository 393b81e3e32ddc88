"""Flatbed scanners through the real `scanimage`, with SANE's own test device."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import NoScanner, ScanFailed, ScannerBusy, ScannerMissingProgram
from app.scanning.flatbed import scan_page, scanners
from app.scanning.picture import decode_picture


def sane(folder: Path, monkeypatch: pytest.MonkeyPatch, backend: str = "test", settings: str = "") -> None:
    """A SANE that knows one backend only."""
    folder.mkdir()
    (folder / "dll.conf").write_text(f"{backend}\n", encoding="utf-8")
    (folder / "test.conf").write_text(f"number_of_devices 2\n{settings}\n", encoding="utf-8")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))


def pretended(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A `scanimage` that does as the script says."""
    folder.mkdir()
    program = folder / "scanimage"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_scanners_are_listed_and_a_page_comes_in_colour_at_300_dpi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sane(tmp_path / "sane", monkeypatch)
    found = scanners()
    assert [info.device for info in found] == ["test:0", "test:1"]
    assert "frontend-tester" in found[0].name
    page = decode_picture(scan_page("test:1"), 4000)
    assert page.shape == (1181, 944, 3)  # 80 × 100 mm


def test_a_scanner_in_use_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sane(tmp_path / "sane", monkeypatch, settings='read-status-code "SANE_STATUS_DEVICE_BUSY"')
    with pytest.raises(ScannerBusy):
        scan_page("test:0")


def test_without_a_name_the_first_scanner_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sane(tmp_path / "sane", monkeypatch)
    assert decode_picture(scan_page("", dpi=75), 4000).shape == (295, 236, 3)


def test_a_scanner_that_is_gone_and_one_that_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sane(tmp_path / "sane", monkeypatch)
    with pytest.raises(NoScanner):
        scan_page("epson2:libusb:001:004")


def test_no_scanner_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sane(tmp_path / "sane", monkeypatch, backend="hp")
    assert scanners() == ()
    with pytest.raises(NoScanner):
        scan_page("")


@pytest.mark.parametrize(
    ("said", "code", "error"),
    [
        ("scanimage: sane_start: Device busy", 3, ScannerBusy),
        ("scanimage: open of device pixma:1 failed: Device busy", 3, ScannerBusy),
        ("scanimage: sane_read: Scanner cover is open", 8, ScanFailed),
        ("scanimage: sane_read: Document feeder jammed", 6, ScanFailed),
        ("scanimage: open of device pixma:1 failed: Error during device I/O", 9, NoScanner),
    ],
)
def test_what_goes_wrong_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: int, error: type[Exception]
) -> None:
    pretended(tmp_path / "bin", monkeypatch, f"echo '{said}' >&2; exit {code}")
    with pytest.raises(error):
        scan_page("pixma:1")


def test_a_scanner_without_a_colour_mode_of_that_name_still_scans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sane(tmp_path / "sane", monkeypatch)
    said = "scanimage: setting of option --mode failed (Invalid argument)"
    refuse = f'case "$*" in *--mode=Color*) echo "{said}" >&2; exit 1;; esac'
    pretended(tmp_path / "bin", monkeypatch, f'{refuse}\nexec /usr/bin/scanimage "$@"')
    assert decode_picture(scan_page("test:0", dpi=100), 4000).shape[:2] == (393, 314)


def test_a_scanner_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretended(tmp_path / "bin", monkeypatch, "exec sleep 60")
    with pytest.raises(ScanFailed):
        scan_page("pixma:1", timeout_s=0.2)
    with pytest.raises(ScanFailed):
        scanners(timeout_s=0.2)


def test_a_scan_is_stopped_by_another_thread_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretended(tmp_path / "bin", monkeypatch, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    stop = threading.Event()
    with ThreadPoolExecutor(1) as lane:
        scan = lane.submit(scan_page, "pixma:1", stop=stop)
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert not scan.done()
        stop.set()
        assert isinstance(scan.exception(timeout=30), ScanFailed)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    with pytest.raises(ScanFailed):
        scanners(stop=stop)


def test_all_attempts_together_have_one_time_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "scanimage: setting of option --mode failed (Invalid argument)"
    pretended(
        tmp_path / "bin", monkeypatch, f'echo x >> {tmp_path}/tries; sleep 0.2; echo "{said}" >&2; exit 1'
    )
    with pytest.raises(ScanFailed):
        scan_page("pixma:1", timeout_s=0.25)
    assert len((tmp_path / "tries").read_text().split()) < 3


def test_without_the_program_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScannerMissingProgram):
        scanners()
    with pytest.raises(ScannerMissingProgram):
        scan_page("")


def test_cameras_are_no_scanners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = r"v4l:/dev/video0\tNoname\tUSB Camera\nepson2:1\tEpson\tV39\n"
    pretended(tmp_path / "bin", monkeypatch, f"printf '{listed}'")
    assert [info.name for info in scanners()] == ["Epson V39"]
