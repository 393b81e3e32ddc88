"""The desk: window, pages, lanes and devices put together around a gate to the store."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.config import Settings
from app.domain.due import DueFilter
from app.domain.office import Office
from app.domain.words import STAFF_ROLES_ZH
from app.errors import StationError
from app.intake import (
    documents,
    drafts,
    events,
    hall,
    lists,
    matter_lists,
    open_receipt,
    register,
    sealed_matters,
    staff,
)
from app.intake import office as office_cases
from app.intake.clock import OfficeClock
from app.intake.compare import compare_with
from app.intake.follows import assess_with_consequences
from app.intake.reindex import index_arrived
from app.intake.session import DeskSession
from app.printing.jobs import PrinterCondition
from app.printing.printers import Printers, system_spooler
from app.receipts import fonts
from app.scanning.card_ports import AUTO
from app.scanning.card_reader import ReaderStatus
from app.scanning.codes import read_codes, read_codes_in
from app.scanning.id_reader import IdReader
from app.scanning.picture import decode_pages
from app.scanning.picture_view import LONGEST_PX
from app.sync.beat import sync_round
from app.sync.desk import DeskSync
from ui.app import make_application
from ui.devices import DeskDevices
from ui.gate import DeskGate
from ui.heap import for_good
from ui.hub_questions import HubQuestions
from ui.keys_back import keys_back
from ui.lights import PRINTER_LIGHT, CameraLight, Light, Lights, LightState, reader_light
from ui.notify import CrashHooks, Messages
from ui.pages.coordination.hall_presenter import HallPresenter, HallUseCases
from ui.pages.coordination.presenter import CoordinationPresenter
from ui.pages.coordination.view import CoordinationView
from ui.pages.deadlines.presenter import DeadlinesPresenter, DeadlineUseCases
from ui.pages.deadlines.view import DeadlinesView
from ui.pages.figures.presenter import FiguresPresenter, FigureUseCases
from ui.pages.figures.view import FiguresView
from ui.pages.log.closing_view import ClosingView
from ui.pages.log.correct_view import CorrectView
from ui.pages.log.export_presenter import LogExportCases, LogExports
from ui.pages.log.presenter import LogPresenter
from ui.pages.log.question_view import AnswerView, AskView
from ui.pages.log.review_presenter import ReviewPresenter, ReviewViews
from ui.pages.log.view import LogView
from ui.pages.log.visit_view import VisitView
from ui.pages.matters.papers_presenter import PaperUseCases, page_pictures
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.matters.view import MattersView
from ui.pages.presenter import DeskPresenter
from ui.pages.print_queue.presenter import PrintQueuePresenter
from ui.pages.print_queue.preview import PreviewWindow
from ui.pages.print_queue.view import PrintQueueView
from ui.pages.reception import ReceptionPage, ReceptionServices, make_reception_page
from ui.pages.settings.camera_presenter import CameraPresenter, CameraUseCases
from ui.pages.settings.hub_presenter import HubPresenter, HubUseCases
from ui.pages.settings.presenter import SettingsPresenter, SettingsUseCases
from ui.pages.settings.signing_key_presenter import SigningKeyPresenter
from ui.pages.settings.staff_presenter import StaffPresenter, StaffUseCases
from ui.pages.settings.view import SettingsView
from ui.pages.settings.wording_presenter import WordingPresenter
from ui.pages.sign_in.presenter import SignInPresenter
from ui.pages.sign_in.view import SignInView
from ui.pages.sync.presenter import SyncPresenter, SyncUseCases
from ui.pages.sync.sealed_presenter import SealedPresenter, SealedUseCases
from ui.pages.sync.view import SyncView
from ui.paper_run import lane_of
from ui.print_services import services_of
from ui.renewal import Renewal
from ui.tasks import TaskRunner
from ui.wedge_burst import wedge_options
from ui.wedge_desk import ScansAtDesk
from ui.widgets.hanzi_picker import close_hanzi_picker
from ui.widgets.hanzi_picker_load import hanzi_table
from ui.window import MainWindow

_LOOK_AT_PRINTER_MS = 5000
_LOOK_AT_READER_MS = 10_000
_WARM_UP_MS = 1500
SWITCH_S = 0.0002
"""How long a lane keeps Python's lock while Qt's thread waits for it: every call into Qt lets the lock go,
and of a hundred such calls in a drawing the usual 5 ms make half a second, 1 ms still a tenth."""


@dataclass(frozen=True)
class Opened:
    """What is read once when somebody signs in."""

    session: DeskSession
    office: Office
    devices: dict[str, str]


class Desk(QObject):
    """One running window. `close` ends its lanes and lets the store go.

    Attributes:
        window: the main window; show it.
        reception: the page the day is spent on.
    """

    def __init__(self, gate: DeskGate, devices: DeskDevices, *, hint: str = "", user: str = "") -> None:
        """Build everything; nobody is signed in yet.

        Args:
            hint: shown on the sign-in page (the demo's password).
            user: filled in on the sign-in page.
        """
        super().__init__()
        self._gate = gate
        self._desk_sync = DeskSync(gate.sync_store)
        self._questions = HubQuestions(gate.sync_store)
        self._devices = devices
        self._opened: Opened | None = None
        self._runner = TaskRunner(parent=self)
        self._messages = Messages(self)
        self._lights = Lights(self)
        self._clock = OfficeClock(Settings().timezone)
        self._hooks = CrashHooks(self._messages, self)
        self._runner.failed.connect(self._messages.fail)
        zone = self._clock.now_local().tzinfo
        if zone is None:
            raise AssertionError("the office clock is aware")
        self._services_printing = services_of(devices.spooler, devices.wish)
        self._sign_in_view = SignInView()
        self.reception: ReceptionPage = make_reception_page(
            self._runner, self._services(), self._messages, self._lights
        )
        self._presenters: list[DeskPresenter] = []
        pages = {"reception": self.reception, **self._other_pages(zone)}
        self.window = MainWindow(
            pages, self._sign_in_view, self._messages, self._lights, now_local=self._clock.now_local
        )
        self._over_window()
        self._scans = ScansAtDesk(self.window, self.reception, self._matters, self._messages)
        self._sign_in = SignInPresenter(
            self._sign_in_view,
            self._runner,
            gate,
            self._messages,
            opened=self._on_opened,
            unlocked=self._on_unlocked,
            left=self._on_left,
        )
        self._renewal = Renewal(self._runner, self._messages, parent=self)
        self._renewal.progressed.connect(self.window.show_progress)
        if hint:
            self._sign_in_view.show_hint(hint)
        if user:
            self._sign_in_view.show_user(user)
        self._make_print_queue(zone)
        self.window.lock_requested.connect(self._on_lock)
        self.window.closing.connect(self._on_closing)
        self._printer_timer = QTimer(self, interval=_LOOK_AT_PRINTER_MS)
        self._printer_timer.timeout.connect(self._look_at_printer)
        self._reader_timer = QTimer(self, interval=_LOOK_AT_READER_MS)
        self._reader_timer.timeout.connect(self._look_at_reader)
        self._warm_timer = QTimer(self, interval=_WARM_UP_MS, singleShot=True)
        self._warm_timer.timeout.connect(self._warm_up)
        self._camera_light = CameraLight(self._lights)
        self.reception.presenter.closing.registered.connect(lambda _: self._sync.soon())
        camera = self.reception.presenter.scan.camera
        camera.seen.connect(lambda _: self._camera_light.show_picture())
        camera.failed.connect(self._camera_light.show_failure)
        self._lights.show(Light.SYNC, LightState.OFF, "未接入上级")

    def _print_made(self, number: str, size: str, large: bool) -> None:
        """A paper that was just made and numbered goes its way through the queue."""
        wish = replace(self._devices.wish(size), large=large)
        self.reception.presenter.closing.run.ask(number, wish, made=True)

    def _make_print_queue(self, zone: tzinfo) -> None:
        """The queue's window, over whatever page is open."""
        self._unprinted = 0
        self._condition = PrinterCondition.MISSING
        preview, entries = PreviewWindow(self.window), PrintQueueView(zone, self.window)
        keys_back(preview, self.window)
        keys_back(entries, self.window)
        queue = PrintQueuePresenter(
            entries,
            self._runner,
            self._messages,
            self.reception.presenter.closing.run,
            self._services_printing,
            changed=self._on_unprinted,
            draw=page_pictures,
            show_preview=preview.show_paper,
        )
        self._presenters.append(queue)
        self.window.print_queue_requested.connect(queue.open_queue)

    def close(self) -> None:
        """Finish what is being written, stop the lanes and close the store."""
        self._printer_timer.stop()
        self._reader_timer.stop()
        self._warm_timer.stop()
        self._renewal.leave()
        self._sync.leave()
        self._hall.leave()
        self._counting.leave()
        self._log_exports.leave()
        self._scans.scanner.stop()
        self.reception.stop_devices()
        self._devices.leave()
        self._runner.shutdown(wait=True, cancel_futures=False, leave=("reader", "sync", "claims", "advice"))
        self._devices.close_reader()
        self._devices.close_camera()
        self._gate.close()
        self._hooks.remove()

    def _services(self) -> ReceptionServices:
        devices = self._devices
        return ReceptionServices(
            assess=assess_with_consequences,
            compare=compare_with,
            register=lambda draft, session, draft_id, signature: register.register_visit(
                draft, session, draft_id=draft_id, wish=devices.wish(), signature=signature
            ),
            register_claimed=lambda draft, session, draft_id, signature, claims: register.register_visit(
                draft, session, draft_id=draft_id, wish=devices.wish(), signature=signature, claims=claims
            ),
            claims_wanted=self._questions.claims_wanted,
            ask_claims=self._questions.ask_claims,
            elsewhere=self._questions.elsewhere,
            keep_draft=drafts.keep_draft,
            kept_drafts=drafts.kept_drafts,
            discard_draft=drafts.discard_draft,
            day_visits=lists.day_visits,
            visit_summary=lists.visit_summary,
            attached_picture=lists.attached_picture,
            read_office=office_cases.read_office,
            content_classes=lambda s: [(code, names[1]) for code, names in s.rules.content_classes.items()],
            poll_card=devices.poll_card,
            close_reader=devices.close_reader,
            read_picture=devices.read_picture,
            has_camera=lambda: bool(devices.camera_address),
            has_scanner=lambda: bool(devices.scanner),
            grab_frame=devices.grab_frame,
            close_camera=devices.close_camera,
            read_frame=devices.read_frame,
            read_codes=lambda data: tuple(code.text for code in read_codes(data)),
            read_codes_in=lambda frame: tuple(code.text for code in read_codes_in(frame, live=False)),
            scan_page=devices.scan_page,
            printing=self._services_printing,
            fitting_papers=documents.fitting_papers,
        )

    def _other_pages(self, zone: tzinfo) -> dict[str, QWidget]:
        log, matters, deadlines = LogView(zone), MattersView(zone), DeadlinesView()
        sync, settings = SyncView(zone), SettingsView()
        common = (self._runner, self._messages)
        use = SettingsUseCases(
            read_office=office_cases.read_office,
            change_office=office_cases.change_office,
            read_devices=lambda s: self._devices.in_use(office_cases.read_devices(s)),
            change_devices=office_cases.change_devices,
            reader_ports=self._devices.reader_ports,
            printers=self._devices.printers,
            printer_papers=self._devices.printer_papers,
            check_reader=self._devices.check_reader,
            run_doctor=self._devices.examine,
        )
        people = StaffUseCases(
            list_staff=staff.list_staff,
            add_staff=staff.add_staff,
            reset_password=staff.reset_password,
            deactivate=staff.deactivate,
            change_own_password=staff.change_own_password,
            new_recovery_code=staff.new_recovery_code,
        )
        self._matters = MattersPresenter(
            matters,
            *common,
            matter_list=open_receipt.search_matters,
            matter_detail=matter_lists.matter_detail,
            record_event=events.record_event,
            today=self._clock.today,
            papers=PaperUseCases(
                print_loose=lambda paper, size: self._devices.print_loose(paper.pdf, "空白表", size),
                print_made=self._print_made,
                read_printed=self._devices.read_printed,
            ),
        )
        self._matters.papers.receipt_paper = lambda: self._devices.paper
        self.reception.presenter.closing.paper_requested.connect(self._matters.issue_paper)
        use_deadlines = DeadlineUseCases(
            print_loose=lambda paper, title, size: self._devices.print_loose(paper.pdf, title, size)
        )
        self._deadlines = DeadlinesPresenter(deadlines, *common, use_deadlines)
        self._deadlines.open_matter = self._matters.open_matter
        self._matters.changed = self._deadlines.alarm.look_soon
        coordination = CoordinationView()
        leads = CoordinationPresenter(coordination, *common)
        leads.open_matter = self._matters.open_matter
        leads.open_deadlines = self._open_deadlines
        leads.changed = self._deadlines.alarm.look_soon
        self._hall = HallPresenter(
            coordination,
            *common,
            HallUseCases(hall.hall_report, hall.away_report, self._desk_sync.hall),
            receiving=lambda: self.reception.presenter.receiving,
            zone=zone,
        )
        self.reception.presenter.closing.registered.connect(lambda _: self._deadlines.alarm.look_soon())
        self._sync = self._sync_presenter(sync, zone)
        self._presenters += [
            self._log_presenter(log, zone),
            self._matters,
            self._deadlines,
            leads,
            self._hall,
            self._sync,
            SettingsPresenter(
                settings, *common, use, office_changed=self._on_office, devices_changed=self._on_devices
            ),
            CameraPresenter(
                settings,
                *common,
                CameraUseCases(self._devices.cameras, self._devices.check_camera, self._devices.scanners),
            ),
            WordingPresenter(settings, *common),
            SigningKeyPresenter(settings, *common),
            StaffPresenter(settings, *common, self._gate, people),
            HubPresenter(
                settings,
                *common,
                HubUseCases(lists.sync_figures, self._desk_sync.enrol),
                enrolled=self._sync.soon,
            ),
        ]
        self._presenters.append(self._sealed_presenter(sync))
        figures = FiguresView()
        self._counting = FiguresPresenter(
            figures,
            *common,
            FigureUseCases(print_loose=self._devices.print_loose),
            today=self._clock.today,
        )
        self._counting.open_log = self._log.open_log
        self._log_exports = LogExports(
            log, *common, LogExportCases(print_loose=self._devices.print_loose), asked=self._log.asked
        )
        self._presenters.append(self._log_exports)
        self._presenters.append(self._counting)
        return {
            "log": log,
            "matters": matters,
            "deadlines": deadlines,
            "coordination": coordination,
            "figures": figures,
            "sync": sync,
            "settings": settings,
        }

    def _open_deadlines(self, asked: DueFilter) -> None:
        """Somebody's work list, on the page that shows it."""
        self._deadlines.show_filter(asked)
        self.window.open_page("deadlines")

    def _log_presenter(self, view: LogView, zone: tzinfo) -> LogPresenter:
        views = ReviewViews(VisitView(zone), CorrectView(zone), AskView(), AnswerView(zone), ClosingView())
        self._review = ReviewPresenter(view, views, self._runner, self._messages)
        self._review.open_matter = self._matters.open_matter
        self._log = LogPresenter(view, self._runner, self._messages, self._review, today=self._clock.today)
        self._log_windows = views
        return self._log

    def _over_window(self) -> None:
        """The log's windows stand over the main one, and lead from page to page."""
        views = self._log_windows
        for view in (views.visit, views.correct, views.ask, views.answer, views.closing):
            view.setParent(self.window, Qt.WindowType.Dialog)
            keys_back(view, self.window)
        self._log.show_page = lambda: self.window.open_page("log")
        self._review.open_page = self.window.open_page
        self._review.questions_shown = self.window.show_questions
        self.window.questions_requested.connect(self._review.open_questions)
        self.window.page_opened.connect(lambda _: self._review.look_for_questions())

    def _sync_presenter(self, view: SyncView, zone: tzinfo) -> SyncPresenter:
        desk_sync = self._desk_sync
        return SyncPresenter(
            view,
            self._runner,
            self._messages,
            lights=self._lights,
            sync_figures=lists.sync_figures,
            zone=zone,
            use=SyncUseCases(
                sync=lambda compare, stop: sync_round(self._gate.sync_store(), compare=compare, stop=stop),
                parked=lambda _s: desk_sync.parked(),
                again=lambda item, _s: desk_sync.offer_again(item),
                settle=lambda item, s: desk_sync.settle(item, s.user.name),
                arrived=index_arrived,
            ),
        )

    def _sealed_presenter(self, view: SyncView) -> SealedPresenter:
        book = self._desk_sync.sealed
        use = SealedUseCases(
            keys=lambda _s: book().office_keys(),
            make=lambda s: sealed_matters.make_key(book(), s),
            received=lambda s: sealed_matters.list_received(book(), s),
            read=lambda reg_no, why, s: sealed_matters.read_received(book(), reg_no, why, s),
            pages=lambda data: tuple(decode_pages(data, LONGEST_PX)),
        )
        return SealedPresenter(view, self._runner, self._messages, use, announced=self._sync.soon)

    def _on_opened(self, session: DeskSession) -> None:
        def read() -> Opened:
            return Opened(session, office_cases.read_office(session), office_cases.read_devices(session))

        self._runner.run("store", read, owner=self, on_ok=self._begin, on_error=self._messages.fail)

    def _begin(self, opened: Opened) -> None:
        self._opened = opened
        self._devices.use(opened.devices)
        self._scans.scanner.set_options(wedge_options(opened.devices))
        self._printer_timer.start()
        self._reader_timer.start()
        self._warm_timer.start()
        self._show_desk()
        self._renewal.begin(opened.session)

    def _warm_up(self) -> None:
        """Load what the first picture and the first receipt need, once the page has been drawn."""
        self._runner.run(
            "camera",
            lambda: for_good(self._devices.warm_up),
            owner=self,
            on_ok=self._on_warm,
            on_error=self._on_cold,
        )
        self._runner.run("camera", lambda: for_good(fonts.warm_up), owner=self, on_ok=lambda _: None)
        hanzi_table()

    def _show_desk(self) -> None:
        if self._opened is None:
            return
        opened = self._opened
        self.reception.begin(opened.session)
        # Filled behind the sign-in page, shown in the next turn: both at once are felt.
        self._runner.after_drawing(lambda: self._show_pages(opened), owner=self)

    def _show_pages(self, opened: Opened) -> None:
        if self._opened is not opened:
            return
        session, user = opened.session, opened.session.user
        for presenter in self._presenters:
            presenter.begin(session)
        self.window.show_desk(opened.office.name, session.window, f"{STAFF_ROLES_ZH[user.role]} {user.name}")
        self._runner.after_drawing(self._look_at_devices, owner=self)

    def _look_at_devices(self) -> None:
        if self._opened is not None:
            self._look_at_printer()
            self._show_reader()

    def _on_lock(self) -> None:
        self.reception.end()
        for presenter in self._presenters:
            presenter.end()
        close_hanzi_picker(self.window)
        self._sign_in.lock()
        self.window.show_sign_in()

    def _on_unlocked(self) -> None:
        self._show_desk()

    def _on_left(self) -> None:
        self._opened = None
        self._printer_timer.stop()
        self._reader_timer.stop()
        self._warm_timer.stop()
        self._renewal.leave()
        self._sync.leave()
        self.window.show_sign_in()

    def _on_closing(self) -> None:
        if self._opened is not None:
            self.reception.keep_now()
            self.reception.stop_devices()

    def _on_office(self, office: Office) -> None:
        if self._opened is not None:
            self._opened = replace(self._opened, office=office)
            session = self._opened.session
            who = f"{STAFF_ROLES_ZH[session.user.role]} {session.user.name}"
            self.window.show_place(office.name, session.window, who)

    def _on_devices(self, devices: dict[str, str]) -> None:
        if self._opened is None:
            return
        merged = {**self._opened.devices, **devices}
        number = int(merged["window"]) if merged.get("window", "").isdigit() else self._opened.session.window
        session = replace(self._opened.session, window=number)
        self._opened = replace(self._opened, session=session, devices=merged)
        self._runner.run("reader", self._devices.close_reader, owner=self, on_ok=lambda _: None)
        self._devices.use(merged)
        self._scans.scanner.set_options(wedge_options(merged))
        self._camera_light.forget_camera()
        self._on_office(self._opened.office)
        self.reception.end()
        self.reception.begin(session)
        for presenter in self._presenters:
            presenter.begin(session)
        self._look_at_devices()

    def _show_reader(self) -> None:
        """The light of the reader; asking for it never holds up the window."""
        if self._devices.reader_port:
            self._ask_reader(self._devices.find_reader)
        else:
            self._lights.show(Light.READER, LightState.OFF, "阅读器 不使用")

    def _look_at_reader(self) -> None:
        """Unplugging and plugging in shows in the light by itself."""
        if self._devices.reader_port and not self._runner.busy("reader"):
            self._ask_reader(lambda: self._devices.find_reader(afresh=False))

    def _ask_reader(self, question: Callable[[], ReaderStatus | None]) -> None:
        def there(status: ReaderStatus | None) -> None:
            if status is not None:
                self._lights.show(Light.READER, LightState.OK, "证件阅读器")

        self._runner.run("reader", question, owner=self, on_ok=there, on_error=self._show_no_reader)

    def _show_no_reader(self, error: BaseException) -> None:
        if not isinstance(error, StationError):
            self._messages.fail(error)
        # A desk that looks by itself and never had a reader has no fault; one that lost its reader has.
        automatic = self._devices.reader_port == AUTO and not self._devices.reader_seen
        state, words = reader_light(error, automatic=automatic)
        self._lights.show(Light.READER, state, words)

    def _look_at_printer(self) -> None:
        lane = lane_of(self._devices.wish().printer)
        if not self._runner.busy(lane):
            self._runner.run(lane, self._devices.printer_condition, owner=self, on_ok=self._show_printer)

    def _show_printer(self, condition: PrinterCondition) -> None:
        self._condition = condition
        state, words = PRINTER_LIGHT[condition]
        if self._unprinted:
            state = LightState.WARN if state is LightState.OK else state
            words = f"{words} · {self._unprinted} 份未打"
        self._lights.show(Light.PRINTER, state, words)

    def _on_unprinted(self, count: int) -> None:
        self._unprinted = count
        self._show_printer(self._condition)

    def _on_warm(self, _nothing: object) -> None:
        self._camera_light.show_models(loaded=True)

    def _on_cold(self, error: BaseException) -> None:
        self._camera_light.show_models(loaded=False)
        self._messages.fail(error)


def run_desk(gate: DeskGate, *, store: Path, reader: str = "", printer: str = "", camera: str = "") -> int:
    """Open the window on a store and work until it is closed; returns the exit code."""
    return run_with(lambda: Desk(gate, real_devices(store, reader, printer, camera)))


def run_with(make: Callable[[], Desk]) -> int:
    """Run the application around a desk that is made once Qt is there."""
    sys.setswitchinterval(SWITCH_S)
    app = make_application(sys.argv[:1])
    desk = for_good(make)
    app.aboutToQuit.connect(desk.close)
    desk.window.show_fitting()
    return app.exec()


def real_devices(store: Path, reader: str, printer: str, camera: str = "") -> DeskDevices:
    """Reader at a port, printers of the print service, reading of pictures, a camera."""
    printers = Printers(system_spooler())
    return DeskDevices(printers, IdReader(), reader=reader, printer=printer, camera=camera, store=store)
