"""Which matters are the same one, as people judged it; linking and splitting: widgets only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.domain.finding import Candidate
from app.intake.results import MatterDetail
from app.intake.visibility import NOT_SAID
from ui.pages.reception.candidate_words import names_text, number_of, state_words
from ui.pages.reception.marked_text import bracketed
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import line_edit

_NUMBER = Qt.ItemDataRole.UserRole
_JUDGEMENTS = (
    ("同一事项", "linkSame", "same", "Ctrl+1"),
    ("同一事项，有新事实", "linkNew", "new", "Ctrl+2"),
    ("不是同一事项", "linkNot", "not_same", "Ctrl+3"),
    ("不确定", "linkUnsure", "unsure", "Ctrl+4"),
)


def _told(one: Candidate) -> str:
    """A candidate in three lines; what it says in the same words stands in 【】, which is read aloud."""
    state, left, _ = state_words(one.state, one.days_left, foreign=bool(one.foreign_id))
    day = one.registered_on.isoformat() if one.registered_on else "日期不详"
    about = [number_of(one), day, names_text(one.petitioners) or "—", state, left]
    demand = NOT_SAID.get(one.demand, one.demand)
    said = bracketed(demand, one.marks) if demand == one.demand and demand else demand or one.facts
    return f"{'　'.join(filter(None, about))}\n{said}\n{'；'.join(one.why)}"


class LinkPanel(QWidget):
    """`judged` carries the other number and same | new | not_same | unsure; `split_requested` undoes.

    `compare_requested` carries the number of the matter to be held beside this one.
    """

    judged = Signal(str, str)
    compare_requested = Signal(str)
    split_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("关联与拆分")
        self._standing = note("")
        self._split = key_button("撤销关联（拆分）", name="linkSplit", kind="danger")
        self._list = QListWidget()
        self._list.setObjectName("linkCandidates")
        self._list.setAccessibleName("可能相同的事项")
        self._list.setWordWrap(True)
        self._list.setMinimumHeight(80)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._number = line_edit(
            "另一件事项的编号", "linkNumber", max_points=40, placeholder="或填写另一件的登记编号"
        )
        self._message = note("", "error")
        self._compare = key_button("对比", "Ctrl+5", name="linkCompare")
        self._compare.clicked.connect(self._on_compare)
        self._beside = QTextBrowser()
        self._beside.setObjectName("linkComparison")
        self._beside.setAccessibleName("两件事项的对比")
        self._beside.setTabChangesFocus(True)
        self._beside.setOpenLinks(False)
        self._beside.setMinimumHeight(80)
        self._beside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._beside.hide()
        self._compared = ""
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, (words, name, word, key) in enumerate(_JUDGEMENTS):
            button = key_button(words, key, name=name, kind="primary" if word == "same" else "")
            button.clicked.connect(lambda _checked=False, said=word: self._on_judged(said))
            grid.addWidget(button, place // 2, place % 2)
        top = QHBoxLayout()
        top.addWidget(self._standing, 1)
        top.addWidget(self._split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(top)
        whole.addWidget(note("可能是同一件的事项（由人认定，认定和撤销都留有记录）", "caption"))
        whole.addWidget(self._list, 1)
        whole.addWidget(self._beside, 2)
        number = QHBoxLayout()
        number.addWidget(self._number, 1)
        number.addWidget(self._compare)
        whole.addLayout(number)
        whole.addLayout(grid)
        whole.addWidget(self._message)
        self._message.hide()
        self._own = ""
        self._split.clicked.connect(self.split_requested)
        self._list.currentItemChanged.connect(self._on_chosen)

    def show_standing(self, detail: MatterDetail) -> None:
        """Which family the matter stands in; a number being typed for it stays."""
        own = detail.line.reg_no
        if own != self._own:
            self._own = own
            self._put_away()
            self._number.clear()
        linked = detail.root not in ("", own)
        others = [number for number in detail.repeats if number != own]
        if linked:
            said = f"已认定为 {detail.root} 的同一事项，两件的经过合并计算。"
        elif detail.new_facts_of:
            said = f"已认定为 {detail.new_facts_of} 的同一事项，有新的事实、理由，两件的经过分别计算。"
        elif others:
            said = "这些登记已认定为本事项：" + "、".join(others)
        else:
            said = "没有关联其他事项。"
        self._standing.setText(said)
        self._split.setVisible(linked or bool(detail.new_facts_of))
        self._list.clear()
        self.show_message("")

    def judgement_kept(self) -> None:
        """The number and the comparison belong to the pair that was judged."""
        self._number.clear()
        self._put_away()

    def is_about(self, reg_no: str) -> bool:
        """Whether it still stands beside this matter: an answer may come when another is shown."""
        return self._own == reg_no

    def show_comparison(self, number: str, html: str) -> None:
        """Both matters side by side in the place of the list, until the key is pressed again."""
        self.show_message("")
        self._compared = number
        self._beside.setHtml(html)
        self._list.hide()
        self._beside.show()

    def forget(self) -> None:
        """Nothing anybody typed stays."""
        self._own = ""
        self._number.clear()
        self._put_away()

    def show_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        """Known matters that may be this one, best first, each with why."""
        self._list.clear()
        for one in candidates:
            item = QListWidgetItem(_told(one))
            item.setData(_NUMBER, number_of(one))
            self._list.addItem(item)
        if not candidates:
            item = QListWidgetItem("没有找到相近的事项。")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)

    def show_message(self, text: str) -> None:
        """Why it was not done."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NUMBER):
            self._number.setText(item.data(_NUMBER))

    def _on_compare(self) -> None:
        number = self._number.text().strip()
        if number and number == self._compared:
            self._put_away()
        elif number:
            self.compare_requested.emit(number)
        else:
            self.show_message("请先在上面选一件，或填写另一件的编号。")

    def _put_away(self) -> None:
        self._compared = ""
        self._beside.clear()
        self._beside.hide()
        self._list.show()

    def _on_judged(self, said: str) -> None:
        number = self._number.text().strip()
        if number:
            self.judged.emit(number, said)
        else:
            self.show_message("请先在上面选一件，或填写另一件的编号。")
