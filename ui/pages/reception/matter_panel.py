"""信访事项: the tabs of a visit's matters and the fields of the open one. Widgets only."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.labels import LEVEL_ZH, PROCEDURE_ZH, PURPOSE_ZH, ROUTE_ZH
from ui.pages.reception.checks import DEMAND_LIMIT, FACTS_LIMIT, UNIT_LIMIT
from ui.pages.reception.code_field import CodeField
from ui.pages.reception.conversion import shown
from ui.pages.reception.form import MatterForm
from ui.pages.reception.inputs import (
    DIGITS,
    ChoiceField,
    LongText,
    NumberField,
    TextField,
    connect_all,
    set_mark,
)
from ui.pages.reception.parts import Captioned, label, restyle, small_button
from ui.widgets.hanzi_picker import attach_hanzi_key, attach_hanzi_picker

_ROUTES = {"": "还没有选", **{k: f"{k} {v}" for k, v in ROUTE_ZH.items()}}
_LEVELS = {"": "未定", **LEVEL_ZH}
_EXCLUSIVE = ("none", "unknown", "declined")


class MatterPanel(QFrame):
    """Fields of one matter. `edited` carries objectName and value; `show_*` never emits."""

    edited = Signal(str, object)
    content_changed = Signal(str, str)
    tab_selected = Signal(int)
    add_requested = Signal()
    remove_requested = Signal(int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_kind())
        layout.addLayout(self._make_place())
        layout.addLayout(self._make_words(), 1)
        layout.addWidget(self._make_procedures())
        connect_all((self.place_code, self.place, self.unit, self.person), self.edited.emit)
        for field in (self.place_code, self.place, self.unit, self.person):
            field.refused.connect(self.refused)

    def _make_head(self) -> QHBoxLayout:
        self.tabs = QTabBar()
        self.tabs.setObjectName("matterTabs")
        self.tabs.setAccessibleName("信访事项")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.addTab("事项1")
        self.tabs.currentChanged.connect(self.tab_selected)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._drop = small_button(
            "移除本事项",
            lambda: self.remove_requested.emit(self.tabs.currentIndex()),
            kind="link",
            name="removeMatter",
        )
        add = QToolButton()
        add.setObjectName("addMatter")
        add.setText("＋ 事项")
        add.setAccessibleName("增加一个事项")
        add.setToolTip("同一次来访的另一个事项（Ctrl+N）")
        add.clicked.connect(self.add_requested)
        self.oral = QCheckBox("口头提出，由接待员记录")
        self.oral.setObjectName("oral")
        self.oral.setAccessibleName("口头提出")
        self.oral.toggled.connect(lambda on: self.edited.emit("oral", on))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label("信访事项", "title"))
        head.addSpacing(4)
        head.addWidget(self.tabs)
        head.addWidget(add)
        head.addWidget(self._drop)
        head.addStretch()
        head.addWidget(self.oral)
        return head

    def _make_kind(self) -> QHBoxLayout:
        self.purpose = ChoiceField("purpose", "类别", PURPOSE_ZH)
        self.route = ChoiceField("route", "办理途径", _ROUTES)
        self.content = CodeField("contentClass", "内容分类")
        self.level = ChoiceField("competentLevel", "有权处理层级", _LEVELS)
        for field in (self.purpose, self.route, self.level):
            name = field.objectName()
            field.chosen.connect(lambda value, name=name: self.edited.emit(name, value))
        self.content.changed.connect(self.content_changed)
        self._content_box = Captioned("内容分类", self.content)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Captioned("类别", self.purpose), 15)
        line.addWidget(self._content_box, 26)
        line.addWidget(Captioned("办理途径", self.route), 26)
        line.addWidget(Captioned("有权处理层级", self.level), 17)
        return line

    def _make_place(self) -> QHBoxLayout:
        self.place_code = NumberField("placeCode", "属地代码", 9, hints=DIGITS)
        self.place = TextField("place", "问题属地", UNIT_LIMIT)
        self.place.setPlaceholderText("县、乡镇、村组或路名")
        self.unit = TextField("reportedUnit", "被反映单位", UNIT_LIMIT)
        self.unit.setPlaceholderText("可不填")
        self.person = TextField("reportedPerson", "被反映人", UNIT_LIMIT)
        for field in (self.place, self.unit, self.person):
            attach_hanzi_picker(field)
        self._code_box = Captioned("属地代码", self.place_code)
        self._code_box.setFixedWidth(104)
        self._person_box = Captioned("被反映人", self.person)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._code_box)
        line.addWidget(Captioned("问题属地", self.place), 3)
        line.addWidget(Captioned("被反映单位", self.unit), 3)
        line.addWidget(self._person_box, 2)
        self.own = QCheckBox("反映本单位")
        self.own.setObjectName("aboutOwnOffice")
        self.own.setAccessibleName("反映本单位或本单位人员，越过本单位送上级")
        self.own.setToolTip("检举控告反映本单位或本单位人员的，内容加密后只送上级，本单位的人打不开。")
        self.own.toggled.connect(lambda on: self.edited.emit("aboutOwnOffice", on))
        line.addWidget(self.own, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _make_words(self) -> QBoxLayout:
        self.demand = LongText("demand", "诉求", DEMAND_LIMIT, one_sentence=True)
        self.facts = LongText("facts", "事实与理由", FACTS_LIMIT, one_sentence=False)
        for text in (self.demand, self.facts):
            attach_hanzi_key(text)
        for field in (self.demand, self.facts):
            name = field.objectName()
            field.edited.connect(lambda text, name=name: self.edited.emit(name, text))
        self._demand_box = Captioned(
            "诉求（一句话）", self.demand, said=self.demand.setPlainText, side=self.demand.counter
        )
        self._facts_box = Captioned(
            "事实与理由（照来访人原话）", self.facts, said=self.facts.setPlainText, side=self.facts.counter
        )
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._words.setSpacing(4)
        self._words.addWidget(self._demand_box)
        self._words.addWidget(self._facts_box, 1)
        return self._words

    def set_low(self, low: bool) -> None:
        """On a low screen the two texts stand side by side: both keep three lines and more."""
        self.demand.set_tall(low)
        self._words.setDirection(
            QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom
        )
        self._words.setSpacing(8 if low else 4)
        self._words.setStretch(0, 4 if low else 0)
        self._words.setStretch(1, 5 if low else 1)

    def _make_procedures(self) -> QFrame:
        self.procedures = QFrame()
        self.procedures.setObjectName("procedures")
        self.procedures.setAccessibleName("已走途径")
        self.procedures.setProperty("role", "plain")
        line = QHBoxLayout(self.procedures)
        line.setContentsMargins(2, 0, 2, 0)
        line.setSpacing(6)
        self._procedures_caption = label("已走途径", "caption")
        line.addWidget(self._procedures_caption)
        self._boxes: dict[str, QCheckBox] = {}
        for word, text in PROCEDURE_ZH.items():
            box = QCheckBox(text)
            box.setObjectName(f"procedure_{word}")
            box.setAccessibleName(f"已走途径：{text}")
            box.toggled.connect(lambda on, word=word: self._on_procedure(word, on))
            self._boxes[word] = box
            line.addWidget(box)
        line.addStretch()
        return self.procedures

    def _on_procedure(self, word: str, on: bool) -> None:
        if on:
            for other, box in self._boxes.items():
                if other != word and (word in _EXCLUSIVE or other in _EXCLUSIVE):
                    blocker = QSignalBlocker(box)
                    box.setChecked(False)
                    blocker.unblock()
        self.edited.emit("procedures", [w for w, box in self._boxes.items() if box.isChecked()])

    def show_tabs(self, titles: Sequence[str], current: int) -> None:
        """Show one tab per matter; while there are several, the open one can be removed."""
        blocker = QSignalBlocker(self.tabs)
        while self.tabs.count() > len(titles):
            self.tabs.removeTab(self.tabs.count() - 1)
        for index, title in enumerate(titles):
            if index >= self.tabs.count():
                self.tabs.addTab(title)
            self.tabs.setTabText(index, title)
        self._drop.setVisible(len(titles) > 1)
        self.tabs.setCurrentIndex(current)
        blocker.unblock()

    def show_matter(self, matter: MatterForm) -> None:
        """Fill the fields from a matter."""
        self.purpose.load(matter.purpose)
        self.route.load(matter.route)
        self.level.load(matter.competent_level)
        self.content.load(matter.content_code, matter.content_text)
        self.place_code.load(shown(matter.place_code))
        self.place.load(matter.place)
        self.unit.load(matter.reported_unit)
        self.person.load(matter.reported_person)
        self.demand.load(matter.demand)
        self.facts.load(matter.facts)
        accusation = matter.purpose == "accusation"
        self.own.setVisible(accusation)
        blocker = QSignalBlocker(self.own)
        self.own.setChecked(matter.about_own_office)
        blocker.unblock()
        self._person_box.setVisible(accusation or bool(matter.reported_person))
        blocker = QSignalBlocker(self.oral)
        self.oral.setChecked(matter.oral)
        blocker.unblock()
        for word, box in self._boxes.items():
            blocker = QSignalBlocker(box)
            box.setChecked(word in matter.procedures)
            blocker.unblock()

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside a field of this panel what is missing."""
        boxes = {
            "contentClass": self._content_box,
            "placeCode": self._code_box,
            "demand": self._demand_box,
            "facts": self._facts_box,
        }
        if field in boxes:
            boxes[field].set_problem(hint, sentence)
        elif field == "procedures":
            set_mark(self.procedures, "missing" if hint else "", sentence)
            self._procedures_caption.setText(hint or "已走途径")
            restyle(self._procedures_caption, over="true" if hint else "false")

    def first_field(self, field: str) -> QWidget | None:
        """The widget that takes the focus for a field of this panel."""
        if field == "procedures":
            return self._boxes["litigation"]
        found = self.findChild(QWidget, field)
        return found if isinstance(found, QWidget) else None

    @property
    def last_field(self) -> QWidget:
        """Where Tab leaves this panel."""
        return list(self._boxes.values())[-1]

    def keep_tab_order(self) -> None:
        """Tab goes the way a conversation goes: what, where, words, what was tried before."""
        order: list[QWidget] = [
            self.purpose,
            self.content,
            self.route,
            self.level,
            self.place_code,
            self.place,
            self.unit,
            self.person,
            self.demand,
            self.facts,
            *self._boxes.values(),
        ]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
