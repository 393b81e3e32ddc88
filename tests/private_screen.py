"""A screen, a session bus and an accessibility bus of the tests' own, and the demo's window on them."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

DRIVER = Path(__file__).with_name("e2e") / "atspi_driver.py"
APPLICATION = "接访台"
_START_S = 60.0
_PATIENCE_S = 30.0
_BETWEEN_LOOKS_S = 0.05


class PrivateScreen:
    """Xvfb at 1366×768 without a window manager, `station demo` on it, a driver that reads it.

    A person's hands are `key` and `type`, both real key presses; a screen reader's are the driver's
    questions (see `atspi_driver.py`), asked with `ask`.
    """

    def __init__(self) -> None:
        # Sockets lie in it: a short path, whatever folder the tests run in.
        self._folder = Path(tempfile.mkdtemp(prefix="screen-"))
        self._started: list[subprocess.Popen[str]] = []
        self.user = self.lead = self.password = ""
        self.papers = self._folder / "demo-output" / "回执"
        self.samples = self._folder / "demo-output" / "证件样张"

    def __enter__(self) -> "PrivateScreen":
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        runtime = self._folder / "run"
        runtime.mkdir(mode=0o700)
        self._env = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "XDG_", "DBUS_"))}
        self._env |= {"XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(self._folder / "data")}
        screen = self._start("Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp")
        self._env["DISPLAY"] = f":{self._line(screen).strip()}"
        bus = self._start("dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address")
        self._env["DBUS_SESSION_BUS_ADDRESS"] = self._line(bus).strip()
        self._env |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        self._station = self._start(sys.executable, "-m", "ui", "demo", "--json")
        told = json.loads(self._line(self._station))
        self.user, self.lead, self.password = told["user"], told["lead"], told["password"]
        self._driver = self._start("/usr/bin/python3", str(DRIVER), APPLICATION)
        self.until(lambda: self.look("loginPassword")["showing"])
        found = self._run("xdotool", "search", "--sync", "--onlyvisible", "--name", APPLICATION)
        self._run("xdotool", "windowfocus", "--sync", found.split()[0])

    def close(self) -> None:
        """End everything, the last started first."""
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        self._started.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- a person's hands -------------------------------------------------------------------------

    def key(self, *names: str) -> None:
        """Press keys one after the other, as X names them: `F3`, `shift+Tab`."""
        self._run("xdotool", "key", "--delay", "20", *names)

    def type(self, text: str) -> None:
        """Type a text of ASCII characters."""
        self._run("xdotool", "type", "--delay", "20", text)

    # --- a screen reader's ------------------------------------------------------------------------

    def ask(self, question: str, *arguments: str) -> Any:
        """One of the driver's questions.

        Raises:
            LookupError: no such control, at least not now.
        """
        pipe = self._driver.stdin
        assert pipe is not None
        pipe.write(json.dumps({"do": question, "with": arguments}) + "\n")
        pipe.flush()
        answer = json.loads(self._line(self._driver))
        if "missing" in answer:
            raise LookupError(answer["missing"])
        return answer["ok"]

    def look(self, control: str) -> dict[str, Any]:
        """Name, role, text and states of a control."""
        found: dict[str, Any] = self.ask("look", control)
        return found

    def labels(self, control: str) -> list[str]:
        """Every name inside a control."""
        found: list[str] = self.ask("labels", control)
        return found

    def until(self, done: Callable[[], Any]) -> Any:
        """Look again and again; returns what `done` gives once that is true.

        Raises:
            TimeoutError: it never was.
        """
        end = time.monotonic() + _PATIENCE_S
        seen: Any = None
        while time.monotonic() < end:
            try:
                if seen := done():
                    return seen
            except LookupError as error:
                seen = error
            time.sleep(_BETWEEN_LOOKS_S)
        raise TimeoutError(f"not within {_PATIENCE_S:.0f} s: {seen!r}")

    # --- processes ----------------------------------------------------------------------------------

    def _start(self, *command: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            command,
            cwd=self._folder,
            env=self._env,
            text=True,
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._started.append(process)
        return process

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._env, text=True, capture_output=True, check=True, timeout=_PATIENCE_S
        )
        return done.stdout

    def _line(self, process: "subprocess.Popen[str]") -> str:
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], _START_S)[0]:
            raise TimeoutError(f"{process.args!r} says nothing")
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{process.args!r} ended with {process.wait()}")
        return line
