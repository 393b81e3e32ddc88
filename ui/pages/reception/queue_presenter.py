"""Today's visits, forms left unfinished, the next visitor. Makes no widget."""

from PySide6.QtCore import QObject, Signal

from app.intake.results import DraftKept, QueueEntry, VisitSummary
from app.scanning.picture_view import ViewedPage
from ui.pages.reception import presentation
from ui.pages.reception.desk import Desk
from ui.pages.reception.form import VisitForm
from ui.pages.reception.summary_words import summary_lines


class QueuePresenter(QObject):
    """The left column. `left` goes out before the form on the desk is changed for another."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._visits: tuple[QueueEntry, ...] = ()
        self._kept: tuple[DraftKept, ...] = ()
        self._busy = False
        view = desk.view
        view.queue.next_requested.connect(self._on_next)
        view.queue.opened.connect(self._on_open)
        view.discard_requested.connect(self._on_discard)
        view.summary.attached.wanted.connect(self._on_attachment)
        view.summary.closed.connect(view.summary.attached.close_picture)
        desk.keeper.kept.connect(self._on_kept)

    def begin(self) -> None:
        """Fetch the queue; what was being typed when the program ended is put back on the desk."""
        session = self._desk.session
        self._desk.on_store(lambda: self._desk.services.kept_drafts(session), self._on_drafts_at_start)
        self.refresh()

    def end(self) -> None:
        """Nothing of anybody stays in the list."""
        self._visits, self._kept = (), ()
        self._desk.view.queue.show_queue([], "")
        self._desk.view.summary.show_visit("", "", [])

    def refresh(self) -> None:
        """Fetch today's visits and the kept drafts again."""
        if not self._desk.open:
            return
        session, services = self._desk.session, self._desk.services
        self._desk.on_store(lambda: services.day_visits(session.clock.today(), session), self._on_visits)
        self._desk.on_store(lambda: services.kept_drafts(session), self._on_drafts)

    def _on_drafts_at_start(self, kept: tuple[DraftKept, ...]) -> None:
        if not self._desk.open:
            return
        self._kept = kept
        mine = [d for d in kept if d.window == self._desk.session.window]
        if mine and self._desk.form.is_empty:
            latest = max(mine, key=lambda d: d.saved_at)
            self._desk.take_up(_form_of(latest), f"已恢复 {self._desk.clock_of(latest)} 草稿")
        self._show()

    def _on_visits(self, visits: tuple[QueueEntry, ...]) -> None:
        self._visits = visits
        self._show()

    def _on_drafts(self, kept: tuple[DraftKept, ...]) -> None:
        self._kept = kept
        self._show()

    def _on_kept(self, kept: DraftKept) -> None:
        self._kept = (*(d for d in self._kept if d.draft_id != kept.draft_id), kept)
        self._show()

    def _show(self) -> None:
        if not self._desk.open:
            return
        local = self._desk.session.clock.now_local()
        lines = presentation.queue_lines(self._visits, self._kept, self._desk.form, local)
        heads = sum(v.head_count for v in self._visits)
        note = f"{len(self._visits)} 批 {heads} 人次" if self._visits else ""
        self._desk.view.queue.show_queue(lines, note)

    def _on_next(self) -> None:
        self._leave()
        self._desk.fresh()
        self._show()
        self._desk.view.focus_field("personName")

    def _leave(self) -> None:
        self._desk.keeper.keep_now()
        self.left.emit()

    def _on_open(self, key: str) -> None:
        desk = self._desk
        if key == desk.form.draft_id:
            desk.view.show_form()
            return
        kept = next((d for d in self._kept if d.draft_id == key), None)
        visit = next((v for v in self._visits if v.visit_no == key), None)
        if kept is not None:
            self._leave()
            desk.take_up(_form_of(kept), f"草稿已保存 {desk.clock_of(kept)}")
            self._show()
        elif visit is not None:
            self._open_visit(visit)

    def _open_visit(self, visit: QueueEntry) -> None:
        """Show at once what the list knows, and the rest when it has been read."""
        desk, session = self._desk, self._desk.session
        title = f"已登记 · {visit.serial:03d} {visit.title}"
        lines = [("编号", visit.visit_no), ("情况", visit.detail)]
        desk.view.summary.show_visit(visit.visit_no, title, lines)
        desk.view.show_summary()
        desk.on_store(
            lambda: desk.services.visit_summary(visit.visit_no, session),
            lambda whole: self._on_summary(title, whole),
        )

    def _on_summary(self, title: str, whole: VisitSummary) -> None:
        desk = self._desk
        summary = desk.view.summary
        if desk.open and desk.view.shows_summary and summary.visit_no == whole.visit_no:
            zone = desk.session.clock.now_local().tzinfo
            summary.show_visit(whole.visit_no, title, summary_lines(whole, zone), whole.attachments)

    def _on_attachment(self, attachment_id: str, name: str) -> None:
        """The picture comes out of the store, is unpacked beside it, and stays in memory only."""
        desk, session = self._desk, self._desk.session
        visit_no = desk.view.summary.visit_no

        def unpack(content: bytes) -> None:
            desk.runner.run(
                "camera",
                lambda: desk.services.pages_to_view(content),
                owner=desk.view,
                on_ok=show,
                on_error=desk.messages.fail,
            )

        def show(pages: tuple[ViewedPage, ...]) -> None:
            if desk.open and desk.view.shows_summary and desk.view.summary.visit_no == visit_no:
                desk.view.summary.attached.show_pages(attachment_id, name, pages)

        desk.on_store(lambda: desk.services.attached_picture(visit_no, attachment_id, session), unpack)

    def _on_discard(self) -> None:
        """The form on the desk was opened by mistake: it leaves the store too."""
        desk, session = self._desk, self._desk.session
        draft_id = desk.form.draft_id
        desk.fresh()
        self._kept = tuple(d for d in self._kept if d.draft_id != draft_id)
        desk.on_store(lambda: desk.services.discard_draft(draft_id, session), lambda _: self.refresh())
        desk.messages.info("这份未完成的登记已放弃。")
        self._show()


def _form_of(kept: DraftKept) -> VisitForm:
    return VisitForm.from_json({**kept.form, "draft_id": kept.draft_id})
