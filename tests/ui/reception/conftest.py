"""A reception page on a faked desk."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.desk_fakes import Backstage, session
from ui.pages.reception import ReceptionPage, make_reception_page
from ui.pages.reception.form import VisitForm

W = TypeVar("W", bound=QWidget)


class Hands:
    """What a person does at the page, by the names of the controls."""

    def __init__(self, page: ReceptionPage, qtbot: Any) -> None:
        self.page = page
        self._qtbot = qtbot

    def find(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        found = self.page.findChild(kind, name)
        assert found is not None, name
        return found

    def exists(self, name: str) -> bool:
        return self.page.findChild(QWidget, name) is not None

    def press(self, name: str) -> None:
        button = self.find(name)
        assert button.isEnabled(), name
        button.click()  # type: ignore[attr-defined]

    def enter(self, name: str, text: str) -> None:
        field = self.find(name)
        if hasattr(field, "setPlainText"):
            field.setPlainText(text)
        else:
            field.setText(text)  # type: ignore[attr-defined]

    def choose(self, name: str, value: str) -> None:
        box: Any = self.find(name)
        index = box.findData(value)
        assert index >= 0, (name, value)
        box.setCurrentIndex(index)

    def key(self, key: Qt.Key, name: str = "") -> None:
        target = self.find(name) if name else QApplication.focusWidget() or self.page
        self._qtbot.keyClick(target, key)

    def function_key(self, key: Qt.Key, done: Callable[[], bool]) -> None:
        """Press a button's key: the button is seen going down, so it acts a moment later."""
        self.key(key)
        self._qtbot.waitUntil(done)

    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def read_aloud(self, name: str) -> str:
        """Every word inside a panel, as a screen reader would find it."""
        panel = self.find(name)
        words = [w.text() for w in panel.findChildren(QLabel)]
        return "\n".join([panel.accessibleName(), *words])

    def ask_rules(self) -> None:
        self.page.presenter.desk.check.ask_now()

    @property
    def form(self) -> VisitForm:
        return self.page.presenter.desk.form

    def fill_matter(self) -> None:
        self.page.view.matter.content.setEditText("0201")
        self.enter("demand", "请求补足青苗补偿款")
        self.enter("facts", "2023 年征地，每户只领到一半。")
        self.press("procedure_none")

    def fill_person(self, name: str = "骆青崖") -> None:
        self.enter("personName", name)
        self.enter("personAddress", "云岭省雾泽县柏溪镇上坞村")


@pytest.fixture
def back() -> Backstage:
    return Backstage()


@pytest.fixture
def open_page(qtbot: Any, runner: InlineRunner, said: Said, back: Backstage) -> Callable[[], Hands]:
    def make() -> Hands:
        page = make_reception_page(runner, back.services(), said.messages)
        qtbot.addWidget(page)
        page.resize(1290, 694)
        page.begin(session())
        with qtbot.waitExposed(page):
            page.show()
        with qtbot.waitActive(page):
            page.activateWindow()
        return Hands(page, qtbot)

    return make


@pytest.fixture
def hands(open_page: Callable[[], Hands]) -> Hands:
    return open_page()
