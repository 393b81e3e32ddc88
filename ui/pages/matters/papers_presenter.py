"""Issuing, looking at, printing again and taking back the papers of a matter. Makes no widget."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.delivery import Delivery, delivery_text, is_served
from app.domain.paper_facts import FactQuestion
from app.domain.papers import PAPERS, RECEIPTS
from app.domain.signature import Signature
from app.errors import FactsMissing, SignatureMissing, StationError
from app.intake import blank_forms, documents, paper_delivery, paper_register, papers
from app.intake.document_gates import sizes_of
from app.intake.documents import Offer
from app.intake.not_shown import not_shown_sentence
from app.intake.paper_register import RegisteredPaper
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.intake.verify_document import Verdict, Verified, verify_document
from app.scanning.picture_file import picture_bytes
from app.scanning.picture_pdf import pdf_pages
from app.scanning.printed_page import PrintedPaper
from ui.labels import PAPER_ZH
from ui.notify import Messages
from ui.pages.matters.papers_panel import PaperRow
from ui.pages.matters.view import MattersView
from ui.pages.presenter import DeskPresenter
from ui.paper_text import verdict_text
from ui.tasks import Runner
from ui.text import sentence_for
from ui.widgets.page_view import Page

_PAGE_PX = 1500
_MOST_PAGES = 40
_MOST_PIXELS = 50_000_000


def page_pictures(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a paper as pictures."""
    return tuple(pdf_pages(pdf, _PAGE_PX, range(_MOST_PAGES), _MOST_PIXELS))


def _no_printer(_paper: Paper, _size: str) -> object:
    return None


def _no_queue(_number: str, _size: str, _large: bool) -> None:
    return None


def _no_reading(_data: bytes) -> PrintedPaper:
    return PrintedPaper(b"", (), (), ())


@dataclass(frozen=True)
class PaperUseCases:
    """What the panel needs done; each may be put in by a test.

    Attributes:
        print_made: (number, paper size, large print); answers at once, the queue of papers does the rest.
        print_loose: lane `print`; (paper, paper size) of what has no number.
        read_printed: lane `camera`; reads a file that is to be checked.
        page_pictures: lane `preview`.
        The rest: lane `store`.
    """

    print_made: Callable[[str, str, bool], None] = _no_queue
    print_loose: Callable[[Paper, str], object] = _no_printer
    read_printed: Callable[[bytes], PrintedPaper] = _no_reading
    page_pictures: Callable[[bytes], Sequence[Page]] = page_pictures
    offers: Callable[[str, DeskSession], tuple[Offer, ...]] = documents.offers
    register: Callable[[str, DeskSession], tuple[RegisteredPaper, ...]] = paper_register.papers_of_matter
    make: Callable[..., Paper] = documents.make_document
    preview: Callable[..., Paper] = documents.preview_document
    questions: Callable[..., tuple[FactQuestion, ...]] = documents.questions
    receipt: Callable[..., Paper] = papers.issue_receipt
    receipt_preview: Callable[..., Paper] = papers.preview_receipt
    blank: Callable[..., Paper] = blank_forms.blank_form
    void: Callable[[str, str, DeskSession], RegisteredPaper] = paper_register.void_paper
    deliver: Callable[..., RegisteredPaper] = paper_delivery.deliver_paper
    verify: Callable[[PrintedPaper, DeskSession], Verified] = verify_document
    blank_names: Mapping[str, str] = field(default_factory=lambda: dict(blank_forms.blank_forms()))


