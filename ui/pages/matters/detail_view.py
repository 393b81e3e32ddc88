"""The right side of the matters page: one matter's content, course, law and links. Widgets only."""

from datetime import date, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.intake.results import MatterDetail, MatterEvent
from ui.labels import EVENT_ZH, label
from ui.pages.matters.event_form import EventForm, EventTyped
from ui.pages.matters.law_panel import LawPanel
from ui.pages.matters.link_panel import LinkPanel
from ui.pages.matters.papers_panel import PapersPanel
from ui.pages.matters.refusal_panel import RefusalPanel
from ui.pages.matters.repeat_question import RepeatQuestion
from ui.text import date_text, days_left_text
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, note

_COURSE, _PAPERS, _LAW, _LINKS, _REFUSAL = range(5)
_LEAST_COURSE_PX = 80
_TABS = ("经过", "文书", "期限与依据", "关联与拆分", "不予受理核对")


class MatterDetailView(Card):
    """One matter; None = none is chosen.

    `papers_wanted`, `links_wanted` and `refusal_wanted` carry the number when their tab is looked at.
    """

    papers_wanted = Signal(str)
    links_wanted = Signal(str)
    refusal_wanted = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__("事项经过", parent=parent)
        self._zone = zone
        self._shown = ""
        self._steps: dict[str, EventTyped] = {}
        self._has_facts = False
        self.record = key_button("记录进展", "Alt+R", name="recordReply")
        self.record.setAccessibleDescription("记录受理、答复、复查等下一步")
        self.again = key_button("再次来访", "Alt+Z", name="repeatVisit")
        self.again.setAccessibleDescription("来访人就这件事又来了：把它带到接待页，认定为同一事项")
        self.header.addWidget(self.again)
        self.header.addWidget(self.record)
        self._nothing = note("在左边选一个事项，这里显示它的经过。")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = QWidget()
        self._make_content()
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self._content, 1)
        self.record.clicked.connect(lambda: self.show_form(self.form.today()))
        self.form.cancelled.connect(self._on_cancelled)
        self.again.clicked.connect(self.repeat.ask)
        self.tabs.currentChanged.connect(self._on_tab)
        self.show_detail(None)

    def show_detail(self, detail: MatterDetail | None) -> None:
        """Show one matter's content and course.

        A step being written down stays: when the matter is read again, and when it is left and chosen
        again.
        """
        shown = detail.line.reg_no if detail is not None else ""
        another = shown != self._shown
        if another:
            if not self.form.isHidden():
                self._steps[self._shown] = self.form.typed()
                self.form.hide()
            self.repeat.hide()
            self._shown = shown
        self.record.setVisible(detail is not None)
        self.again.setVisible(detail is not None and not detail.line.sealed)
        self._nothing.setVisible(detail is None)
        self._content.setVisible(detail is not None)
        self._timeline.clear()
        if detail is None:
            self.set_title("事项经过")
            return
        self._fill(detail)
        if shown in self._steps:
            self.form.take_up(self._steps.pop(shown))
            self.form.show()
        self._fit_form()
        self.tabs.setTabVisible(_LINKS, not detail.line.sealed)
        self.tabs.setTabVisible(_REFUSAL, detail.refusal)
        if another and self.tabs.currentIndex() not in (_LAW, _PAPERS):
            self.tabs.setCurrentIndex(_COURSE)
        self._on_tab(self.tabs.currentIndex())

    def show_papers(self) -> None:
        """Turn to the papers."""
        self.tabs.setCurrentIndex(_PAPERS)

    def show_form(self, today: date) -> None:
        """Open the form for the next step."""
        self.tabs.setCurrentIndex(_COURSE)
        self.form.clear(today)
        self.form.show()
        self.repeat.hide()
        self._fit_form()

    def close_form(self, reg_no: str) -> None:
        """A matter's step is written down: its form goes, and the keyboard stays at the matter."""
        self._steps.pop(reg_no, None)
        if reg_no != self._shown or self.form.isHidden():
            return
        focused = QApplication.focusWidget()
        typing = focused is not None and self.form.isAncestorOf(focused)
        self.form.hide()
        self._fit_form()
        if typing:
            self.record.setFocus()

    def forget(self) -> None:
        """Nothing anybody typed stays."""
        self._steps.clear()
        self.form.hide()
        self.links.forget()
        self.refusal.forget()

    def _fill(self, detail: MatterDetail) -> None:
        line = detail.line
        self.set_title(line.reg_no)
        self._demand.setText(line.demand)
        about = [line.purpose, line.state_zh]
        if line.due_on:
            about.append(f"{date_text(line.due_on)} {days_left_text(line.days_left)}")
        self._about.setText("　".join(about))
        self._people.setText(f"信访人：{line.petitioners or '—'}　承办单位：{line.target_unit or '—'}")
        self._facts.setPlainText(detail.facts)
        self._has_facts = bool(detail.facts) and not line.sealed
        for event in detail.events:
            self._timeline.addItem(QListWidgetItem(self._said(event)))
        self._timeline.scrollToBottom()
        self.law.show_law(detail, detail.limits)
        self.links.show_standing(detail)

    def _said(self, event: MatterEvent) -> str:
        """When it happened first; when and by whom it was written down where that is another day."""
        at = event.at.astimezone(self._zone)
        words = label(EVENT_ZH, event.kind)
        late = event.on is not None and event.on != at.date()
        when = f"{event.on}" if late else f"{at:%Y-%m-%d %H:%M}"
        who = f"　{event.by}" if event.by else ""
        said = f"{when}　{words}{f'（{at:%m-%d %H:%M} 记录）' if late else ''}{who}"
        return said + (f"\n{event.text}" if event.text else "")

    def _fit_form(self) -> None:
        writing = not self.form.isHidden()
        self._facts.setVisible(self._has_facts and not writing)
        self.record.setEnabled(not writing)

    def _on_tab(self, tab: int) -> None:
        if self._shown and tab == _PAPERS:
            self.papers_wanted.emit(self._shown)
        elif self._shown and tab == _LINKS:
            self.links_wanted.emit(self._shown)
        elif self._shown and tab == _REFUSAL:
            self.refusal_wanted.emit(self._shown)

    def _on_cancelled(self) -> None:
        self.form.hide()
        self._fit_form()
        self.record.setFocus()

    def _make_content(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._demand = note("", "title")
        self._about = note("")
        self._people = note("")
        self._facts = QPlainTextEdit()
        self._facts.setObjectName("matterFacts")
        self._facts.setAccessibleName("事实与理由")
        self._facts.setReadOnly(True)
        self._facts.setTabChangesFocus(True)
        self._facts.setFixedHeight(92)
        self._timeline = QListWidget()
        self._timeline.setObjectName("matterTimeline")
        self._timeline.setAccessibleName("事项经过")
        self._timeline.setWordWrap(True)
        self._timeline.setMinimumHeight(_LEAST_COURSE_PX)
        self.form = EventForm()
        self.repeat = RepeatQuestion()
        self.papers = PapersPanel()
        self.law, self.links, self.refusal = LawPanel(), LinkPanel(), RefusalPanel(self._zone)
        course = QWidget()
        inside = QVBoxLayout(course)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self._facts)
        inside.addWidget(self._timeline, 1)
        inside.addWidget(self.form)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("matterTabsDetail")
        self.tabs.setAccessibleName("事项的经过、期限和关联")
        self.tabs.setDocumentMode(True)
        panels = (course, self.papers, self.law, self.links, _scrolled(self.refusal))
        for panel, words in zip(panels, _TABS, strict=True):
            self.tabs.addTab(panel, words)
        column.addWidget(self.repeat)
        for widget in (self._demand, self._about, self._people):
            column.addWidget(widget)
        column.addWidget(self.tabs, 1)


def _scrolled(panel: QWidget) -> QScrollArea:
    """A panel that may be taller than the place it has."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(panel)
    area.setAccessibleName(panel.accessibleName())
    return area
