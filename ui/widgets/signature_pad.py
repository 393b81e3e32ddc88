"""A pad to sign on with a pen, a finger or a mouse. Usable alone, also on a second screen."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.signature import Dot, Signature, signature_of
from ui.widgets.buttons import key_button
from ui.widgets.card import note

_INK = QColor("#10263d")
_LINE = QColor("#b8c4cf")
_THINNEST_PX, _THICKEST_PX = 1.4, 4.2
_WIDEST_PX = 640
_EVEN = 0.5
"""Pressure of what tells none."""

_ASKED_AGAIN = "签名太短，请再签一次。"


class SignaturePad(QWidget):
    """The surface. `changed` goes out after every stroke, clearing and undoing.

    A pen's pressure is kept; a finger and a mouse press evenly. While a pen or a finger draws, what Qt
    makes of it as a mouse is not drawn again.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signaturePad")
        self.setAccessibleName("签名区")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(150)
        self._strokes: list[list[Dot]] = []
        self._drawing = False

    def sizeHint(self) -> QSize:
        return QSize(480, 150)

    @property
    def signature(self) -> Signature:
        """What has been drawn."""
        return signature_of(self._strokes)

    @property
    def empty(self) -> bool:
        """Whether nothing has been drawn."""
        return not self._strokes

    def load(self, signature: Signature | None) -> None:
        """Show a signature given before; None clears."""
        self._strokes = [list(stroke) for stroke in signature.strokes] if signature else []
        self._drawing = False
        self.update()

    def clear(self) -> None:
        """Take everything away."""
        self.load(None)
        self.changed.emit()

    def undo(self) -> None:
        """Take the last stroke away."""
        if self._strokes:
            self._strokes.pop()
            self._drawing = False
            self.update()
            self.changed.emit()

    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(event.position(), event.pressure())
            case QEvent.Type.TabletMove if self._drawing:
                self._go_on(event.position(), event.pressure())
            case QEvent.Type.TabletRelease:
                self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position(), _EVEN)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._go_on(event.position(), _EVEN)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.setPen(QPen(_LINE, 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 5, 5)
        foot = self.height() * 0.8
        painter.setPen(QPen(_LINE, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(18, foot), QPointF(self.width() - 18, foot))
        for stroke in self._strokes:
            for before, after in zip(stroke, stroke[1:] or stroke, strict=False):
                pressure = (before.pressure + after.pressure) / 2
                width = _THINNEST_PX + (_THICKEST_PX - _THINNEST_PX) * pressure
                painter.setPen(QPen(_INK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(self._at(before), self._at(after))

    def _touch(self, event: QTouchEvent) -> None:
        points = event.points()
        if not points:
            return
        match event.type():
            case QEvent.Type.TouchBegin:
                self._begin(points[0].position(), points[0].pressure() or _EVEN)
            case QEvent.Type.TouchUpdate if self._drawing:
                self._go_on(points[0].position(), points[0].pressure() or _EVEN)
            case QEvent.Type.TouchEnd | QEvent.Type.TouchCancel:
                self._end()

    def _begin(self, at: QPointF, pressure: float) -> None:
        self._drawing = True
        self._strokes.append([self._dot(at, pressure)])
        self.update()

    def _go_on(self, at: QPointF, pressure: float) -> None:
        self._strokes[-1].append(self._dot(at, pressure))
        self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.changed.emit()

    def _dot(self, at: QPointF, pressure: float) -> Dot:
        """In widths of the pad; what leaves the pad stays at its edge."""
        width = max(1, self.width())
        x, y = min(max(at.x(), 0), width), min(max(at.y(), 0), self.height())
        return Dot(x / width, y / width, pressure)

    def _at(self, dot: Dot) -> QPointF:
        return QPointF(dot.x * self.width(), dot.y * self.width())


class SignatureField(QFrame):
    """The pad with its keys: clear, undo, and a word when a signature is too short."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, paper: str = "登记表") -> None:
        """`paper` is what is signed where there is no pad."""
        super().__init__(parent)
        self._paper = paper
        self.setObjectName("signatureField")
        self.setAccessibleName("来访人签名")
        self.pad = SignaturePad()
        self._says = note("")
        self._says.setObjectName("signatureSays")
        self._undo = key_button("撤销一笔", name="signatureUndo")
        self._clear = key_button("清除重签", name="signatureClear")
        self._undo.clicked.connect(self.pad.undo)
        self._clear.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self._on_changed)
        head = QHBoxLayout()
        head.setSpacing(8)
        title = QLabel("请来访人在框内签名")
        head.addWidget(title)
        head.addWidget(self._says, 1)
        head.addWidget(self._undo)
        head.addWidget(self._clear)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        self.pad.setMaximumWidth(_WIDEST_PX)  # a name fills it; on a whole screen's width it would be lost
        whole.addWidget(self.pad)
        self.load(None)

    def load(self, signature: Signature | None) -> None:
        """Show a signature given before; None clears."""
        self.pad.load(signature)
        self._show("", "note")

    def taken(self) -> tuple[bool, Signature | None]:
        """Whether it can go on, and with which signature; None = nothing drawn, it is signed on paper.

        One that is too short is cleared and asked for again.
        """
        if self.pad.empty:
            return True, None
        signature = self.pad.signature
        if signature.enough:
            return True, signature
        self.pad.load(None)
        self._show(_ASKED_AGAIN, "error")
        return False, None

    def _on_changed(self) -> None:
        self._show("", "note")
        self.changed.emit()

    def _show(self, text: str, role: str) -> None:
        self._says.setProperty("role", role)
        self._says.setText(text or f"没有手写板的，签在{self._paper}上，这里留空。")
        self._says.style().polish(self._says)
        for button in (self._undo, self._clear):
            button.setEnabled(not self.pad.empty)
