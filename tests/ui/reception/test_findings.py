"""Cards beside the form: they fit their column, and what their buttons lead to."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.domain.finding import About, Assessment, Candidate, Effect, Finding, Rule
from app.domain.words import REMEDIES_ZH
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage
from ui.widgets.wrap_layout import WrapLayout

REPEATED = Finding(
    Rule.REPEAT_VISIT,
    Effect.WARN,
    "29(2)",
    "同一信访人就同一事项今天已经登记过。",
    About(matter=0),
    ("link_visits", "tell_progress", "new_facts"),
)
KNOWN = Candidate(
    0,
    "雾信访〔2026〕00871",
    0.91,
    "same_matter",
    ("同一信访人",),
    "accepted_in_time",
    None,
    "雾泽县",
    demand="青苗费没有足额发放",
)


@pytest.fixture
def repeated(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    """A visit of somebody who was here today for the same matter."""
    every = Finding(Rule.OVERDUE, Effect.WARN, "36", "逐一列出。", About(matter=0), tuple(REMEDIES_ZH))
    back.assessment = Assessment((REPEATED, every), (KNOWN,), ())
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    hands.ask_rules()
    QApplication.processEvents()
    return hands


def test_no_card_is_wider_than_its_column(repeated: Hands) -> None:
    findings = repeated.page.view.findings
    area = next(a for a in repeated.page.findChildren(QScrollArea) if a.isAncestorOf(findings))
    assert findings.width() <= area.viewport().width()
    for button in findings.findChildren(QPushButton):
        right = button.mapTo(findings, button.rect().topRight()).x()
        assert right < findings.width(), button.text()
        assert button.width() >= button.sizeHint().width(), button.text()


def test_to_link_a_visit_of_today_leads_to_the_known_matters(repeated: Hands) -> None:
    repeated.press("remedy_link_visits")
    assert repeated.page.view.candidates.has_keyboard


def test_new_facts_lead_to_the_known_matters_first(repeated: Hands) -> None:
    repeated.press("remedy_new_facts")
    assert repeated.page.view.candidates.has_keyboard


def test_widgets_go_on_in_the_next_line(qtbot: object) -> None:
    holder = QWidget()
    line = WrapLayout(holder)
    line.setContentsMargins(0, 4, 0, 0)
    line.setSpacing(6)
    boxes = [QWidget() for _ in range(4)]
    for box in boxes:
        box.setFixedSize(100, 20)
        line.addWidget(box)
    boxes[1].hide()
    assert line.minimumSize().width() == 100
    assert (line.heightForWidth(312), line.heightForWidth(206), line.heightForWidth(50)) == (24, 50, 76)
    assert not line.expandingDirections() & Qt.Orientation.Horizontal
    holder.resize(206, 60)
    line.activate()
    line.setGeometry(holder.rect())
    assert [(box.x(), box.y()) for box in boxes if not box.isHidden()] == [(0, 4), (106, 4), (0, 30)]
    assert line.takeAt(3) is not None
    assert line.takeAt(3) is None
    assert line.itemAt(3) is None
