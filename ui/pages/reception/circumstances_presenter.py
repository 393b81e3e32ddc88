"""The visit's other circumstances, and the written authority of who acts for others. Makes no widget."""

from PySide6.QtCore import QObject

from ui.pages.reception import edits
from ui.pages.reception.desk import Desk


class CircumstancesPresenter(QObject):
    """What is done in the two panels that take the place of the matter for it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        view = desk.view
        view.circumstances_requested.connect(self._on_circumstances)
        view.circumstances.edited.connect(self._on_visit)
        view.people.more.authority_requested.connect(self.open_authority)
        view.authority.edited.connect(self._on_authority)
        view.authority.refused.connect(desk.messages.warn)
        for panel in (view.circumstances, view.authority):
            panel.closed.connect(view.show_form)

    def _on_circumstances(self) -> None:
        """The key opens the panel, and pressed again closes it."""
        view = self._desk.view
        if view.shows_circumstances:
            view.show_form()
        else:
            view.show_circumstances()

    def open_authority(self) -> None:
        """Ask what the selected person has shown; nobody else needs authority."""
        person = self._desk.form.person
        if person is not None and person.acts_for_others:
            self._desk.view.show_authority()

    def _on_visit(self, field: str, value: object) -> None:
        edits.edit_visit(self._desk.form, field, value)
        self._desk.show_circumstances()
        self._desk.changed(redraw=field == "anonymous")

    def _on_authority(self, field: str, text: str) -> None:
        edits.edit_person(self._desk.form, field, text, rep_limit=self._desk.rep_limit)
        self._desk.changed(redraw=False)
