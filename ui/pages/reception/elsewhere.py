"""Asks what other offices hold, once for each person and demand; never waits, never stops anything."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.finding import Finding
from app.domain.visit import VisitDraft
from app.intake.session import DeskSession
from ui.tasks import Runner

Ask = Callable[[VisitDraft, DeskSession], tuple[Finding, ...]]
_Key = tuple[object, ...]


class ElsewhereCheck(QObject):
    """At most one question is under way; an answer to another form is dropped."""

    answered = Signal(object)

    def __init__(self, runner: Runner, ask: Ask | None, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._ask = ask
        self._asked: _Key = ()

    def look(self, draft: VisitDraft, session: DeskSession) -> None:
        """Ask if anything that matters has changed since."""
        key = _key(draft)
        if self._ask is None or key == self._asked or self._runner.busy("advice"):
            return
        self._asked = key
        ask = self._ask

        def told(found: tuple[Finding, ...]) -> None:
            if key == self._asked:
                self.answered.emit(found)

        self._runner.run(
            "advice", lambda: ask(draft, session), owner=self.parent(), on_ok=told, on_error=lambda _: None
        )

    def forget(self) -> None:
        """Another form is on the desk."""
        self._asked = ()


def _key(draft: VisitDraft) -> _Key:
    numbers = tuple(p.id_no for p in draft.people if p.id_no)
    return (numbers, tuple((m.is_sealed, m.demand, m.facts) for m in draft.matters))
