"""Matters and the decision on each. Makes no widget."""

from PySide6.QtCore import QObject

from ui.pages.reception import edits
from ui.pages.reception.desk import Desk


class MatterPresenter(QObject):
    """What is done in the matter panel and the decision area."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        view = desk.view
        view.matter.edited.connect(self._on_edited)
        view.matter.content_changed.connect(self._on_content)
        view.matter.tab_selected.connect(self._on_tab)
        view.matter.add_requested.connect(self._on_add)
        view.matter.remove_requested.connect(self._on_remove)
        view.matter.refused.connect(desk.messages.warn)
        view.outcome.edited.connect(self._on_outcome)
        view.outcome.refused.connect(desk.messages.warn)

    def _on_edited(self, field: str, value: object) -> None:
        edits.edit_matter(self._desk.form, field, value)
        self._desk.changed(redraw=field == "purpose")

    def _on_content(self, code: str, text: str) -> None:
        matter = self._desk.form.current_matter
        matter.content_code, matter.content_text = code, "" if code else text
        self._desk.show_tabs()
        self._desk.changed(redraw=False)

    def _on_tab(self, index: int) -> None:
        self._desk.form.matter = max(index, 0)
        self._desk.view.show_form()
        self._desk.show_all()

    def _on_add(self) -> None:
        edits.add_matter(self._desk.form, self._desk.division_code)
        self._desk.changed()
        self._desk.view.focus_field("purpose")

    def _on_remove(self, index: int) -> None:
        self._desk.form.remove_matter(index)
        self._desk.changed()

    def _on_outcome(self, field: str, value: object) -> None:
        desk = self._desk
        if field == "outcome":
            proposed = desk.proposal.outcome.value if desk.proposal else ""
            edits.choose_outcome(desk.form.current_matter, str(value), proposed)
        else:
            edits.edit_matter(desk.form, field, value)
        desk.changed(redraw=field == "inDispute")
