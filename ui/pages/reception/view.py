"""The reception page as widgets: three columns, keys, focus. What happens is the presenter's."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.pages.reception.attachments_panel import AttachmentsPanel
from ui.pages.reception.authority_panel import AuthorityPanel
from ui.pages.reception.camera_panel import CameraPanel
from ui.pages.reception.checks import Problem
from ui.pages.reception.checks_column import ChecksColumn
from ui.pages.reception.circumstances_panel import CircumstancesPanel
from ui.pages.reception.compare_panel import ComparePanel
from ui.pages.reception.look import STYLE
from ui.pages.reception.matter_panel import MatterPanel
from ui.pages.reception.page_keys import PageKeys
from ui.pages.reception.parts import OpenOnly, label, scrolled, small_button
from ui.pages.reception.people_panel import PeoplePanel
from ui.pages.reception.picture_source import PictureSource
from ui.pages.reception.queue_panel import QueuePanel
from ui.pages.reception.side_panels import ReadBackPanel
from ui.pages.reception.summary_panel import SummaryPanel
from ui.widgets.buttons import key_button

_QUEUE_PX = 200
_SURE_MS = 5000
_DRAFT_LINE_PX = 17
_MARGIN_PX, _GAP_PX = 10, 8
_TALL_PAGE_PX = 740
"""From here on the two texts of a matter have room one above the other."""


class ReceptionView(QWidget):
    """Panels and keys. Signals of the panels are used directly; these are the page's own."""

    register_requested = Signal()
    keep_requested = Signal()
    confirm_requested = Signal()
    attachments_requested = Signal()
    circumstances_requested = Signal()
    go_on_requested = Signal()
    escaped = Signal()
    discard_requested = Signal()
    files_requested = Signal()
    refused_while_busy = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(STYLE)
        self.pictures = PictureSource(self)
        self.queue = QueuePanel()
        self.queue.setFixedWidth(_QUEUE_PX)
        self._checks = ChecksColumn()
        self.banner, self.outcome = self._checks.banner, self._checks.outcome
        self.findings, self.candidates = self._checks.findings, self._checks.candidates
        self.people = PeoplePanel()
        self.matter = MatterPanel()
        self.compare = ComparePanel()
        self.attachments = AttachmentsPanel()
        self.circumstances = CircumstancesPanel()
        self.authority = AuthorityPanel()
        self.camera = CameraPanel()
        self.read_back = ReadBackPanel()
        self.summary = SummaryPanel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        layout.setSpacing(10)
        layout.addWidget(self.queue)
        layout.addWidget(self._make_middle(), 1)
        layout.addWidget(self._checks)
        self._middle.currentChanged.connect(self._on_middle)
        self._keys = PageKeys(self)
        self.show_draft_state("")
        self._keys.set_tab_order()

    def hasHeightForWidth(self) -> bool:
        """No: the page takes the height there is.

        With wrapped texts inside, a scroll area around it would else give it the height it would
        like best, and scroll on the smallest screen.
        """
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.matter.set_low(self.height() < _TALL_PAGE_PX)
        self._share_height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """What the open panel needs is its own; the list of people takes what is left above it."""
        margins = 2 * _MARGIN_PX + 2 * _GAP_PX
        room = self.height() - margins - self.register.sizeHint().height()
        room -= self._lower.minimumSizeHint().height()
        self.people.set_room(room, steady=self._lower.currentWidget() is self.camera)

    def _make_middle(self) -> QStackedWidget:
        self._lower = OpenOnly()
        beside = (self.attachments, self.circumstances, self.authority, self.camera)
        for part in (self.matter, *beside):
            self._lower.addWidget(part)
        self._lower.currentChanged.connect(self._share_height)
        self._lower.asks.connect(self._share_height)
        fields = QWidget()
        inside = QVBoxLayout(fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(_GAP_PX)
        inside.addWidget(self.people)
        inside.addWidget(self._lower, 1)
        self._inside = scrolled(fields)
        self._inside.setObjectName("formArea")
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP_PX)
        column.addWidget(self._inside, 1)
        column.addLayout(self._make_bottom())
        self._form = form
        self._came_from: QWidget | None = None
        self._before_camera: QWidget | None = None
        self._before_saving: QWidget | None = None
        self._middle = QStackedWidget()
        for page in (form, self.compare, self.read_back, self.summary):
            self._middle.addWidget(page)
        return self._middle

    def _make_bottom(self) -> QHBoxLayout:
        self.confirm = key_button("向来访人宣读", "F6", name="confirmWithVisitor")
        self.confirm.clicked.connect(self.confirm_requested)
        self.attach = key_button("附件", "F7", name="attachments")
        self.attach.clicked.connect(self.attachments_requested)
        self.other = key_button("情况", "F8", name="circumstancesButton")
        self.other.setToolTip("需要的帮助、告知方式、紧急、联名、匿名、提前离开、备注（F8）")
        self.other.clicked.connect(self.circumstances_requested)
        self.draft_state = label("", "caption")
        self.draft_state.setObjectName("draftState")
        self.draft_state.setAccessibleName("草稿状态")
        self.discard = small_button("放弃", self._on_discard, kind="link", name="discardDraft")
        self.discard.setToolTip("开错了的登记可以放弃；来访人说过的内容请登记")
        self._sure = QTimer(self)
        self._sure.setSingleShot(True)
        self._sure.setInterval(_SURE_MS)
        self._sure.timeout.connect(lambda: self._name_discard("放弃"))
        self.register = key_button("登记并打印回执", "F9", name="registerAndPrint", kind="primary")
        self.register.setMinimumHeight(36)
        self.register.clicked.connect(self.register_requested)
        draft = QVBoxLayout()
        draft.setSpacing(0)
        for words in (self.draft_state, self.discard):
            words.setFixedHeight(_DRAFT_LINE_PX)
        draft.addWidget(self.draft_state, alignment=Qt.AlignmentFlag.AlignRight)
        draft.addWidget(self.discard, alignment=Qt.AlignmentFlag.AlignRight)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.confirm)
        line.addWidget(self.attach)
        line.addWidget(self.other)
        line.addStretch()
        line.addLayout(draft)
        line.addWidget(self.register)
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing while the form is being saved comes here, and is told instead of lost in silence."""
        if self.busy and event.text().isprintable() and event.text():
            self.refused_while_busy.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_discard(self) -> None:
        """The first press asks, the second within some seconds means it."""
        if self._sure.isActive():
            self._sure.stop()
            self._name_discard("放弃")
            self.discard_requested.emit()
        else:
            self._name_discard("再按一次放弃")
            self._sure.start()

    def _name_discard(self, text: str) -> None:
        self.discard.setText(text)
        self.discard.setAccessibleName(text)

    def _on_middle(self) -> None:
        """Who reads what was recorded sees nobody else's name, neither waiting nor in a candidate."""
        alone = self._middle.currentWidget() is self.read_back
        for beside in (self.queue, self._checks):
            beside.setVisible(not alone)

    def show_draft_state(self, text: str) -> None:
        """What is said about the draft; what was kept can be thrown away."""
        self.draft_state.setText(text)
        self.draft_state.setAccessibleName(text or "草稿状态")
        self.discard.setVisible(bool(text))

    def show_form(self) -> None:
        """Back to the form, from whatever stood in its place."""
        self._middle.setCurrentWidget(self._form)
        self._lower.setCurrentWidget(self.matter)

    def show_compare(self) -> None:
        """The comparison over the whole form; the candidates stay beside it."""
        if not self.shows_compare:
            self._came_from = QApplication.focusWidget()
        self._middle.setCurrentWidget(self.compare)
        self.compare.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def shows_compare(self) -> bool:
        """Whether a comparison is to be seen."""
        return self._middle.currentWidget() is self.compare

    def return_focus(self) -> None:
        """The keyboard goes back to where it was before the comparison."""
        came_from, self._came_from = self._came_from, None
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus()

    def show_attachments(self) -> None:
        """The list of papers in place of the matter."""
        self._middle.setCurrentWidget(self._form)
        self._lower.setCurrentWidget(self.attachments)

    def show_camera(self) -> None:
        """The live picture in place of the matter."""
        if not self.shows_camera:
            self._before_camera = QApplication.focusWidget()
        self._middle.setCurrentWidget(self._form)
        self._lower.setCurrentWidget(self.camera)

    def close_camera(self) -> None:
        """The matter again, and the keyboard where it was before, if it is in the picture's panel."""
        back, self._before_camera = self._before_camera, None
        held = self.camera_has_keyboard
        self.show_form()
        if held and back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def shows_camera(self) -> bool:
        """Whether the live picture is to be seen."""
        return self._middle.currentWidget() is self._form and self._lower.currentWidget() is self.camera

    @property
    def camera_has_keyboard(self) -> bool:
        """Whether the keyboard is in the camera's panel."""
        focused = self.focusWidget()
        return self.shows_camera and focused is not None and self.camera.isAncestorOf(focused)

    @property
    def writes_elsewhere(self) -> bool:
        """Whether the keyboard is in a text outside the fields of a person."""
        focused = self.focusWidget()
        return isinstance(focused, QLineEdit | QPlainTextEdit | QSpinBox) and not self.people.typing.inside

    def show_circumstances(self) -> None:
        """The visit's other circumstances in place of the matter."""
        self._middle.setCurrentWidget(self._form)
        self._lower.setCurrentWidget(self.circumstances)
        self.circumstances.stops()[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def shows_circumstances(self) -> bool:
        """Whether the visit's other circumstances are to be seen."""
        return (
            self._middle.currentWidget() is self._form and self._lower.currentWidget() is self.circumstances
        )

    def show_authority(self) -> None:
        """The written authority of the selected person in place of the matter."""
        self._middle.setCurrentWidget(self._form)
        self._lower.setCurrentWidget(self.authority)
        self.authority.scope.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_read_back(self) -> None:
        """What is recorded, over the whole form."""
        self._middle.setCurrentWidget(self.read_back)
        self.read_back.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_summary(self) -> None:
        """A registered visit, over the whole form; the keyboard stays in the list it was opened from."""
        if not self.queue.list.hasFocus():
            self.summary.back.setFocus()
        self._middle.setCurrentWidget(self.summary)

    @property
    def shows_summary(self) -> bool:
        """Whether a registered visit is to be seen."""
        return self._middle.currentWidget() is self.summary

    @property
    def takes_pictures(self) -> bool:
        """Whether the form stands there, with whatever panel, and may change."""
        return self._middle.currentWidget() is self._form and not self.busy

    @property
    def shows_form(self) -> bool:
        """Whether the form itself is to be seen."""
        return self._middle.currentWidget() is self._form and self._lower.currentWidget() is self.matter

    def show_checks_note(self, text: str, *, nothing: bool) -> None:
        """Beside 核对结果: how much waits for a decision; `nothing` shows what will stand here."""
        self._checks.show_note(text, nothing=nothing)

    @property
    def checks_note(self) -> str:
        """What stands beside 核对结果."""
        return self._checks.note

    def show_checks_top(self) -> None:
        """Bring the first finding into view."""
        self._checks.show_top()

    def show_busy(self, busy: bool) -> None:
        """While a registration runs, it cannot be asked for again and the form does not change."""
        if busy:
            if self.shows_camera:
                self.show_form()
            self._before_saving = self.focusWidget()
            self.setFocus()
        checks = (self.findings, self.candidates, self.outcome)
        buttons = (self.register, self.confirm, self.attach, self.other, self.discard)
        for part in (self.people, self._lower, *checks, *buttons):
            part.setEnabled(not busy)
        if not busy and self.hasFocus():
            back = self._before_saving
            if back is not None and isValid(back) and back.isVisible():
                back.setFocus()
        self.register.setText("正在登记…" if busy else "登记并打印回执")
        self.register.setAccessibleName("登记并打印回执")

    @property
    def busy(self) -> bool:
        """Whether a registration runs."""
        return not self.people.isEnabled()

    def show_problems(self, problems: list[Problem], matter: int, person: int) -> None:
        """Say beside each field of the shown row and matter what is missing."""
        for panel, names in (
            (self.people, ("personName", "personAddress")),
            (self.matter, ("contentClass", "placeCode", "demand", "facts", "procedures")),
            (self.outcome, ("reason",)),
            (self.circumstances, ("remark",)),
            (self.authority, ("authorityFrom", "authorityTo")),
        ):
            for name in names:
                found = next(
                    (
                        p
                        for p in problems
                        if p.field == name and p.matter in (None, matter) and p.person in (None, person)
                    ),
                    None,
                )
                panel.set_problem(name, found.hint if found else "", found.sentence if found else "")

    def focus_field(self, name: str) -> None:
        """Move the focus to a field by its objectName."""
        if name == "remark":
            self.show_circumstances()
        elif name.startswith("authority"):
            self.show_authority()
        else:
            self.show_form()
        widget = self.matter.first_field(name) or self.findChild(QWidget, name)
        if isinstance(widget, QWidget):
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if self._inside.isAncestorOf(widget):
                self._inside.ensureWidgetVisible(widget, 0, _GAP_PX)
