"""The pad by itself: pen, finger and mouse; undo, clear, too short."""

import math
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from ui.widgets.signature_pad import SignatureField


@pytest.fixture
def field(qtbot: Any) -> SignatureField:
    made = SignatureField()
    qtbot.addWidget(made)
    made.resize(600, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


def wave(count: int = 40) -> list[QPoint]:
    return [QPoint(40 + 10 * i, round(80 + 40 * math.sin(i / 2))) for i in range(count)]


def draw(field: SignatureField, points: list[QPoint]) -> None:
    QTest.mousePress(field.pad, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(field.pad, point)
        QApplication.processEvents()
    QTest.mouseRelease(field.pad, Qt.MouseButton.LeftButton, pos=points[-1])


def says(field: SignatureField) -> str:
    return field.findChild(QLabel, "signatureSays").text()


def press(field: SignatureField, name: str) -> None:
    field.findChild(QPushButton, name).click()


def test_a_name_drawn_with_the_mouse(field: SignatureField) -> None:
    draw(field, wave())
    goes_on, signature = field.taken()
    assert goes_on
    assert signature is not None
    assert signature.enough
    (stroke,) = signature.strokes
    assert stroke[0].x == pytest.approx(40 / field.pad.width(), abs=1e-3)
    assert {dot.pressure for dot in stroke} == {0.5}


def test_nothing_drawn_is_signed_on_paper(field: SignatureField) -> None:
    assert field.taken() == (True, None)
    assert not field.findChild(QPushButton, "signatureClear").isEnabled()


def test_too_short_is_cleared_and_asked_for_again(field: SignatureField) -> None:
    draw(field, [QPoint(50, 50), QPoint(60, 60)])
    assert field.taken() == (False, None)
    assert "太短" in says(field)
    assert field.pad.empty
    draw(field, wave())
    assert "太短" not in says(field)
    assert field.taken()[1] is not None


def test_undo_takes_one_stroke_and_clear_all(field: SignatureField) -> None:
    draw(field, wave())
    draw(field, [QPoint(300, 20), QPoint(300, 120)])
    press(field, "signatureUndo")
    assert len(field.pad.signature.strokes) == 1
    draw(field, wave())
    press(field, "signatureClear")
    assert field.pad.empty
    assert field.taken() == (True, None)


def test_a_pens_pressure_is_kept(field: SignatureField) -> None:
    pen = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )

    def tell(kind: QEvent.Type, at: QPointF, pressure: float) -> None:
        button = Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            field.pad,
            QTabletEvent(
                kind, pen, at, at, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, button, button
            ),
        )

    points = [QPointF(p) for p in wave()]
    tell(QEvent.Type.TabletPress, points[0], 0.1)
    for index, point in enumerate(points[1:], start=1):
        tell(QEvent.Type.TabletMove, point, 0.1 + index / 50)
    tell(QEvent.Type.TabletRelease, points[-1], 0)
    (stroke,) = field.pad.signature.strokes
    assert len(stroke) == len(points)
    assert stroke[0].pressure == pytest.approx(0.1)
    assert stroke[-1].pressure == pytest.approx(0.88)


def test_a_finger(field: SignatureField) -> None:
    screen = QTest.createTouchDevice()
    points = wave()
    QTest.touchEvent(field.pad, screen).press(0, points[0], field.pad).commit()
    for point in points[1:]:
        QTest.touchEvent(field.pad, screen).move(0, point, field.pad).commit()
    QTest.touchEvent(field.pad, screen).release(0, points[-1], field.pad).commit()
    assert len(field.pad.signature.strokes) == 1
    assert field.pad.signature.enough


def test_what_leaves_the_pad_stays_at_its_edge_and_another_size_shows_the_same(field: SignatureField) -> None:
    draw(field, [QPoint(100, 100), QPoint(-50, 500), *wave()])
    before = field.pad.signature
    assert all(0 <= dot.x <= 1 and dot.y >= 0 for stroke in before.strokes for dot in stroke)
    field.resize(900, 200)
    assert field.pad.signature == before
    field.load(before)
    assert field.taken()[1] == before
