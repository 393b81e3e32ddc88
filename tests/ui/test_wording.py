"""The office's own wording of papers under settings: shown, tried, refused with its line, saved, given up."""

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton

from app.intake.session import DeskSession
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.settings.view import SettingsView
from ui.pages.settings.wording_presenter import WordingPresenter


class WordingDesk:
    def __init__(self, qtbot: Any, session: DeskSession, said: Said) -> None:
        self.view = show(qtbot, SettingsView())
        self.presenter = WordingPresenter(self.view, InlineRunner(), said.messages)
        self.presenter.begin(session)
        self.view.activate()
        self.view.tabs.setCurrentWidget(self.view.wording)
        self.text: QPlainTextEdit = self.view.findChild(QPlainTextEdit, "wordingText")
        self.message: QLabel = self.view.findChild(QLabel, "wordingMessage")

    def choose(self, id_: str) -> None:
        box = self.view.findChild(QComboBox, "wordingPaper")
        box.setCurrentIndex(box.findData(id_))

    def press(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def replace(self, old: str, new: str) -> None:
        self.text.setPlainText(self.text.toPlainText().replace(old, new))


@pytest.fixture
def desk(qtbot: Any, session: DeskSession, said: Said) -> WordingDesk:
    return WordingDesk(qtbot, session, said)


def test_a_wording_is_shown_with_its_paper(desk: WordingDesk) -> None:
    desk.choose("referral_notice")
    assert 'title = "信访事项引导告知书"' in desk.text.toPlainText()
    assert desk.view.wording.pages.count == 1


def test_a_fault_is_told_with_its_line_and_nothing_is_saved(desk: WordingDesk) -> None:
    desk.choose("referral_notice")
    desk.replace("{why}", "{whatever}")
    desk.press("wordingSave")
    assert "没有名为 {whatever} 的占位符" in desk.message.text()
    assert "依法必须写明理由" in desk.message.text()
    assert "{whatever}" in desk.text.toPlainText()
    desk.choose("transfer_notice")
    desk.choose("referral_notice")
    assert "{whatever}" not in desk.text.toPlainText()


def test_a_wording_is_saved_and_given_up_again(desk: WordingDesk, said: Said) -> None:
    desk.choose("referral_notice")
    desk.replace("信访事项引导告知书", "来访引导告知单")
    desk.press("wordingPreview")
    assert desk.message.text() == ""
    desk.press("wordingSave")
    assert any("引导告知书的措辞已保存" in text for _, text in said.posted)
    assert "来访引导告知单" in desk.text.toPlainText()
    desk.press("wordingBack")
    assert "来访引导告知单" not in desk.text.toPlainText()
