"""A headless Chromium of the tests' own, driven over a pipe by its DevTools protocol; no driver is needed.

Its only fonts are those that the project ships, so that a page is laid out alike on every machine.

Source: https://chromedevtools.github.io/devtools-protocol/ (`--remote-debugging-pipe`: JSON texts that end
with a zero byte, commands on descriptor 3, answers and events on 4).
"""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.paths import resource

_PATIENCE_S = 60.0
_LAUNCH = (
    "import os, sys; r, w, *command = sys.argv[1:];"
    "os.dup2(int(r), 30); os.dup2(int(w), 31); os.dup2(30, 3); os.dup2(31, 4); os.execvp(command[0], command)"
)
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-pipe --no-first-run"
    " --disable-extensions --disable-background-networking --disable-component-update --disable-sync"
    " --hide-scrollbars --lang=zh-CN --force-renderer-accessibility about:blank"
)
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
_KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowUp": 38}


class PrivateChromium:
    """A running browser; `page` opens a window of its own with nothing remembered."""

    def __init__(self) -> None:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        assert found, "Chromium is not installed (.ci/system-packages test)"
        self._root = Path(tempfile.mkdtemp(prefix="station-chromium-"))
        fonts = self._root / "fonts.conf"
        fonts.write_text(_FONTS.format(fonts=resource("fonts"), cache=self._root / "fontcache"))
        read_here, write_there = os.pipe()
        read_there, write_here = os.pipe()
        launch = [sys.executable, "-c", _LAUNCH, str(read_there), str(write_there), found]
        self._process = subprocess.Popen(
            [*launch, f"--user-data-dir={self._root / 'profile'}", *_FLAGS.split()],
            pass_fds=(read_there, write_there),
            env={**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(self._root), "LANG": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_there)
        os.close(write_there)
        self._from, self._to = read_here, write_here
        self._waiting = b""
        self._numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._send(0, "Browser.close", "", {})
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._root, ignore_errors=True)

    def page(
        self, width: int = 360, height: int = 740, *, scripts: bool = False, scheme: str = "light"
    ) -> "Page":
        """A window of so many CSS pixels; without scripts unless asked for."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            page.call(f"{domain}.enable")
        page.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        page.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.show_as(scheme)
        return page

    def call(self, method: str, session: str = "", /, **given: Any) -> dict[str, Any]:
        """One command and its answer; events that come meanwhile are kept."""
        number = next(self._numbers)
        self._send(number, method, session, given)
        while True:
            told = self.next_message()
            if told.get("id") == number:
                assert "error" not in told, f"{method}: {told['error']}"
                answer: dict[str, Any] = told["result"]
                return answer
            self.events.append(told)

    def next_message(self) -> dict[str, Any]:
        """What comes next: an answer or an event."""
        until = time.monotonic() + _PATIENCE_S
        while b"\0" not in self._waiting:
            ready, _, _ = select.select([self._from], [], [], max(0.0, until - time.monotonic()))
            assert ready, "Chromium does not answer"
            part = os.read(self._from, 1 << 20)
            assert part, "Chromium has ended"
            self._waiting += part
        text, _, self._waiting = self._waiting.partition(b"\0")
        told: dict[str, Any] = json.loads(text)
        return told

    def _send(self, number: int, method: str, session: str, given: dict[str, Any]) -> None:
        told = {
            "id": number,
            "method": method,
            "params": given,
            **({"sessionId": session} if session else {}),
        }
        content = json.dumps(told).encode() + b"\0"
        while content:
            content = content[os.write(self._to, content) :]


class Page:
    """One window of the browser."""

    def __init__(self, browser: PrivateChromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **given)

    def open(self, url: str) -> None:
        """Go there; back when everything is loaded."""
        self._browser.events.clear()
        answer = self.call("Page.navigate", url=url)
        assert "errorText" not in answer, answer
        self._loaded()

    def press(self, key: str, *, leads_on: bool = False, shift: bool = False) -> None:
        """A key; `leads_on`: another page is loaded by it."""
        self._browser.events.clear()
        told = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": _KEYS[key]}
        told |= {"modifiers": 8 if shift else 0}
        text = {"Enter": "\r", " ": " "}.get(key)
        self.call("Input.dispatchKeyEvent", type="keyDown", **told, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **told)
        if leads_on:
            self._loaded()

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def value(self, script: str) -> Any:
        """What a script of the test finds; it runs also where the page's own may not."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def show_as(self, scheme: str = "light") -> None:
        """Light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)

    def spoken(self) -> list[dict[str, Any]]:
        """What a screen reader finds, in its order: role, name and states of everything not ignored."""
        nodes = {node["nodeId"]: node for node in self.call("Accessibility.getFullAXTree")["nodes"]}
        waiting = [next(node for node in nodes.values() if "parentId" not in node)]
        found = []
        while waiting:
            node = waiting.pop()
            waiting += [nodes[child] for child in reversed(node.get("childIds", ())) if child in nodes]
            if not node.get("ignored"):
                states = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
                words = {name: node.get(name, {}).get("value", "") for name in ("name", "description")}
                found.append({"role": node["role"]["value"], **words, **states})
        return found

    def picture(self) -> bytes:
        """PNG of the whole page."""
        told = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(told["data"])

    def printed(self) -> bytes:
        """PDF as the browser prints it."""
        return base64.b64decode(self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])

    def complaints(self) -> list[str]:
        """What the browser's console tells: blocked by the policy, not found, wrong in the style."""
        told = [e["params"]["entry"]["text"] for e in self._of("Log.entryAdded")]
        return told + [str(e["params"]) for e in self._of("Runtime.exceptionThrown")]

    def requests(self) -> list[str]:
        """Addresses asked for since the page was opened."""
        return [e["params"]["request"]["url"] for e in self._of("Network.requestWillBeSent")]

    def _of(self, method: str) -> list[dict[str, Any]]:
        self.value("0")  # whatever was under way has come by now
        mine = self._browser.events
        return [e for e in mine if e.get("sessionId") == self._session and e["method"] == method]

    def _loaded(self) -> None:
        while not any(
            e.get("sessionId") == self._session and e["method"] == "Page.loadEventFired"
            for e in self._browser.events
        ):
            self._browser.events.append(self._browser.next_message())
