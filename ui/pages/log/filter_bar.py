"""What the log is narrowed to: a row of buttons, each with a list to tick."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.domain.log_filter import LogFilter, Raising, ReviewState
from app.domain.words import OUTCOMES_ZH, PURPOSES_ZH
from ui.widgets.card import restyle

_MORE: tuple[tuple[str, str], ...] = (
    ("raising:first", "初访"),
    ("raising:repeat", "重复访"),
    ("group:yes", "集体访"),
    ("sealed:yes", "保密"),
    ("synced:no", "没有上报"),
    ("synced:yes", "已上报"),
    ("reviews:open", "未审"),
    ("reviews:asked", "询问待答复"),
    ("reviews:answered", "已答复待审"),
    ("reviews:changed", "更正后待审"),
    ("reviews:checked", "已审"),
    ("confirmed:no", "来访人没有确认"),
    ("told:yes", "当场出具文书"),
    ("told:no", "没有当场出具文书"),
    ("amended:yes", "有更正"),
)
_MOST_NAMED = 2


class TickMenu(QMenu):
    """A menu in which several things are ticked before it is closed."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
            return
        super().keyPressEvent(event)


class ChoiceButton(QPushButton):
    """A button that opens a list to tick; its words say what is ticked."""

    changed = Signal()

    def __init__(self, caption: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._menu = TickMenu(self)
        self._actions: dict[str, QAction] = {}
        self._named = True
        self.setObjectName(name)
        self.setProperty("kind", "choice")
        self.setMenu(self._menu)
        self._menu.setAccessibleName(caption)
        self._say()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (value, words); what is ticked stays ticked while it is among them."""
        if [(v, a.text()) for v, a in self._actions.items()] == list(choices):
            return
        before = self.chosen
        self._menu.clear()
        self._actions = {}
        for value, words in choices:
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value in before)
            action.triggered.connect(self._on_ticked)
            self._actions[value] = action
        self._say()

    @property
    def chosen(self) -> frozenset[str]:
        """Values that are ticked."""
        return frozenset(value for value, action in self._actions.items() if action.isChecked())

    def choose(self, values: frozenset[str]) -> None:
        """Tick exactly these, telling nobody; values that are not offered are added by themselves."""
        for value in sorted(values - self._actions.keys()):
            action = self._menu.addAction(value)
            action.setCheckable(True)
            action.triggered.connect(self._on_ticked)
            self._actions[value] = action
        for value, action in self._actions.items():
            action.setChecked(value in values)
        self._say()

    def name_none(self) -> None:
        """The button's words stay as they are, whatever is ticked."""
        self._named = False
        self._say()

    def _on_ticked(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        words = [a.text() for a in self._actions.values() if a.isChecked()] if self._named else []
        named = "、".join(words) if len(words) <= _MOST_NAMED else f"{len(words)} 项"
        told = f"{self._caption}：{named}" if words else self._caption
        self.setText(told)
        self.setAccessibleName(f"筛选 {told}" if self._named else told)
        self.setProperty("active", bool(words))
        restyle(self)


class FilterBar(QWidget):
    """All the buttons. `changed` when a person ticked something."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._windows = ChoiceButton("窗口", "logWindows")
        self._people = ChoiceButton("接待员", "logReceptionists")
        self._purposes = ChoiceButton("类别", "logPurposes")
        self._classes = ChoiceButton("内容分类", "logClasses")
        self._outcomes = ChoiceButton("处理", "logOutcomes")
        self._more = ChoiceButton("更多条件", "logMore")
        self._purposes.set_choices(tuple(PURPOSES_ZH.items()))
        self._outcomes.set_choices(tuple((k, v) for k, v in OUTCOMES_ZH.items() if k != "ACCEPT_OR_ROUTE"))
        self._more.set_choices(_MORE)
        self._buttons = (
            self._windows, self._people, self._purposes, self._classes, self._outcomes, self._more,
        )  # fmt: skip
        self._clear = QPushButton("清除筛选")
        self._clear.setObjectName("logClearFilter")
        self._clear.setProperty("kind", "quiet")
        self._clear.clicked.connect(self._on_clear)
        self._extra: LogFilter | None = None
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 12, 6)
        self.row.setSpacing(6)
        for button in self._buttons:
            button.changed.connect(self._on_changed)
            self.row.addWidget(button)
        self.row.addWidget(self._clear)
        self.row.addStretch(1)
        self._show_clear()

    def set_choices(
        self, windows: Sequence[int], receptionists: Sequence[str], classes: Mapping[str, str]
    ) -> None:
        """What there is to choose from in the span shown; classes of the first level by code."""
        self._windows.set_choices([(str(n), f"{n} 号窗口") for n in windows])
        self._people.set_choices([(name, name) for name in receptionists])
        self._classes.set_choices(tuple(classes.items()))

    def narrowed(self, span: LogFilter) -> LogFilter:
        """The span with everything that is ticked."""
        more = self._more.chosen
        base = replace(self._extra, start=span.start, end=span.end) if self._extra else span
        return replace(
            base,
            windows=frozenset(int(n) for n in self._windows.chosen),
            received_by=self._people.chosen,
            purposes=self._purposes.chosen,
            classes=self._classes.chosen,
            outcomes=self._outcomes.chosen,
            raising=_one(more, "raising", Raising.FIRST, Raising.REPEAT),
            group=_flag(more, "group"),
            sealed=_flag(more, "sealed"),
            synced=_flag(more, "synced"),
            told=_flag(more, "told"),
            confirmed=_flag(more, "confirmed"),
            amended=_flag(more, "amended"),
            reviews=frozenset(ReviewState(v.partition(":")[2]) for v in more if v.startswith("reviews:")),
        )

    def show_filter(self, wanted: LogFilter) -> None:
        """Tick what a filter says; what no button stands for is kept beside and cleared with the rest."""
        self._windows.choose(frozenset(map(str, wanted.windows)))
        self._people.choose(wanted.received_by)
        self._purposes.choose(wanted.purposes)
        self._classes.choose(wanted.classes)
        self._outcomes.choose(wanted.outcomes)
        more = {f"reviews:{state.value}" for state in wanted.reviews}
        if wanted.raising is not None:
            more.add(f"raising:{wanted.raising.value}")
        for name in ("group", "sealed", "synced", "told", "confirmed", "amended"):
            asked = getattr(wanted, name)
            if asked is not None:
                more.add(f"{name}:{'yes' if asked else 'no'}")
        self._more.choose(frozenset(more))
        self._extra = wanted
        self._show_clear()

    def clear(self) -> None:
        """Untick everything, telling nobody."""
        for button in self._buttons:
            button.choose(frozenset())
        self._extra = None
        self._show_clear()

    def _on_changed(self) -> None:
        self._show_clear()
        self.changed.emit()

    def _on_clear(self) -> None:
        self.clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self._clear.setVisible(any(button.chosen for button in self._buttons) or self._extra is not None)


def _flag(chosen: frozenset[str], name: str) -> bool | None:
    yes, no = f"{name}:yes" in chosen, f"{name}:no" in chosen
    return None if yes == no else yes


def _one(chosen: frozenset[str], name: str, first: Raising, second: Raising) -> Raising | None:
    one, other = f"{name}:{first}" in chosen, f"{name}:{second}" in chosen
    return None if one == other else first if one else second
