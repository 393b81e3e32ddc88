"""White cards with a title line: the panels every page is made of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Card(QFrame):
    """A panel. Put content into `body`, buttons of the title line into `header`.

    Without a title, note and header buttons the title line is not shown (`headless=True`).
    """

    def __init__(
        self, title: str = "", note: str = "", parent: QWidget | None = None, *, headless: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._note = QLabel(note)
        self._note.setProperty("role", "note")
        self.header = QHBoxLayout()
        self.header.setSpacing(6)
        if not headless:
            row = QHBoxLayout()
            row.setContentsMargins(12, 7, 12, 7)
            row.setSpacing(8)
            row.addWidget(self._title)
            row.addWidget(self._note)
            row.addStretch(1)
            row.addLayout(self.header)
            holder = QWidget()
            holder.setMinimumHeight(34)
            holder.setLayout(row)
            whole.addWidget(holder)
            whole.addWidget(line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(12, 10, 12, 12)
        self.body.setSpacing(8)
        whole.addLayout(self.body, 1)

    def set_title(self, text: str) -> None:
        """Change the bold words of the title line."""
        self._title.setText(text)

    def set_note(self, text: str) -> None:
        """Change the grey words behind the title."""
        self._note.setText(text)

    def fill(self, widget: QWidget) -> None:
        """Let one widget take the whole body, edge to edge (tables)."""
        self.body.setContentsMargins(0, 0, 0, 1)
        self.body.addWidget(widget)


class StatCard(QFrame):
    """One figure of the day: a small caption over large numbers."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._caption = QLabel(caption)
        self._caption.setProperty("role", "caption")
        self._value = QLabel("—")
        self._plain = "—"
        self._value.setProperty("role", "figure")
        self._value.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 8, 13, 8)
        layout.setSpacing(1)
        above = QHBoxLayout()
        above.setSpacing(2)
        above.addWidget(self._caption, 1)
        self._links = QHBoxLayout()
        self._links.setSpacing(2)
        above.addLayout(self._links)
        layout.addLayout(above)
        layout.addWidget(self._value)

    def add_link(self, text: str, name: str, opened: Callable[[], None]) -> None:
        """A small button beside the caption that opens what the figure counts."""
        link = QPushButton(text)
        link.setObjectName(name)
        link.setProperty("kind", "small")
        link.setAccessibleName(f"{self._caption.text()}：{text}")
        link.clicked.connect(lambda _checked=False: opened())
        self._links.addWidget(link)

    def set_caption(self, text: str) -> None:
        """Change the words above the figure."""
        self._caption.setText(text)
        self._say()

    def set_value(self, *parts: str) -> None:
        """Show a figure: parts that are numbers (or a dash) are large, words and units small."""
        shown = "".join(
            f'<span style="font-size:23px;font-weight:700">{p}</span>' if _is_figure(p) else f" {p} "
            for p in parts
        )
        self._value.setText(shown)
        self._plain = " ".join(parts)
        self._say()

    def _say(self) -> None:
        self._value.setAccessibleName(f"{self._caption.text()}：{self._plain}")

    @property
    def plain(self) -> str:
        """Caption and figure as a screen reader says them."""
        return self._value.accessibleName()


def _is_figure(part: str) -> bool:
    return part == "—" or part.replace(".", "").replace("%", "").isdigit()


def line() -> QFrame:
    """A thin line between parts of a card."""
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame


def note(text: str, role: str = "note") -> QLabel:
    """A wrapped explaining line; `role` as in style.qss (note, caption, error, good, warn, hint)."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def restyle(widget: QWidget) -> None:
    """Apply style.qss again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
