"""The matters page's questions, and recording a matter's next step."""

import re
from collections.abc import Callable
from datetime import date
from typing import Protocol

from app.errors import StationError
from app.intake.results import MatterDetail, MatterLine
from app.intake.session import DeskSession
from ui.labels import EVENT_ZH, label
from ui.notify import Messages
from ui.pages.matters.event_form import EventEntered
from ui.pages.matters.view import MattersView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for

_KEYS = re.compile(r"（[a-z_]+(?:：([^）]+))?）")
"""The names of dates as files have them, of no use to whoever picked the step from a list."""


class MatterList(Protocol):
    """`app.intake.lists.matter_list`."""

    def __call__(self, session: DeskSession, search: str = "") -> tuple[MatterLine, ...]: ...


class RecordEvent(Protocol):
    """`app.intake.events.record_event`."""

    def __call__(
        self,
        reg_no: str,
        kind: str,
        on: date,
        session: DeskSession,
        *,
        text: str = "",
        extended_to: date | None = None,
        supported: bool | None = None,
    ) -> MatterDetail: ...


class MattersPresenter(DeskPresenter):
    """List, course, next step."""

    def __init__(
        self,
        view: MattersView,
        runner: Runner,
        messages: Messages,
        *,
        matter_list: MatterList,
        matter_detail: Callable[[str, DeskSession], MatterDetail],
        record_event: RecordEvent,
        today: Callable[[], date],
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._matter_list = matter_list
        self._matter_detail = matter_detail
        self._record_event = record_event
        self._search = ""
        self._shown = ""
        view.form.today = today
        view.activated.connect(self.refresh)
        view.search_changed.connect(self._on_search)
        view.matter_chosen.connect(self._on_chosen)
        view.form.save_requested.connect(self._on_save)

    def end(self) -> None:
        super().end()
        self._shown = ""
        self._view.show_matters((), False)

    def refresh(self) -> None:
        """Ask for the list again."""
        search = self._search

        def refused(error: BaseException) -> None:
            self._view.show_matters((), False)
            self._messages.fail(error)

        self._view.show_waiting()
        self.ask(
            lambda s: self._matter_list(s, search),
            lambda lines: self._view.show_matters(lines, bool(search)),
            refused,
            topic="list",
        )

    def _on_search(self, text: str) -> None:
        self._search = text
        self.refresh()

    def _on_chosen(self, reg_no: str) -> None:
        self.ask(lambda s: self._matter_detail(reg_no, s), self._on_detail, topic="detail")

    def _on_detail(self, detail: MatterDetail) -> None:
        self._shown = detail.line.reg_no
        self._view.show_detail(detail)

    def _on_save(self, entered: EventEntered) -> None:
        reg_no = self._shown
        self._view.form.show_busy(True)

        def saved(detail: MatterDetail) -> None:
            self._view.form.show_busy(False)
            self._on_detail(detail)
            self._messages.done(f"已记录：{reg_no} {label(EVENT_ZH, entered.kind)}（{entered.on}）")
            self.refresh()

        def refused(error: BaseException) -> None:
            self._view.form.show_busy(False)
            if isinstance(error, StationError):
                self._view.form.show_message(_KEYS.sub(_day_only, sentence_for(error)))
            else:
                self._messages.fail(error)

        self.ask(
            lambda s: self._record_event(
                reg_no,
                entered.kind,
                entered.on,
                s,
                text=entered.text,
                extended_to=entered.extended_to,
                supported=entered.supported,
            ),
            saved,
            refused,
        )


def _day_only(found: re.Match[str]) -> str:
    return f"（{found[1]}）" if found[1] else ""
