"""Office, rules and devices: reading and changing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.office import Office
from app.errors import StationError
from app.intake.session import DeskSession
from app.printing.jobs import PrinterInfo, PrinterPapers
from app.rulepacks import NATIONAL, bundled_packs
from app.scanning.card_ports import ReaderPort
from app.scanning.card_reader import ReaderStatus
from ui.devices import NO_READER
from ui.doctor.checks import Line
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import sentence_for


@dataclass(frozen=True)
class SettingsUseCases:
    """What the page asks of the rest of the program; all blocking.

    Attributes:
        read_office / change_office / read_devices / change_devices: of `app.intake.office`.
        reader_ports: where a card reader can be plugged in.
        printers: of the print service, and slip printers on USB.
        printer_papers: the paper a printer has.
        check_reader: what the reader at the port says of itself; a `StationError` when none answers.
        run_doctor: the self test of this desk; up to a quarter of a minute.
    """

    read_office: Callable[[DeskSession], Office]
    change_office: Callable[[Mapping[str, object], DeskSession], Office]
    read_devices: Callable[[DeskSession], dict[str, str]]
    change_devices: Callable[[Mapping[str, str], DeskSession], None]
    reader_ports: Callable[[], tuple[ReaderPort, ...]]
    printers: Callable[[], tuple[PrinterInfo, ...]]
    printer_papers: Callable[[str], PrinterPapers]
    check_reader: Callable[[str], ReaderStatus]
    run_doctor: Callable[[], Sequence[Line]]


class _Tab(Protocol):
    """What the tabs have in common for telling a refusal."""

    def show_busy(self, busy: bool) -> None: ...
    def show_message(self, text: str, role: str = "error") -> None: ...


class SettingsPresenter(DeskPresenter):
    """All tabs but staff, which has its own presenter."""

    def __init__(
        self,
        view: SettingsView,
        runner: Runner,
        messages: Messages,
        use: SettingsUseCases,
        *,
        office_changed: Callable[[Office], None],
        devices_changed: Callable[[dict[str, str]], None],
    ) -> None:
        """Connect the page.

        Args:
            view: the page.
            runner: the lanes; devices are asked on `reader` and `print`.
            messages: where failures are told.
            use: what is called.
            office_changed: called with the office after it was saved.
            devices_changed: called with the devices after they were saved.
        """
        super().__init__(view, runner, messages)
        self._view = view
        self._use = use
        self._office_changed = office_changed
        self._devices_changed = devices_changed
        view.activated.connect(self.refresh)
        view.office.save_requested.connect(self._on_office)
        view.rules.save_requested.connect(self._on_rules)
        view.devices.save_requested.connect(self._on_devices)
        view.devices.look_requested.connect(self._look)
        view.devices.printers.papers_wanted.connect(self._on_papers_wanted)
        view.devices.reader_test_requested.connect(self._on_reader_test)
        view.doctor.run_requested.connect(self._on_doctor)

    def refresh(self) -> None:
        """Read everything again and look for devices."""
        self.ask(self._use.read_office, self._show_office, topic="office")
        self.ask(lambda _s: _local_packs(), self._view.rules.show_packs, topic="packs")
        self.ask(self._use.read_devices, self._view.devices.show_devices, topic="devices")
        self._look()

    def _show_office(self, office: Office) -> None:
        self._view.office.show_office(office)
        if self._session is not None:
            rules = self._session.rules
            self._view.rules.show_settings(rules.settings_of(office))
            self._view.rules.show_sources(rules.local, office.settings)

    def _look(self) -> None:
        devices = self._view.devices
        self.ask(lambda _s: self._use.reader_ports(), devices.show_ports, lane="reader", topic="ports")

        def none(error: BaseException) -> None:
            if isinstance(error, StationError):
                devices.printers.show_message(sentence_for(error), "warn")
            else:
                self._messages.fail(error)

        self.ask(
            lambda _s: self._use.printers(),
            devices.printers.show_printers,
            none,
            lane="print",
            topic="printers",
        )

    def _on_papers_wanted(self, printer: str) -> None:
        self.ask(
            lambda _s: self._use.printer_papers(printer),
            lambda papers: self._view.devices.printers.show_papers(printer, papers),
            lane="print",
            topic=f"papers {printer}",
        )

    def _on_office(self, changes: Mapping[str, object]) -> None:
        tab = self._view.office
        if not changes:
            tab.show_message("没有改动。", "note")
            return
        tab.show_busy(True)

        def saved(office: Office) -> None:
            tab.show_busy(False)
            self._show_office(office)
            tab.show_message("已保存，以后打印的文书按新资料。", "good")
            self._office_changed(office)

        self.ask(lambda s: self._use.change_office(changes, s), saved, self._refusal(tab))

    def _on_rules(self, changes: Mapping[str, object]) -> None:
        tab = self._view.rules
        if not changes:
            tab.show_message("没有改动。", "note")
            return
        tab.show_busy(True)

        def saved(office: Office) -> None:
            tab.show_busy(False)
            self._show_office(office)
            later = "；规则包在下次登录后生效" if "rule_packs" in changes else ""
            tab.show_message(f"已保存，从下一次核对起按新规则{later}。", "good")
            self._office_changed(office)

        self.ask(lambda s: self._use.change_office({"settings": changes}, s), saved, self._refusal(tab))

    def _on_devices(self, devices: dict[str, str]) -> None:
        tab = self._view.devices
        tab.show_busy(True)

        def saved(_nothing: None) -> None:
            tab.show_busy(False)
            tab.show_message("已保存。", "good")
            self._devices_changed(devices)

        self.ask(lambda s: self._use.change_devices(devices, s), saved, self._refusal(tab))

    def _on_reader_test(self, port: str) -> None:
        tab = self._view.devices
        if port == NO_READER:
            tab.show_reader("已设为不使用阅读器。", "note")
            return
        tab.show_busy(True)
        tab.show_reader("正在检测…")

        def answered(status: ReaderStatus) -> None:
            tab.show_busy(False)
            module = f"，安全模块 {status.sam_id}" if status.sam_id else ""
            tab.show_reader(f"阅读器应答正常（{status.port}{module}）。", "good")

        def silent(error: BaseException) -> None:
            tab.show_busy(False)
            tab.show_reader(sentence_for(error), "error")
            if not isinstance(error, StationError):
                self._messages.fail(error)

        self.ask(lambda _s: self._use.check_reader(port), answered, silent, lane="reader", topic="test")

    def _on_doctor(self) -> None:
        tab = self._view.doctor
        tab.show_busy(True)

        def examined(lines: Sequence[Line]) -> None:
            tab.show_busy(False)
            tab.show_lines(lines)

        def failed(error: BaseException) -> None:
            tab.show_busy(False)
            tab.show_failure(sentence_for(error))
            self._messages.fail(error)

        # On the reader's lane, so that two never ask the reader at once.
        self.ask(lambda _s: self._use.run_doctor(), examined, failed, lane="reader", topic="doctor")

    def _refusal(self, tab: _Tab) -> Callable[[BaseException], None]:
        def refused(error: BaseException) -> None:
            tab.show_busy(False)
            tab.show_message(sentence_for(error))
            if not isinstance(error, StationError):
                self._messages.fail(error)

        return refused


def _local_packs() -> dict[str, str]:
    """The bundled packs an office may choose, by name: title and version."""
    return {
        name: f"{pack.title.partition('：')[0]}（{pack.version}）"
        for name, pack in bundled_packs().items()
        if name != NATIONAL
    }
