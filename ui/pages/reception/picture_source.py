"""Pictures of documents by every way they come: a file, the clipboard, dropped on the page."""

from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QMimeData,
    QObject,
    QStandardPaths,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QImageWriter, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.keys_back import keys_back

PICTURES = "图片和扫描件 (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.gif *.heic *.heif *.pdf)"


class PasteGoesOn(QObject):
    """Lets Ctrl+V pass a text field that could make nothing of the clipboard: a picture without text."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            carried: QMimeData | None = QGuiApplication.clipboard().mimeData()
            if carried is not None and carried.hasImage() and not carried.hasText():
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class PictureSource(QObject):
    """Watches a page for pictures; `files_chosen` carries paths, `given` PNG bytes."""

    files_chosen = Signal(object)
    given = Signal(bytes)
    nothing_pasted = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def ask(self) -> None:
        """Open the file dialog; what is chosen comes through `files_chosen`."""
        dialog = QFileDialog(self._page, "选择证件图片", self._folder, PICTURES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        # Names only: Qt has no Chinese for a folder's kind and takes dates from the system.
        dialog.setViewMode(QFileDialog.ViewMode.List)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_chosen)
        keys_back(dialog, self._page)
        dialog.open()

    def _on_chosen(self, files: list[str]) -> None:
        self._folder = str(Path(files[0]).parent) if files else self._folder
        self.files_chosen.emit(files)

    def paste(self) -> None:
        """Take a picture, or files copied elsewhere, from the clipboard."""
        # An empty clipboard carries nothing at all on some platforms.
        carried: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if carried is None or not self._take(carried):
            self.nothing_pasted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and isinstance(event, QDropEvent):
            carried = event.mimeData()
            if event.type() == QEvent.Type.Drop:
                self._on_drop(event)
                return True
            if carried.hasUrls() or carried.hasImage():
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)

    def _on_drop(self, event: QDropEvent) -> None:
        self._take(event.mimeData())
        event.acceptProposedAction()

    def _take(self, carried: QMimeData) -> bool:
        """Files first: a file manager gives a small image of them besides. False if there is neither."""
        files = [u.toLocalFile() for u in carried.urls() if u.isLocalFile()]
        image = carried.imageData() if carried.hasImage() else None
        if files:
            self.files_chosen.emit(files)
        elif isinstance(image, QImage) and not image.isNull():
            self.given.emit(_png(image))
        else:
            return False
        return True


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
