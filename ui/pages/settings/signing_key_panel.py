"""The certificate that papers are signed with: widgets only."""

from datetime import date, tzinfo
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.receipts.signing import KeyShown
from ui.keys_back import keys_back
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note, restyle
from ui.widgets.fields import labelled, line_edit

_HINT = (
    "装入发证机构给本单位的证书后，文书的 PDF 文件带电子签名，收到的人可以看出文件有没有改动。"
    "证书和口令只加密保存在本机数据库里；装入以后，请自行保管或者删除原来的文件。"
)
_FILES = "签名证书 (*.p12 *.pfx)"
_UNSIGNED = "没有装入证书，文书不带电子签名。"


class SigningKeyPanel(QWidget):
    """Whose certificate is in use; a file and its passphrase load another, one key removes it.

    `load_requested` carries the file's path and the passphrase.
    """

    load_requested = Signal(str, str)
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("签名证书")
        self._path = ""
        self._shown = note("", "note")
        self._shown.setObjectName("signingKeyShown")
        self._choose = key_button("选择证书文件…", name="signingKeyChoose")
        self._remove = key_button("取消签名", name="signingKeyRemove", kind="danger")
        self._passphrase = line_edit("证书文件的口令", "signingKeyPassphrase")
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._load = key_button("装入", name="signingKeyLoad", kind="primary")
        self._cancel = key_button("放弃", name="signingKeyCancel", kind="quiet")
        self._message = note("", "error")
        self._message.setObjectName("signingKeyMessage")
        self._held = Held(self._load, self._choose, self._remove)
        self._lay_out()
        self._choose.clicked.connect(self._on_choose)
        self._load.clicked.connect(self._on_load)
        self._passphrase.returnPressed.connect(self._on_load)
        self._cancel.clicked.connect(self.forget)
        self._remove.clicked.connect(self.remove_requested)
        self.forget()

    def show_key(self, key: KeyShown | None, zone: tzinfo, today: date) -> None:
        """What papers are signed with."""
        self._remove.setVisible(key is not None)
        self._choose.setText("选择证书文件…" if key is None else "换一份证书…")
        ended = False
        if key is None:
            text = _UNSIGNED
        else:
            until = key.until.astimezone(zone).date()
            ended = until < today
            text = f"签名人：{key.name}　有效期至 {until}"
            if ended:
                text += "　已经到期，请换一份证书。"
        self._shown.setText(text)
        self._shown.setProperty("role", "warn" if ended else "note")
        restyle(self._shown)

    def take_file(self, path: str) -> None:
        """A file was chosen: ask for its passphrase."""
        self._path = path
        self._asked.setVisible(True)
        self._caption.setText(f"证书文件：{Path(path).name}")
        self._passphrase.clear()
        self.show_message("")
        self._passphrase.setFocus()

    def forget(self) -> None:
        """Neither file nor passphrase stays."""
        had_focus = self._asked.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._path = ""
        self._passphrase.clear()
        self._asked.setVisible(False)
        self.show_message("")
        if had_focus:
            self._choose.setFocus()

    def show_message(self, text: str, role: str = "error") -> None:
        """Why it was not loaded, or that it was."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._message.setProperty("role", role)
        restyle(self._message)
        if text and role == "error" and not self._asked.isHidden():
            self._passphrase.selectAll()
            self._passphrase.setFocus()

    def show_busy(self, busy: bool) -> None:
        """While it is being kept it cannot be sent twice."""
        self._held.hold(busy)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "选择签名证书", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_file)
        keys_back(dialog, self)
        dialog.open()

    def _on_load(self) -> None:
        if self._path and self._load.isEnabled():
            self.load_requested.emit(self._path, self._passphrase.text())

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(note("签名证书", "title"))
        whole.addWidget(note(_HINT))
        row = QHBoxLayout()
        row.addWidget(self._shown, 1)
        row.addWidget(self._choose)
        row.addWidget(self._remove)
        whole.addLayout(row)
        self._asked = QWidget()
        asked = QHBoxLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        self._caption = note("", "note")
        asked.addWidget(self._caption, 1, Qt.AlignmentFlag.AlignBottom)
        asked.addWidget(labelled("证书文件的口令", self._passphrase), 1)
        asked.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignBottom)
        asked.addWidget(self._load, 0, Qt.AlignmentFlag.AlignBottom)
        whole.addWidget(self._asked)
        whole.addWidget(self._message)