class PapersPresenter(DeskPresenter):
    """Works beside the page's own presenter.

    Attributes:
        changed: called with a number whose matter reads differently now.
        receipt_paper: size of the receipt at this desk.
    """

    changed: Callable[[str], None]

    def __init__(
        self, view: MattersView, runner: Runner, messages: Messages, use: PaperUseCases | None = None
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._use = use or PaperUseCases()
        self._panel = view.detail.papers
        self._reg_no = ""
        self._wanted = ""
        self._make_wanted = ""
        self._shown: PaperRow | None = None
        self._shown_blank: Paper | None = None
        self.changed = lambda _reg_no: None
        self.receipt_paper = lambda: "a5"
        panel = self._panel
        panel.show_blank_forms(dict(self._use.blank_names))
        view.detail.papers_wanted.connect(self.show)
        panel.preview_requested.connect(self._on_preview)
        panel.make_requested.connect(self._on_make)
        panel.signed_requested.connect(lambda row, facts: self._on_make(row, facts, sign=True))
        panel.void_requested.connect(self._on_void)
        panel.delivery_requested.connect(self._on_deliver)
        panel.size_chosen.connect(self._on_size)
        panel.blank_requested.connect(self._on_blank)
        panel.check_requested.connect(view.ask_for_file)
        view.file_chosen.connect(self._on_file)
        view.preview.print_requested.connect(self._on_print_shown)
        view.preview.closed.connect(self._on_preview_closed)

    def end(self) -> None:
        """Nothing of a paper is left on the screen."""
        super().end()
        self._reg_no = self._wanted = self._make_wanted = ""
        self._shown = self._shown_blank = None
        self._panel.close_form()
        self._panel.show_rows(())
        self._view.close_preview()

    def show(self, reg_no: str) -> None:
        """Read the papers of a matter."""
        if reg_no != self._reg_no:
            self._panel.close_form()
        self._reg_no = reg_no
        self.ask(
            lambda s: (self._use.register(reg_no, s), self._use.offers(reg_no, s)),
            lambda found: self._on_read(reg_no, *found),
            self._refused,
            topic="papers",
        )

    def issue(self, reg_no: str, paper: str) -> None:
        """Show the papers of a matter and begin with one of them: where a visit has just ended."""
        self._wanted = self._make_wanted = paper
        self.show(reg_no)

    def _on_read(self, reg_no: str, made: Sequence[RegisteredPaper], offers: Sequence[Offer]) -> None:
        if reg_no != self._reg_no:
            return
        rows = [self._sized(_made(paper)) for paper in made if not paper.voided]
        free = sorted((o for o in offers if not o.number), key=lambda offer: bool(offer.hindrance))
        rows += [self._sized(_offered(offer)) for offer in free]
        rows += [_made(paper) for paper in made if paper.voided]
        self._panel.show_rows(rows, self._wanted)
        self._wanted = ""
        wanted, self._make_wanted = self._make_wanted, ""
        row = self._panel.row()
        if wanted and row is not None and row.paper == wanted and not row.number and not row.hindrance:
            self._on_make(row, {})

    def _sized(self, row: PaperRow) -> PaperRow:
        """With the sizes it can be printed on; a receipt's usual one is the desk's."""
        sizes = sizes_of(row.paper)
        if row.paper in RECEIPTS:
            sizes = tuple(dict.fromkeys((self.receipt_paper(), *sizes)))
        return replace(row, sizes=sizes)

    # --- making ------------------------------------------------------------------------------------

    def _on_make(self, row: PaperRow, facts: Mapping[str, str], *, sign: bool = False) -> None:
        reg_no = self._reg_no

        size = self._panel.size()

        def made(paper: Paper) -> None:
            self._panel.close_form()
            word = "补打" if paper.reprint else "出具"
            if paper.not_shown:
                self._messages.warn(not_shown_sentence(paper.not_shown))
            else:
                self._messages.done(f"已{word}{row.name} {paper.number}，正在送往打印机。")
            self._wanted = paper.number
            self.changed(reg_no)
            self.show(reg_no)
            self._print(paper, size)

        def refused(error: BaseException) -> None:
            if isinstance(error, FactsMissing):
                self._panel.ask(row, error.questions)
                self._panel.show_message("还有没有填写的内容。" if facts else "", "error")
            elif isinstance(error, SignatureMissing):
                self._panel.ask_signature(row, facts)
            else:
                self._panel.back_to_facts(row)
                self._refused(error)

        self.ask(lambda s: self._make(row, facts, reg_no, size, s, sign=sign), made, refused, topic="make")

    def _make(
        self,
        row: PaperRow,
        facts: Mapping[str, str],
        reg_no: str,
        size: str,
        session: DeskSession,
        *,
        sign: bool,
    ) -> Paper:
        large = True if self._panel.large.isChecked() else None
        if row.paper in RECEIPTS:
            visit_no = reg_no.rpartition("-")[0]
            size = size or self.receipt_paper()
            return self._use.receipt(visit_no, session, paper=size, large=large, unsigned=True)
        # On paper nobody sees a signature; what goes into a folder is signed on its way there.
        return self._use.make(
            reg_no, row.paper, session, facts=facts, size=size, large=large, unsigned=True, sign=sign
        )

    def _print(self, paper: Paper, chosen: str = "") -> None:
        size = chosen or (self.receipt_paper() if paper.id in RECEIPTS else PAPERS[paper.id].sizes[0])
        if paper.number:
            self._use.print_made(paper.number, size, self._panel.large.isChecked())
            return
        self._runner.run(
            "print",
            lambda: self._use.print_loose(paper, size),
            owner=self._view,
            on_ok=lambda _: None,
            on_error=self._messages.fail,
        )

    def _on_void(self, number: str, reason: str) -> None:
        reg_no = self._reg_no

        def done(paper: RegisteredPaper) -> None:
            self._panel.close_form()
            self._messages.done(f"{paper.name} {paper.number} 已作废，编号留在登记簿里。")
            self.show(reg_no)

        self.ask(lambda s: self._use.void(number, reason, s), done, self._refused_loudly, topic="void")

    def _on_deliver(self, number: str, delivery: Delivery, signature: Signature | None) -> None:
        reg_no, form = self._reg_no, self._panel.delivery
        form.show_busy(True)

        def done(paper: RegisteredPaper) -> None:
            form.show_busy(False)
            self._panel.close_form()
            self._messages.done(f"已记录：{paper_delivery.told(paper)}")
            self._wanted = number
            self.show(reg_no)

        def refused(error: BaseException) -> None:
            form.show_busy(False)
            self._refused(error)

        self.ask(
            lambda s: self._use.deliver(number, delivery, s, signature=signature),
            done,
            refused,
            topic="deliver",
        )

    # --- looking -----------------------------------------------------------------------------------

    def _on_preview(self, row: PaperRow, facts: Mapping[str, str]) -> None:
        reg_no, chosen = self._reg_no, self._panel.size()
        self._shown, self._shown_blank = row, None

        def look(session: DeskSession) -> Paper:
            large = True if self._panel.large.isChecked() else None
            if row.paper in RECEIPTS:
                visit_no = reg_no.rpartition("-")[0]
                size = chosen or self.receipt_paper()
                return self._use.receipt_preview(visit_no, session, paper=size, large=large)
            return self._use.preview(reg_no, row.paper, session, facts=facts, size=chosen, large=large)

        def made(paper: Paper) -> None:
            on = f"　{PAPER_ZH[chosen]}" if chosen else ""
            if paper.not_shown:
                self._messages.warn(not_shown_sentence(paper.not_shown))
            self._draw(f"{row.name}　{paper.number}".strip() + on, paper, printable=True)

        self.ask(look, made, self._refused, topic="preview")

    def _on_size(self) -> None:
        """What is being looked at is shown again on the paper chosen."""
        if self._shown is not None and self._shown == self._panel.row():
            self._on_preview(self._shown, self._panel.form.facts())

    def _on_blank(self, paper: str) -> None:
        large = self._panel.large.isChecked()
        name = self._use.blank_names[paper]

        def made(form: Paper) -> None:
            self._shown, self._shown_blank = None, form
            self._draw(f"{name}（空白表）", form, printable=True)

        self.ask(lambda s: self._use.blank(paper, s, large=large), made, self._refused, topic="preview")

    def _draw(self, title: str, paper: Paper, *, printable: bool) -> None:
        self.ask(
            lambda _: self._use.page_pictures(paper.pdf),
            lambda pages: self._view.show_preview(title, pages, printable=printable),
            self._refused,
            lane="preview",
            topic="draw",
        )

    def _on_print_shown(self) -> None:
        if self._shown_blank is not None:
            self._messages.done("空白表正在送往打印机。")
            self._print(self._shown_blank)
        elif self._shown is not None:
            self._on_make(self._shown, self._panel.form.facts())

    def _on_preview_closed(self) -> None:
        self._shown = self._shown_blank = None
        self._view.close_preview()

    # --- is it ours ----------------------------------------------------------------------------------

    def _on_file(self, path: str) -> None:
        def read(_session: DeskSession) -> PrintedPaper:
            return self._use.read_printed(picture_bytes(path))

        self._messages.info("正在核验文书……")
        self.ask(read, self._on_printed_read, self._refused_loudly, lane="camera", topic="check")

    def _on_printed_read(self, brought: PrintedPaper) -> None:
        def told(found: Verified) -> None:
            text = verdict_text(found)
            good = found.verdict is Verdict.GENUINE
            self._panel.show_message(text, "good" if good else "warn")
            (self._messages.done if good else self._messages.warn)(text.split("\n")[0])

        self.ask(lambda s: self._use.verify(brought, s), told, self._refused_loudly, topic="check")

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, StationError):
            self._panel.show_message(sentence_for(error), "error")
        else:
            self._messages.fail(error)

    def _refused_loudly(self, error: BaseException) -> None:
        self._messages.fail(error)


def _made(paper: RegisteredPaper) -> PaperRow:
    if paper.voided:
        state = f"已作废（{paper.voided_by}）：{paper.void_reason}"
    elif paper.prints == 0:
        state = "已编号，还没有打印"
    else:
        again = f"，补打 {paper.prints - 1} 次" if paper.prints > 1 else ""
        state = f"已出具（{paper.issued_by}）{again}"
    served = delivery_text(paper.delivery) if paper.delivery else ""
    handed = is_served(paper.paper) and not paper.voided and paper.prints > 0
    if handed:
        state += f"\n{served}" if served else "；送达未记录"
    return PaperRow(
        paper.paper,
        paper.name,
        paper.number,
        state,
        voided=paper.voided,
        served=served if handed else None,
    )


def _offered(offer: Offer) -> PaperRow:
    state = offer.hindrance or ("建议出具" if offer.fitting else "可以出具")
    return PaperRow(offer.paper, offer.name, "", state, offer.hindrance, fitting=offer.fitting)
