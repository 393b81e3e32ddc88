"""The QApplication: name, fonts, Chinese for Qt's own texts, colours."""

import os
import sys
from collections.abc import Mapping, MutableMapping

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.errors import NoDisplay
from app.paths import resource
from ui.notify import route_qt_messages
from ui.text import APPLICATION_NAME

FONT_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf", "HanaMinB.ttf")
FONT_FAMILIES = ["Noto Sans SC", "HanaMinB"]
TEXT_SIZE_PX = 14


def choose_input_method(environment: MutableMapping[str, str]) -> None:
    """Let Chinese be typed: the Qt wheels carry an ibus plugin but none for fcitx.

    fcitx5 answers on ibus' interface too, so `ibus` serves both. Another choice that somebody made
    (`xim`, `compose`, …) stays.
    """
    if environment.get("QT_IM_MODULE", "fcitx").startswith("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"


def require_display(environment: Mapping[str, str]) -> None:
    """Refuse where Qt would abort the process: X11 and Wayland programs need a screen to connect to.

    Raises:
        NoDisplay: none is named, and no other Qt platform was asked for.
    """
    if sys.platform.startswith("linux") and not any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise NoDisplay


def make_application(argv: list[str]) -> QApplication:
    """The one QApplication of this process, dressed; call once, before any widget.

    Qt's own warnings go to the log from here on.
    """
    require_display(os.environ)
    choose_input_method(os.environ)
    route_qt_messages()
    app = QApplication(argv)
    dress(app)
    return app


def dress(app: QApplication) -> None:
    """Give an application the station's name, fonts, language and colours.

    The three font files load in about 0.07 s together (30 MB of rare hanzi included), before the
    first window, so that no later moment stalls.
    """
    app.setApplicationName(APPLICATION_NAME)
    app.setApplicationDisplayName(APPLICATION_NAME)
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    if "Noto Sans SC" not in QFontDatabase.families():
        for name in FONT_FILES:
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    font = QFont()
    font.setFamilies(FONT_FAMILIES)
    font.setPixelSize(TEXT_SIZE_PX)
    app.setFont(font)
    app.setStyle("Fusion")
    app.setPalette(_palette())
    icons = resource("icons").as_posix()
    app.setStyleSheet(resource("style.qss").read_text(encoding="utf-8").replace("{icons}", icons))


def _palette() -> QPalette:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, "#eef1f4"),
        (QPalette.ColorRole.WindowText, "#1f2933"),
        (QPalette.ColorRole.Base, "#ffffff"),
        (QPalette.ColorRole.AlternateBase, "#f8fafb"),
        (QPalette.ColorRole.Text, "#1f2933"),
        (QPalette.ColorRole.Button, "#ffffff"),
        (QPalette.ColorRole.ButtonText, "#1f2933"),
        (QPalette.ColorRole.Highlight, "#1769b4"),
        (QPalette.ColorRole.HighlightedText, "#ffffff"),
        (QPalette.ColorRole.PlaceholderText, "#6b7885"),
        (QPalette.ColorRole.Link, "#14599a"),
    ):
        palette.setColor(role, QColor(colour))
    return palette
