"""Flatbed scanners through SANE's `scanimage`.

SANE drives practically every scanner sold in the last twenty years, and network scanners through
eSCL. Windows has no SANE: there pictures come from the scanner's own program, as files or through a
watched folder (`frame_source`).

Source: SANE manual, scanimage(1); options `mode` and `resolution` are SANE's well-known options.
"""

import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import NoScanner, ScanFailed, ScannerBusy, ScannerMissingProgram

DPI = 300
LIST_S = 15.0
SCAN_S = 90.0
_LOOK_S = 0.1
_PROGRAM = "scanimage"
_SEPARATOR = "\t"
_WEBCAMS = "v4l:"
"""SANE takes every camera for a scanner; cameras have their own way in."""

_REFUSED = ("unrecognized option", "setting of option")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class ScannerInfo:
    """A scanner that can be chosen.

    Attributes:
        device: SANE's name of it.
        name: maker and model.
    """

    device: str
    name: str


def scanners(timeout_s: float = LIST_S, stop: threading.Event | None = None) -> tuple[ScannerInfo, ...]:
    """Scanners that SANE finds; takes seconds, as it asks the network too.

    Args:
        stop: once set, by any thread, the search ends within 0.1 s.
    Raises:
        ScannerMissingProgram: no `scanimage` on this computer.
        ScanFailed: it did not answer in time, or was stopped.
    """
    wanted = ["-f", _SEPARATOR.join(("%d", "%v", "%m")) + "%n"]
    done = _run(wanted, time.monotonic() + timeout_s, stop)
    found = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        device, maker, model = (*line.split(_SEPARATOR), "", "")[:3]
        if device.strip() and not device.startswith(_WEBCAMS):
            found.append(ScannerInfo(device, f"{maker} {model}".strip() or device))
    return tuple(found)


def scan_page(
    device: str, *, dpi: int = DPI, timeout_s: float = SCAN_S, stop: threading.Event | None = None
) -> bytes:
    """Scan what lies on the glass, in colour; a PNG file.

    Args:
        device: `ScannerInfo.device`; empty = the first SANE has.
        timeout_s: for all attempts together.
        stop: once set, by any thread, the scan ends within 0.1 s.
    Raises:
        ScannerMissingProgram: no `scanimage` on this computer.
        NoScanner: no such scanner, or it is switched off.
        ScannerBusy: another program uses it.
        ScanFailed: cover open, paper jammed, no end after `timeout_s`, or stopped.
    """
    deadline = time.monotonic() + timeout_s
    chosen = [f"--device-name={device}"] if device else []
    wishes = [f"--resolution={dpi}", "--mode=Color"]
    while True:
        done = _run([*chosen, "--format=png", *wishes], deadline, stop)
        if done.returncode == 0 and done.stdout.startswith(_PNG):
            return done.stdout
        said = done.stderr.decode("utf-8", "replace").lower()
        if not wishes or not any(words in said for words in _REFUSED):
            raise _cause(said)
        wishes.pop()  # some scanners have no colour mode by that name, some no resolution to choose


def _run(
    arguments: Sequence[str], deadline: float, stop: threading.Event | None
) -> "subprocess.CompletedProcess[bytes]":
    program = shutil.which(_PROGRAM)
    if program is None:
        raise ScannerMissingProgram(_PROGRAM)
    command = [program, *arguments]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise ScannerMissingProgram(type(error).__name__) from error
    with process:
        try:
            out, said = _ended(process, deadline, stop)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, said)


def _ended(
    process: "subprocess.Popen[bytes]", deadline: float, stop: threading.Event | None
) -> tuple[bytes, bytes]:
    """What it wrote until it ended by itself."""
    while True:
        if stop is not None and stop.is_set():
            raise ScanFailed("stopped")
        try:
            return process.communicate(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise ScanFailed("time-out") from None


def _cause(said: str) -> NoScanner | ScannerBusy | ScanFailed:
    if "busy" in said:
        return ScannerBusy("busy")
    if "no sane devices" in said or "open of device" in said:
        return NoScanner("not opened")
    return ScanFailed("no picture")
