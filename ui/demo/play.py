"""Plays one whole visit through the real window, offscreen, as a receptionist would type it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from app.errors import StationError
from ui.desk import Desk

W = TypeVar("W", bound=QWidget)
_PATIENCE_S = 60.0

_DEMAND = "请求公开并按标准补足上坞村七组水库扩建征地的青苗补偿款"
_FACTS = (
    "水库扩建征收七组水田 18.6 亩，公告标准为每亩 2400 元青苗费，实际每户只领到每亩 1100 元。"
    "六月起多次询问镇里，答复“已经拨付到村”，村里说“没有收到”。"
)


class PlayStopped(StationError):
    """The window did not do what the play waited for."""


@dataclass(frozen=True)
class Played:
    """What is left of a play."""

    visit_no: str
    receipts: tuple[Path, ...]
    screenshots: tuple[Path, ...]


class Play:
    """One run over a desk. Only keys and texts go in, only pictures and files come out."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._window = desk.window
        self._folder = folder
        self._shots: list[Path] = []

    def run(self, user: str, password: str) -> Played:
        """Sign in, read a card, type the matter, register, look at the log.

        Raises:
            PlayStopped: nothing more happened for a minute.
        """
        self._window.show()
        self._find(QLineEdit, "loginUser").setText(user)
        self._type(self._find(QLineEdit, "loginPassword"), password)
        self._shoot("1-登录")
        self._key(self._find(QLineEdit, "loginPassword"), Qt.Key.Key_Return)
        self._wait(lambda: self._window.current_page == "reception")
        self._read_card()
        self._enter_matter()
        self._wait(lambda: self._window.findChild(QPushButton, "sameMatter") is not None)
        _rest(0.5)
        self._shoot("2-接待")
        before = set(self._folder.glob("*.pdf"))
        self._key(self._window, Qt.Key.Key_F9)
        self._wait(lambda: bool(set(self._folder.glob("*.pdf")) - before))
        _rest(1.0)
        self._shoot("3-已登记")
        pages = (("log", "4-日志"), ("matters", "5-事项"), ("deadlines", "6-期限"), ("sync", "7-同步"))
        for key, name in pages:
            self._window.open_page(key)
            _rest(1.0)
            self._shoot(name)
        receipts = tuple(sorted(set(self._folder.glob("*.pdf")) - before))
        return Played(receipts[0].stem, receipts, tuple(self._shots))

    def _read_card(self) -> None:
        table = self._find(QTableView, "peopleTable")
        self._key(self._window, Qt.Key.Key_F3)
        self._wait(lambda: bool(self._find(QLineEdit, "personIdNo").text()) and table.model().rowCount() > 0)

    def _enter_matter(self) -> None:
        content = self._find(QComboBox, "contentClass")
        content.setFocus()
        QTest.keyClicks(content, "0201")
        self._key(content, Qt.Key.Key_Return)
        self._type(self._find(QLineEdit, "place"), "柏溪镇上坞村七组")
        self._type(self._find(QLineEdit, "reportedUnit"), "柏溪镇人民政府")
        self._find(QPlainTextEdit, "demand").setPlainText(_DEMAND)
        self._find(QPlainTextEdit, "facts").setPlainText(_FACTS)
        self._find(QCheckBox, "procedure_none").click()

    def _find(self, kind: type[W], name: str) -> W:
        found = self._window.findChild(kind, name)
        if found is None:
            raise PlayStopped(name)
        return found

    def _type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        QTest.keyClicks(field, text) if text.isascii() else field.insert(text)
        QCoreApplication.processEvents()

    def _key(self, widget: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(widget, key)
        QCoreApplication.processEvents()

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > until:
                raise PlayStopped("timeout")
            _rest(0.03)

    def _shoot(self, name: str) -> None:
        _rest(0.05)
        path = self._folder / f"{name}.png"
        self._window.grab().save(str(path))
        self._shots.append(path)


def _rest(seconds: float) -> None:
    """Let the window work. (QTest.qWait would hold the interpreter and starve the lanes.)"""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
