"""Reading, trying and saving the office's own wording of papers. Makes no widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import StationError
from app.intake import paper_templates, wording_preview
from app.intake.paper_templates import TemplateShown
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.scanning.picture_pdf import pdf_pages
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import sentence_for
from ui.widgets.page_view import Page

_PAGE_PX = 1100


def page_pictures(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a paper as pictures."""
    return tuple(pdf_pages(pdf, _PAGE_PX, range(10), 50_000_000))


@dataclass(frozen=True)
class WordingUseCases:
    """The use cases behind the tab; each may be put in by a test."""

    listed: Callable[[DeskSession], tuple[TemplateShown, ...]] = paper_templates.list_templates
    read: Callable[[str, DeskSession], TemplateShown] = paper_templates.read_wording
    adapt: Callable[[str, str, DeskSession], TemplateShown] = paper_templates.adapt_template
    preview: Callable[[str, str, DeskSession], Paper] = wording_preview.preview_wording
    page_pictures: Callable[[bytes], Sequence[Page]] = page_pictures


class WordingPresenter(DeskPresenter):
    """Works while the settings page is looked at."""

    def __init__(
        self, view: SettingsView, runner: Runner, messages: Messages, use: WordingUseCases | None = None
    ) -> None:
        super().__init__(view, runner, messages)
        self._tab = view.wording
        self._use = use or WordingUseCases()
        view.activated.connect(self._on_activated)
        self._tab.wanted.connect(self._on_wanted)
        self._tab.look_requested.connect(self._on_look)
        self._tab.save_requested.connect(self._on_save)
        self._tab.back_requested.connect(lambda id_: self._on_save(id_, ""))

    def _on_activated(self) -> None:
        def listed(shown: tuple[TemplateShown, ...]) -> None:
            self._tab.show_list(shown)
            self._on_wanted(self._tab.chosen())

        self.ask(self._use.listed, listed, topic="wordings")

    def _on_wanted(self, id_: str) -> None:
        if not id_:
            return

        def read(shown: TemplateShown) -> None:
            self._tab.show_wording(shown)
            self._on_look(id_, shown.text)

        self.ask(lambda s: self._use.read(id_, s), read, self._refused, topic="wording")

    def _on_look(self, id_: str, text: str) -> None:
        def made(paper: Paper) -> None:
            self._tab.show_message("")
            self.ask(
                lambda _: self._use.page_pictures(paper.pdf),
                self._tab.show_pages,
                self._refused,
                lane="preview",
                topic="draw",
            )

        self.ask(lambda s: self._use.preview(id_, text, s), made, self._refused, topic="look")

    def _on_save(self, id_: str, text: str) -> None:
        def saved(shown: TemplateShown) -> None:
            self._messages.done(f"{shown.name}的措辞已保存，用于以后出具的文书。")
            self._on_activated()

        self.ask(lambda s: self._use.adapt(id_, text, s), saved, self._refused, topic="save")

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, StationError):
            self._tab.show_message(sentence_for(error))
        else:
            self._messages.fail(error)
