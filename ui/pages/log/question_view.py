"""Asking back and answering: the team lead's question to whoever received a visit."""

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.intake.line_review import OpenQuestion
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.hanzi_picker import attach_hanzi_key
from ui.widgets.table import Column, RowsModel, table_view


class AskView(QDialog):
    """One question about one visit. `send_requested`: (visit number, question)."""

    send_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._visit_no = ""
        self.setObjectName("askBackForm")
        self.resize(480, 240)
        self._about = note("")
        self._text = _text_field("询问内容", "askText")
        self._message = _message("askMessage")
        self._send = key_button("发给接待员", name="askSend", kind="primary")
        back = key_button("返回（Esc）", name="askClose")
        self._held = Held(self._send)
        self._send.clicked.connect(self._on_send)
        back.clicked.connect(self.reject)
        _lay_out(self, (self._about, self._text, self._message), (back, self._send))

    def ask_about(self, visit_no: str, who: str) -> None:
        """Open the form; a question half written about the same visit stays."""
        if visit_no != self._visit_no:
            self._text.clear()
        self._visit_no = visit_no
        self.setWindowTitle(f"询问 {visit_no}")
        self.setAccessibleName(self.windowTitle())
        self._about.setText(f"问{who}：这次来访的登记有什么要核实？对方在窗口会看到，并在那里答复。")
        self.show_message("")
        self.show()
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def done_with(self) -> None:
        """The question is kept."""
        self._text.clear()
        self._held.hold(False)
        self.accept()

    def show_message(self, text: str) -> None:
        """Why it was not sent; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)

    def forget(self) -> None:
        """Nothing anybody wrote stays."""
        self._visit_no = ""
        self._text.clear()
        self.close()

    def _on_send(self) -> None:
        self._held.hold(True)
        self.send_requested.emit(self._visit_no, self._text.toPlainText())


class AnswerView(QDialog):
    """The questions that wait at this window. `answer_requested`: (visit number, answer)."""

    answer_requested = Signal(str, str)
    open_requested = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build it; `zone` is the office's."""
        super().__init__(parent)
        self._zone = zone
        self._half: dict[str, str] = {}
        self._shown = ""
        self.setObjectName("openQuestions")
        self.setWindowTitle("带班的询问")
        self.setAccessibleName("带班的询问")
        self.resize(820, 440)
        self._model: RowsModel[OpenQuestion] = RowsModel(self._columns(), self)
        self._table = table_view(self._model, "待答复的询问", "questionTable")
        self._table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self._question = QLabel()
        self._question.setObjectName("questionText")
        self._question.setWordWrap(True)
        self._text = _text_field("答复", "answerText")
        self._message = _message("answerMessage")
        self._send = key_button("答复", name="answerSend", kind="primary")
        self._open = key_button("打开来访", name="answerOpen")
        close = key_button("关闭（Esc）", name="answerClose")
        self._held = Held(self._send)
        self._send.clicked.connect(self._on_send)
        self._open.clicked.connect(lambda: self.current and self.open_requested.emit(self.current.visit_no))
        close.clicked.connect(self.close)
        _lay_out(
            self,
            (self._table, self._question, self._text, self._message),
            (self._open, close, self._send),
        )

    def show_questions(self, questions: Sequence[OpenQuestion]) -> None:
        """Show those that wait; what is half written stays with its visit."""
        self._keep_half()
        before = self._shown
        self._model.show_rows(tuple(questions))
        places = [n for n, q in enumerate(questions) if q.visit_no == before]
        if questions:
            self._table.selectRow(places[0] if places else 0)
        self._show_current()

    @property
    def current(self) -> OpenQuestion | None:
        """The chosen question."""
        row = self._table.currentIndex().row()
        return self._model.rows[row] if 0 <= row < len(self._model.rows) else None

    def open_view(self) -> None:
        """Show it in front, the keyboard in the answer."""
        self.show()
        self.raise_()
        self.activateWindow()
        (self._text if self._text.isEnabled() else self._table).setFocus()

    def answered(self, visit_no: str) -> None:
        """The answer is kept."""
        self._half.pop(visit_no, None)
        if self._shown == visit_no:
            self._text.clear()
        self._held.hold(False)

    def show_message(self, text: str) -> None:
        """Why it was not kept; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)

    def forget(self) -> None:
        """Nothing anybody wrote stays."""
        self._half.clear()
        self._shown = ""
        self._text.clear()
        self.show_questions(())
        self.close()

    def _keep_half(self) -> None:
        if self._shown:
            self._half[self._shown] = self._text.toPlainText()

    def _show_current(self) -> None:
        question = self.current
        shown = question.visit_no if question else ""
        if shown != self._shown:
            self._keep_half()
            self._shown = shown
            self._text.setPlainText(self._half.get(shown, ""))
        self._question.setText(question.text if question else "没有待答复的询问。")
        self.show_message("")
        for widget in (self._text, self._send, self._open):
            widget.setEnabled(question is not None)

    def _on_send(self) -> None:
        if self.current is not None:
            self._held.hold(True)
            self.answer_requested.emit(self.current.visit_no, self._text.toPlainText())

    def _columns(self) -> tuple[Column[OpenQuestion], ...]:
        return (
            Column("时间", lambda q: f"{q.at.astimezone(self._zone):%m-%d %H:%M}", 100),
            Column("来访编号", lambda q: q.visit_no, 210),
            Column("来访人", lambda q: q.visitors, 120, bold=True),
            Column("接待员", lambda q: q.received_by, 80),
            Column("询问", lambda q: q.text),
        )


def _text_field(caption: str, name: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setObjectName(name)
    text.setAccessibleName(caption)
    text.setPlaceholderText(caption)
    text.setTabChangesFocus(True)
    text.setMaximumHeight(90)
    attach_hanzi_key(text)
    return text


def _message(name: str) -> QLabel:
    message = note("", "error")
    message.setObjectName(name)
    message.hide()
    return message


def _lay_out(dialog: QDialog, parts: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
    keys = QHBoxLayout()
    keys.addStretch(1)
    for button in buttons:
        button.setAutoDefault(False)  # type: ignore[attr-defined]
        keys.addWidget(button)
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(14, 12, 14, 12)
    whole.setSpacing(10)
    for part in parts:
        whole.addWidget(part)
    whole.addLayout(keys)
