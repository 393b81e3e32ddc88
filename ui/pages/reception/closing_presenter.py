"""The end of a visit: read aloud, papers brought, F9, and what became of the receipt. Makes no widget."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.print_entry import Making, PrintEntry
from app.domain.signature import Signature
from app.errors import BadInput
from app.intake.documents import FittingPaper
from app.intake.results import Paper, Registration
from ui.pages.reception import finding_words, presentation
from ui.pages.reception.desk import Desk
from ui.pages.reception.form import MaterialForm, signed
from ui.pages.reception.registering import Registering
from ui.pages.reception.shapes import BannerShown, FindingCard
from ui.paper_run import PaperRun
from ui.print_words import print_sentence
from ui.text import sentence_for

_BEING_SAVED = "这份登记正在保存，刚才的操作没有生效；保存好后请再做一次。"


class ClosingPresenter(QObject):
    """Confirming, attaching, registering, printing.

    `sent` goes out when the form goes to be saved and does not change any more; `registered` carries
    the visit number, `paper_requested` number and id of a paper somebody wants to issue now.
    """

    sent = Signal()
    registered = Signal(str)
    paper_requested = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._banner: BannerShown | None = None
        self._again: set[str] = set()
        self._sent_id = ""
        self._sent_rows: list[int] = []
        self.registering = Registering(desk.runner, desk.services, desk.view)
        self.run = PaperRun(desk.runner, desk.services.printing, desk.view)
        view = desk.view
        view.confirm_requested.connect(self._on_confirm)
        view.attachments_requested.connect(self._on_attachments)
        view.attachments.changed.connect(self._on_materials)
        view.read_back.confirmed.connect(self._on_confirmed)
        for panel in (view.attachments, view.read_back, view.summary):
            panel.closed.connect(view.show_form)
        view.register_requested.connect(self._on_register)
        view.refused_while_busy.connect(lambda: desk.messages.warn(_BEING_SAVED))
        view.banner.reprint_requested.connect(self._on_reprint)
        view.banner.closed.connect(self.close_banner)
        view.banner.paper_requested.connect(self.paper_requested)
        view.summary.reprint_requested.connect(self._on_reprint)
        self.registering.registered.connect(self._on_registered)
        self.registering.shown.connect(self._on_shown)
        self.registering.refused.connect(self._on_refused)
        self.run.issued.connect(self._on_issued)
        self.run.failed.connect(self._on_paper_failed)
        self.run.told.connect(self._on_told)

    def _on_confirm(self) -> None:
        form, view = self._desk.form, self._desk.view
        confirmed = form.confirmed or {}
        sections = presentation.read_back_sections(form, self._desk.classes)
        view.read_back.show_text(
            sections, str(confirmed.get("how", "")), confirmed.get("witnesses", []), form.signature
        )
        view.show_read_back()

    def _on_confirmed(self, how: str, witnesses: list[str], signature: Signature | None) -> None:
        self._desk.form.confirmed = {"how": how, "witnesses": witnesses, **signed(signature)}
        self._desk.view.show_form()
        self._desk.changed()
        self._desk.view.register.setFocus()

    def _on_attachments(self) -> None:
        self._desk.view.attachments.show_materials(self._desk.form.materials)
        self._desk.view.show_attachments()

    def _on_materials(self, materials: list[MaterialForm]) -> None:
        self._desk.form.materials = materials
        self._desk.changed()

    # --- F9 ----------------------------------------------------------------------------------------

    def _on_register(self) -> None:
        desk = self._desk
        if self.registering.busy or not desk.open:
            return
        desk.problems = desk.missing()
        if desk.problems:
            desk.go_to(desk.problems[0])
            desk.view.show_checks_top()
            desk.messages.warn(desk.problems[0].sentence)
            return
        desk.keeper.keep_now()
        desk.keeper.stop()
        desk.keeper.hold(True)
        draft, self._sent_rows = desk.draft()
        self._sent_id = desk.form.draft_id
        desk.view.show_busy(True)
        self.sent.emit()
        self.registering.register(draft, desk.session, desk.form.draft_id, desk.form.signature)

    def _on_registered(self, done: Registration) -> None:
        desk = self._desk
        desk.view.show_busy(False)
        desk.keeper.hold(False)
        if not desk.open:
            return  # locked meanwhile: it stands in the queue after unlocking
        note = finding_words.blocked_note(done.findings, self._sent_rows)
        at = done.registered_at.astimezone(desk.session.clock.now_local().tzinfo)
        desk.messages.done(f"已登记，编号 {done.visit_no}。")
        self._show(
            BannerShown(
                number=done.visit_no,
                title=f"已登记 {at:%H:%M}",
                state="正在生成回执……",
                visit_no=done.visit_no,
                note=note,
            )
        )
        if desk.form.draft_id == self._sent_id:
            desk.fresh()
        desk.view.focus_field("personName")

    def _on_shown(self, done: Registration) -> None:
        # The paper waits in the store for its printing: begun before the form has been cleared, making it
        # would hold up that very drawing.
        if self._desk.open:
            self.run.print_waiting(done.print_id, done.visit_no)
            self.registered.emit(done.visit_no)
            self._look_for_papers(done.visit_no)

    def _look_for_papers(self, visit_no: str) -> None:
        """What else the visit ends with is offered beside the receipt."""
        desk = self._desk
        session = desk.session
        desk.runner.run(
            "store",
            lambda: desk.services.fitting_papers(visit_no, session),
            owner=desk.view,
            on_ok=lambda found: self._on_papers(visit_no, found),
            on_error=desk.messages.fail,
        )

    def _on_papers(self, visit_no: str, found: Sequence[FittingPaper]) -> None:
        if found and self._banner is not None and self._banner.visit_no == visit_no:
            papers = tuple((one.reg_no, one.paper, one.name) for one in found)
            self._show(replace(self._banner, papers=papers))

    def _on_refused(self, error: BaseException) -> None:
        desk = self._desk
        desk.view.show_busy(False)
        desk.keeper.hold(False)
        if not desk.open or desk.form.draft_id != self._sent_id:
            desk.messages.fail(error)  # the form waits among the drafts
            return
        desk.keeper.touch()
        if isinstance(error, BadInput):
            # `people[0].name:缺少姓名` - the path is for machines.
            sentences = [p.partition(":")[2] or p for p in error.problems]
            desk.local_cards = [c for c in desk.local_cards if c.rule != "refused"]
            desk.local_cards.insert(
                0, FindingCard("warn", "没有登记：请先更正", "\n".join(sentences), rule="refused")
            )
            desk.show_checks()
            desk.messages.warn(sentences[0])
        else:
            desk.messages.fail(error)

    # --- paper ---------------------------------------------------------------------------------------

    def _on_reprint(self, visit_no: str) -> None:
        if not visit_no or not self._desk.open:
            return
        self._desk.view.show_form()
        self._show(BannerShown(visit_no, "补打回执", "正在生成回执……", visit_no=visit_no))
        self.run.ask(visit_no)

    def _on_issued(self, entry: PrintEntry, paper: Paper) -> None:
        if paper.reprint:
            self._again.add(entry.entry_id)
        if self._banner is not None and self._banner.visit_no == entry.visit_no:
            word = "补打" if paper.reprint else "回执"
            title = f"{self._banner.title.split(' · ')[0]} · {word} {paper.number}"
            self._show(replace(self._banner, title=title, state="正在送往打印机……"))

    def _on_paper_failed(self, visit_no: str, error: BaseException) -> None:
        sentence = f"来访已登记。{sentence_for(error)}这份文书在打印队列里等着（Ctrl+P）。"
        if self._banner is not None and self._banner.visit_no == visit_no:
            self._show(replace(self._banner, state=sentence, effect="warn"))
        self._desk.messages.fail(error)

    def _on_told(self, entry: PrintEntry) -> None:
        sentence, effect = print_sentence(entry)
        told = self._banner is not None and self._banner.visit_no == entry.visit_no
        if told and self._banner is not None:
            if self._banner.state == sentence:
                return
            if entry.state is not Making.WAITING:  # why it waits was told with the error
                self._show(replace(self._banner, state=sentence, effect=effect))
        if entry.state in (Making.WAITING, Making.DROPPED):
            return
        if effect == "warn":
            self._desk.messages.warn(f"编号 {entry.visit_no} 已登记；{sentence}")
        elif entry.state is Making.PRINTED:
            again = entry.entry_id in self._again
            said = "的文书已补打。" if again else "已登记，文书已打印。"
            self._desk.messages.done(f"编号 {entry.visit_no} {said}")

    def _show(self, banner: BannerShown) -> None:
        self._banner = banner
        self._desk.view.banner.show_banner(banner)

    def close_banner(self) -> None:
        """Take the banner away; the print job goes on."""
        self._banner = None
        self._desk.view.banner.show_banner(None)
