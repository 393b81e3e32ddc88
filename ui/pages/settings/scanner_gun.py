"""How the hand scanner of this desk types: widgets only."""

from PySide6.QtWidgets import QGridLayout, QSpinBox, QVBoxLayout, QWidget

from app.domain.scanned_text import GAPS_MS, MOST_PREFIX, ScannedKind, read_scanned
from ui.wedge_burst import WedgeOptions, wedge_options
from ui.widgets.card import note
from ui.widgets.fields import labelled, line_edit
from ui.widgets.scan_test import ScanTestField, Typed

_A_HAND_MS = 100
"""Nobody types a whole code this fast; a slower scanner is set wrong."""
_ROOM_MS = 10
_KINDS = {
    ScannedKind.RECEIPT: "是回执码",
    ScannedKind.ID_NUMBER: "是公民身份号码",
    ScannedKind.QUERY_CODE: "可能是查询码",
    ScannedKind.OTHER: "不是回执码或身份号码",
}
_HINT = "扫码枪一般不用设置。扫回执没有反应时，在“试扫”里扫一次，按提示改这里或扫码枪。"


class ScannerGun(QWidget):
    """Longest time between keys, signs before and behind a code, and a field to try it out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = QSpinBox()
        self._gap.setObjectName("scannerGunGap")
        self._gap.setAccessibleName("扫码枪按键间隔，毫秒")
        self._gap.setRange(*GAPS_MS)
        self._gap.setSuffix(" 毫秒")
        self._prefix = line_edit(
            "扫码枪前缀字符", "scannerGunPrefix", max_points=MOST_PREFIX, placeholder="无"
        )
        self._suffix = line_edit("扫码枪后缀字符", "scannerGunSuffix", max_points=1, placeholder="回车或 Tab")
        self._test = ScanTestField()
        self._test.setObjectName("scannerGunTest")
        self._test.setAccessibleName("试扫")
        self._test.setPlaceholderText("点这里，扫一次回执")
        self._says = note(_HINT)
        self._says.setObjectName("scannerGunSays")
        self._test.typed.connect(self._on_typed)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, (caption, field, share) in enumerate(
            (
                ("扫码枪：按键间隔不超过", self._gap, 1),
                ("前缀字符", self._prefix, 1),
                ("后缀字符", self._suffix, 1),
                ("试扫", self._test, 3),
            )
        ):
            grid.addWidget(labelled(caption, field), 0, column)
            grid.setColumnStretch(column, share)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(grid)
        whole.addWidget(self._says)

    def show_devices(self, devices: dict[str, str]) -> None:
        """Fill the fields with what is set for this desk."""
        options = wedge_options(devices)
        self._gap.setValue(options.gap_ms)
        self._prefix.setText(options.prefix)
        self._suffix.setText(options.suffix)
        self._say(_HINT)

    def entered(self) -> dict[str, str]:
        """Keys as `app.intake.office.change_devices` takes them."""
        usual = WedgeOptions().gap_ms
        return {
            "scanner_gun_gap": "" if self._gap.value() == usual else str(self._gap.value()),
            "scanner_gun_prefix": self._prefix.text(),
            "scanner_gun_suffix": self._suffix.text(),
        }

    def _on_typed(self, typed: Typed) -> None:
        options = wedge_options(self.entered())
        behind = f"，末尾是{typed.end}" if typed.end else "，末尾没有回车"
        told = f"收到 {len(typed.text)} 个字符，最慢一键 {typed.longest_ms} 毫秒{behind}。"
        if typed.longest_ms > _A_HAND_MS:
            self._say(f"{told}这是手工键入的速度；若是扫码枪，请把它的字符间延时设为 0。", "warn")
            return
        if typed.longest_ms > options.gap_ms:
            least = min(typed.longest_ms + _ROOM_MS, GAPS_MS[1])
            self._say(f"{told}比设定的慢：请把按键间隔改为 {least} 毫秒。", "warn")
            return
        code, missing = _without_signs(typed.text, options)
        kind = read_scanned(code).kind
        if missing:
            self._say(f"{told}没有设定的{missing}，请清空或改成扫码枪实际发送的字符。", "warn")
        else:
            known = kind in {ScannedKind.RECEIPT, ScannedKind.ID_NUMBER}
            self._say(f"{told}{_KINDS[kind]}。", "good" if known else "warn")

    def _say(self, text: str, role: str = "note") -> None:
        self._says.setProperty("role", role)
        self._says.setText(text)
        self._says.style().polish(self._says)


def _without_signs(text: str, options: WedgeOptions) -> tuple[str, str]:
    """The code alone, and which of the signs that are set did not come."""
    if not text.startswith(options.prefix):
        return text, "前缀"
    code = text.removeprefix(options.prefix)
    return code.removesuffix(options.suffix), "" if code.endswith(options.suffix) else "后缀"
