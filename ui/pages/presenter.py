"""What the presenters of the desk's pages share: a session, and questions to the store."""

from collections.abc import Callable
from typing import TypeVar

from app.intake.session import DeskSession
from ui.notify import Messages
from ui.tasks import Lane, Runner

T = TypeVar("T")


class DeskPresenter:
    """Base of presenters that work while somebody is signed in.

    Answers that arrive after another person signed in are dropped, and so are answers to a question
    that was asked again meanwhile.
    """

    def __init__(self, view: object, runner: Runner, messages: Messages) -> None:
        """Keep what is needed to ask and to tell.

        Args:
            view: owner of the answers; a deleted view gets none.
            runner: the lanes.
            messages: where failures are told.
        """
        self._owner = view
        self._runner = runner
        self._messages = messages
        self._session: DeskSession | None = None
        self._turn: dict[str, int] = {}

    def begin(self, session: DeskSession) -> None:
        """Somebody signed in."""
        self._session = session

    def end(self) -> None:
        """Nobody is signed in any more: forget what was shown."""
        self._session = None

    def ask(
        self,
        question: Callable[[DeskSession], T],
        on_ok: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
        *,
        lane: Lane = "store",
        topic: str = "",
    ) -> None:
        """Run a use case; nothing happens while nobody is signed in.

        Args:
            question: gets the session, runs on the lane.
            on_ok: gets the answer on the GUI thread.
            on_error: gets the error; default: the message line.
            lane: where to run.
            topic: of several unanswered questions with one topic only the last is answered.
        """
        session = self._session
        if session is None:
            return
        turn = self._turn[topic] = self._turn.get(topic, 0) + 1

        def wanted() -> bool:
            return self._session is session and (not topic or self._turn[topic] == turn)

        def answer(value: T) -> None:
            if wanted():
                on_ok(value)

        def refuse(error: BaseException) -> None:
            if wanted():
                (on_error or self._messages.fail)(error)

        self._runner.run(lane, lambda: question(session), owner=self._owner, on_ok=answer, on_error=refuse)
