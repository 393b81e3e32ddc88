"""Which printer for which paper: widgets only."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from app.printing.folder import SCHEME
from app.printing.jobs import PrinterInfo, PrinterPapers
from app.printing.slip_address import is_slip_address, parse_address
from ui.labels import CONDITION_ZH, PAPER_ZH
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled, line_edit

_DEFAULT = "（系统默认打印机）"
_SAME = "（没有另选）"
_SIZED = {"a4": "A4 打印机", "80mm": "80 毫米小票机", "58mm": "58 毫米小票机"}
COPIES_ZH: Mapping[str, str] = {"1": "1 份", "2": "2 份（来访人、存档）"}
_HINT = "tcp://192.0.2.7:9100　serial:///dev/ttyUSB0　usb://04b8:0202　pdf:///文件夹"


class PrinterChoice(QWidget):
    """The desk's printer, others for single papers, the receipt's paper and copies.

    `papers_wanted` carries a printer's name when it is chosen: somebody asks it for its paper.
    """

    papers_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._printer = combo_box("打印机", {}, "devicePrinter")
        self._sized = {size: combo_box(words, {}, f"devicePrinter_{size}") for size, words in _SIZED.items()}
        self._paper = combo_box("回执纸张", PAPER_ZH, "devicePaper")
        self._copies = combo_box("回执份数", COPIES_ZH, "deviceCopies")
        self._address = line_edit("其他打印机地址", "devicePrinterAddress", placeholder=_HINT)
        self._add = key_button("加入列表", name="devicePrinterAdd")
        self._says = note("")
        self._conditions: dict[str, str] = {}
        self._papers: dict[str, PrinterPapers] = {}
        for box in self._boxes():
            box.currentIndexChanged.connect(self._on_chosen)
        self._paper.currentIndexChanged.connect(self._on_chosen)
        self._add.clicked.connect(self._on_add)
        self._address.returnPressed.connect(self._on_add)
        self._lay_out()
        self.show_devices({})

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(labelled("打印机（A5 和没有另选的纸）", self._printer), 0, 0)
        for column, (size, words) in enumerate(_SIZED.items(), start=1):
            grid.addWidget(labelled(words, self._sized[size]), 0, column)
        grid.addWidget(self._says, 1, 0, 1, 4)
        grid.addWidget(labelled("回执纸张", self._paper), 2, 0)
        grid.addWidget(labelled("回执份数", self._copies), 2, 1)
        typed = QWidget()
        row = QHBoxLayout(typed)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._address, 1)
        row.addWidget(self._add)
        grid.addWidget(
            labelled("列表里没有的：小票机（网口、串口、USB）或存 PDF 的文件夹", typed), 2, 2, 1, 2
        )
        for column in range(4):
            grid.setColumnStretch(column, 1)

    def show_devices(self, devices: Mapping[str, str]) -> None:
        """Fill the fields with what is set for this desk."""
        _choose(self._printer, devices.get("printer", ""), _DEFAULT)
        for size, box in self._sized.items():
            _choose(box, devices.get(f"printer_{size}", ""), _SAME)
        self._paper.setCurrentIndex(max(0, self._paper.findData(devices.get("receipt_paper") or "a5")))
        self._copies.setCurrentIndex(max(0, self._copies.findData(devices.get("copies") or "1")))
        self._address.clear()
        self._on_chosen()

    def show_printers(self, printers: tuple[PrinterInfo, ...]) -> None:
        """Offer the printers that were found; the chosen ones stay."""
        self._conditions = {p.name: CONDITION_ZH[p.condition.value] for p in printers}
        for box in self._boxes():
            chosen, none = box.currentData() or "", _DEFAULT if box is self._printer else _SAME
            box.clear()
            box.addItem(none, "")
            for printer in printers:
                more = f"　{printer.description}" if printer.description else ""
                mark = "　默认" if printer.is_default else ""
                box.addItem(printer.name + more + mark, printer.name)
            _choose(box, chosen, none)
        self._on_chosen()

    def show_papers(self, printer: str, papers: PrinterPapers) -> None:
        """What a printer says of its paper."""
        self._papers[printer] = papers
        self._show_state()

    def show_message(self, text: str, role: str = "note") -> None:
        """What is known of the printers."""
        self._says.setProperty("role", role)
        self._says.setText(text)
        self._says.style().polish(self._says)

    def entered(self) -> dict[str, str]:
        """Keys as `app.intake.office.change_devices` takes them."""
        return {
            "printer": self._printer.currentData() or "",
            **{f"printer_{size}": box.currentData() or "" for size, box in self._sized.items()},
            "receipt_paper": self._paper.currentData(),
            "copies": self._copies.currentData(),
        }

    def _boxes(self) -> tuple[QComboBox, ...]:
        return (self._printer, *self._sized.values())

    def _on_add(self) -> None:
        typed = self._address.text().strip()
        right = parse_address(typed) is not None or (typed.startswith(SCHEME) and len(typed) > len(SCHEME))
        if not right:
            self.show_message(f"地址写法不对，没有加入。写法：{_HINT}", "warn")
            return
        for box in self._boxes():
            if box.findData(typed) < 0:
                box.addItem(typed, typed)
        target = self._sized["80mm"] if is_slip_address(typed) else self._printer
        target.setCurrentIndex(target.findData(typed))
        self._address.clear()

    def _on_chosen(self) -> None:
        self._show_state()
        for name in dict.fromkeys(box.currentData() or "" for box in self._boxes()):
            if name and name not in self._papers:
                self.papers_wanted.emit(name)

    def _show_state(self) -> None:
        """How the receipts' printer stands, and whether it has their paper."""
        size = self._paper.currentData() or "a5"
        sized = self._sized[size].currentData() if size in self._sized else ""
        name = sized or self._printer.currentData() or ""
        if not name:
            self.show_message("")
            return
        condition = self._conditions.get(name, "")
        papers = self._papers.get(name, PrinterPapers())
        words, good = [], True
        if condition:
            words.append(f"打印机状态：{condition}")
            good = condition == CONDITION_ZH["ready"]
        if papers.ready:
            words.append(f"装着 {_sizes(papers.ready)} 纸")
        if not papers.takes(size):
            words.append(
                f"这台打印机没有 {PAPER_ZH[size]} 纸（可用 {_sizes(papers.supported)}），请换纸张或打印机"
            )
            good = False
        self.show_message("，".join(words), ("good" if good else "warn") if words else "note")


def _choose(box: QComboBox, name: str, none: str) -> None:
    """Choose a printer by its name, adding one that is not offered: it may only be switched off."""
    if box.findData(name) < 0:
        box.addItem(name or none, name)
    box.setCurrentIndex(box.findData(name))


def _sizes(sizes: frozenset[str]) -> str:
    return "、".join(words for size, words in PAPER_ZH.items() if size in sizes)
