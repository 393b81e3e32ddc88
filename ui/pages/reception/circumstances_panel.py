"""其他情况: help needed, how to answer, what is special about the visit. Widgets only."""

import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import ASSISTANCE_ZH, NOTIFY_ZH
from ui.pages.reception.checks import REMARK_LIMIT
from ui.pages.reception.form import VisitForm
from ui.pages.reception.inputs import ChoiceField, LongText
from ui.pages.reception.parts import Captioned, label, small_button
from ui.widgets.hanzi_picker import attach_hanzi_key

_FLAGS = {
    "urgent": ("urgent", "重大、紧急", "可能造成社会影响的重大、紧急事项，按规定报告"),
    "jointSigned": ("joint_signed", "联名提出", "多人联名提出同一事项"),
    "anonymous": ("anonymous", "匿名来访", "来访人不愿说明身份：不问姓名、证件，照常登记"),
    "leftEarly": ("left_early", "来访人提前离开", "已说的内容照常登记，知道住址的书面告知"),
}
"""objectName: field of the form, words, what it means."""


class CircumstancesPanel(QFrame):
    """Answers about the visit as a whole, in the place of the matter. `show_visit` never emits."""

    closed = Signal()
    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("circumstances")
        self.setProperty("role", "card")
        self.setAccessibleName("来访的其他情况")
        self._help: dict[str, QCheckBox] = {}
        self._flags: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(self._make_head())
        layout.addWidget(self._make_help())
        layout.addLayout(self._make_answers())
        layout.addWidget(self._make_remark(), 1)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label("来访的其他情况", "title"))
        head.addWidget(label("没有的不用填", "note"))
        head.addStretch()
        self.back = small_button("返回填写（Esc）", self.closed.emit, name="circumstancesBack")
        head.addWidget(self.back)
        return head

    def _make_help(self) -> QFrame:
        """Only what the visitor asks for or the window sees; free to leave empty."""
        frame = QFrame()
        frame.setObjectName("assistance")
        frame.setAccessibleName("需要的帮助")
        frame.setProperty("role", "plain")
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(label("需要的帮助", "caption"))
        for word, text in ASSISTANCE_ZH.items():
            box = self._box(f"assistance_{re.sub('[^a-z]', '_', word)}", f"需要的帮助：{text}", text)
            box.toggled.connect(lambda _on: self.edited.emit("assistance", self._chosen()))
            self._help[word] = box
            line.addWidget(box)
        line.addStretch()
        self._help["large print"].setToolTip("回执用大字打印")
        return frame

    def _make_answers(self) -> QHBoxLayout:
        self.notify_by = ChoiceField("notifyBy", "告知方式", NOTIFY_ZH)
        self.notify_by.chosen.connect(lambda value: self.edited.emit("notifyBy", value))
        notify = Captioned("告知方式", self.notify_by)
        notify.setFixedWidth(150)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        for place, (name, (_, text, meaning)) in enumerate(_FLAGS.items()):
            box = self._box(name, text, text)
            box.setToolTip(meaning)
            box.setAccessibleDescription(meaning)
            box.toggled.connect(lambda on, name=name: self.edited.emit(name, on))
            self._flags[name] = box
            grid.addWidget(box, place // 2, place % 2)
        line = QHBoxLayout()
        line.setSpacing(24)
        line.addWidget(notify)
        line.addLayout(grid)
        line.addStretch()
        return line

    def _make_remark(self) -> QWidget:
        self.remark = LongText("remark", "备注", REMARK_LIMIT, one_sentence=False)
        attach_hanzi_key(self.remark)
        self.remark.setPlaceholderText("只记事实，例如：由村干部陪同；来访人要求由女接待员接待")
        self.remark.edited.connect(lambda text: self.edited.emit("remark", text))
        self._remark_box = Captioned("备注", self.remark, side=self.remark.counter)
        return self._remark_box

    def _box(self, name: str, spoken: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(name)
        box.setAccessibleName(spoken)
        return box

    def _chosen(self) -> list[str]:
        return [word for word, box in self._help.items() if box.isChecked()]

    def show_visit(self, form: VisitForm, *, sealed: bool) -> None:
        """Show the answers; with a sealed matter, say that the remark is not sealed."""
        shown = {word: word in form.assistance for word in self._help}
        flags = {name: bool(getattr(form, field)) for name, (field, _, _) in _FLAGS.items()}
        for box, on in [
            *((self._help[w], on) for w, on in shown.items()),
            *((self._flags[n], on) for n, on in flags.items()),
        ]:
            blocker = QSignalBlocker(box)
            box.setChecked(on)
            blocker.unblock()
        self.notify_by.load(form.notify_by)
        self.remark.load(form.remark)
        self._remark_box.set_caption("备注（不保密：检举控告的内容不要写在这里）" if sealed else "备注")

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside the remark that it is too long."""
        if field == "remark":
            self._remark_box.set_problem(hint, sentence)

    def stops(self) -> list[QWidget]:
        """What takes the focus here, in order."""
        return [*self._help.values(), self.notify_by, *self._flags.values(), self.remark, self.back]


def circumstances_count(form: VisitForm) -> int:
    """How many answers differ from those of an ordinary visit."""
    flags = (form.urgent, form.left_early, form.joint_signed, form.anonymous)
    return len(form.assistance) + sum(flags) + (form.notify_by != "paper") + bool(form.remark.strip())
