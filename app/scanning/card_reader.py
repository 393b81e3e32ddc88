"""A resident-identity-card reader: find, select, read, and one IdDocument per card.

What goes wrong on the line is asked for again, first the read, then the whole cycle; only when that
does not help within the time is it the error. Source: GA/T 450, business-terminal interface.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from threading import Event

from app.domain.identity import DocType, IdDocument
from app.errors import (
    CardMoved,
    FrameDamaged,
    NoCard,
    NoReader,
    ReaderNotAuthorised,
    ReaderSilent,
    ReaderTrouble,
)
from app.scanning.card_frames import Command, Frame, Sw
from app.scanning.card_line import CardLine, Fault, base_text, sam_id_text
from app.scanning.card_ports import AUTO, PortFinder, open_link
from app.scanning.card_text import CardTextError, parse_text, with_latest_address

FIND_EVERY_S = 0.3
POLL_S = 1.5
"""A poll begins nothing new after this time."""
PATIENCE_S = 3.0
"""How long polls may meet damage or silence before it is told."""
_SHORT_PAUSE_S = 0.1
_READS_IN_A_ROW = 3
_DISTRUST_LIMIT = 3

_CHINA = timezone(timedelta(hours=8))


class _Trouble(Enum):
    """Why a round gave no card; the value is the error it becomes."""

    SILENT = "silent"
    GARBLED = "garbled"
    MOVED = "moved"
    TORN = "torn"
    DISTRUSTED = "distrusted"
    NO_IDENTITY_CARD = "no_identity_card"


_ERRORS: dict[_Trouble, type[ReaderTrouble]] = {
    _Trouble.SILENT: ReaderSilent,
    _Trouble.GARBLED: FrameDamaged,
    _Trouble.MOVED: CardMoved,
    _Trouble.TORN: FrameDamaged,
    _Trouble.DISTRUSTED: ReaderNotAuthorised,
    _Trouble.NO_IDENTITY_CARD: NoCard,
}
_OF_THE_LINE = (_Trouble.SILENT, _Trouble.GARBLED)
_REFUSALS: dict[int, _Trouble] = {
    Sw.CARD_DISTRUSTS_MODULE: _Trouble.DISTRUSTED,
    Sw.MODULE_DISTRUSTS_CARD: _Trouble.DISTRUSTED,
    Sw.UNKNOWN_CARD_TYPE: _Trouble.NO_IDENTITY_CARD,
    Sw.READ_FAILED: _Trouble.MOVED,
    Sw.RANDOM_FAILED: _Trouble.MOVED,
    Sw.NO_CARD: _Trouble.MOVED,
    Sw.SELECT_FAILED: _Trouble.MOVED,
}
"""Every other refusal means that request or data suffered on the way: asked for again."""


def china_today() -> date:
    """Today in China, whatever the machine's zone."""
    return datetime.now(_CHINA).date()


@dataclass(frozen=True)
class ReaderStatus:
    """What a reader says of itself.

    Attributes:
        port: where it answered.
        sam_id: number of its security module, empty where it does not tell.
    """

    port: str
    sam_id: str


class CardReader:
    """A reader at a port.

    The port is opened by the first `poll` and again after it was lost, so unplugging and plugging in
    needs no new object, also where the system gives it another name and the port is `auto`. Not for two
    threads at once.

    Args:
        port: a name as for `open_link`, or `auto`: the one that answers, remembered from then on.
        today: local date, for the expiry warning.
        finder: what `auto` asks.
        stop: set from any thread, it ends what is under way with `NoReader`, and nothing more begins.

    Attributes:
        port: as given.
    """

    def __init__(
        self,
        port: str,
        *,
        today: Callable[[], date] = china_today,
        finder: PortFinder | None = None,
        stop: Event | None = None,
    ) -> None:
        self.port = port
        self._today = today
        self._stop = stop or Event()
        self._finder = finder or PortFinder(stop=self._stop)
        self._at = ""
        self._sw = 0
        self._line: CardLine | None = None
        self._knows_latest_address = True
        self._given: bytes | None = None
        self._owed = False
        self._troubled_since: float | None = None
        self._distrusted = 0

    def close(self) -> None:
        """Give the port back; a later `poll` opens it again."""
        if self._line is not None:
            self._line.close()
        self._line = None
        self._owed = False
        self._given = None

    def poll(self, *, again: bool = False) -> IdDocument | None:
        """Look once whether a card lies there and read it; to be called about every 0.3 s.

        About 0.1 s without a card, typically under 2 s with one, never more than a few seconds. A card
        that stays on the plate is given once; damage and silence younger than 3 s are not told yet.

        Args:
            again: give a card too that was given before and still lies there, where the reader finds it
                (most answer "no card" until it was lifted); for when a person asks.
        Returns:
            The document, or None: no card, or nothing new.
        Raises:
            NoReader: the port cannot be opened, went away or does not answer.
            NoReaderPermission, ReaderSilent: which of these it is, where it is known.
            ReaderBusy: another program holds the port.
            CardMoved: a card was there and went before it was read.
            NoCard: what lies there is no identity card.
            ReaderNotAuthorised: the security module refuses.
            FrameDamaged: answers keep arriving damaged.
        """
        until = time.monotonic() + POLL_S
        before: _Trouble | None = None
        while True:
            outcome = self._round(until, again=again)
            if outcome is None and before and self._given is None:
                outcome = before  # it was there a moment ago
                break
            if not isinstance(outcome, _Trouble):
                self._troubled_since = None
                return outcome
            if outcome in _OF_THE_LINE or time.monotonic() >= until:
                break
            before = outcome
            time.sleep(_SHORT_PAUSE_S)
        now = time.monotonic()
        if self._troubled_since is None:
            self._troubled_since = now
        if outcome not in (*_OF_THE_LINE, _Trouble.TORN) or now - self._troubled_since >= PATIENCE_S:
            raise _ERRORS[outcome](outcome.value, sw=self._sw)
        return None

    def status(self, *, afresh: bool = True) -> ReaderStatus:
        """Ask the reader itself, without a card.

        Args:
            afresh: a person wants to know, so that `auto` asks ports again that kept silent.
        Raises:
            NoReader, NoReaderPermission, ReaderBusy: the port cannot be opened.
            ReaderSilent, FrameDamaged: nothing there answers like a reader.
            ReaderNotAuthorised: it answers, but may not work.
        """
        if afresh:
            self._finder.forget()
        answer = self._ask(Command.STATUS)
        if isinstance(answer, Fault):
            answer = self._ask(Command.STATUS)
        if isinstance(answer, Fault):
            raise (ReaderSilent if answer is Fault.SILENT else FrameDamaged)(answer.value)
        told = self._ask(Command.SAM_ID)
        known = isinstance(told, Frame) and told.sw == Sw.DONE
        return ReaderStatus(self._at, sam_id_text(told.data) if isinstance(told, Frame) and known else "")

    def wait(self, timeout_s: float) -> IdDocument:
        """Wait for a card and read it.

        Args:
            timeout_s: how long to wait for a card; one that lies there by then is still read.
        Raises:
            NoReader, ReaderBusy: at once when the port cannot be opened; a reader that is lost later
                or stays silent has until the time-out to come back.
            ReaderNotAuthorised: at once when the security module says so itself; after three attempts
                when module and card do not accept each other.
            NoCard, CardMoved, FrameDamaged: at the time-out.
        """
        until = time.monotonic() + timeout_s
        with suppress(ReaderSilent):
            self._opened()
        with_card: _Trouble | None = None
        while True:
            try:
                outcome = self._round(until, again=True)
            except NoReader:
                outcome = _Trouble.SILENT
            if isinstance(outcome, IdDocument):
                return outcome
            on_line = outcome if outcome in _OF_THE_LINE else None
            with_card = with_card if outcome is None or on_line else outcome
            left_s = until - time.monotonic()
            if left_s <= 0:
                last = with_card or on_line
                raise _ERRORS[last](last.value, sw=self._sw) if last else NoCard()
            time.sleep(min(FIND_EVERY_S, left_s))

    def _opened(self) -> CardLine:
        if self._line is None:
            if self.port.strip().lower() == AUTO:
                self._at, line = self._finder.open()
            else:
                self._at, line = self.port, CardLine(open_link(self.port), self._stop)
            self._line = line
            self._knows_latest_address = True
            # An unauthorised module is told before anybody lays a card; a missing answer tells nothing.
            self._ask(Command.STATUS)
        return self._line

    def _ask(self, command: Command, *, again: bool = False) -> Frame | Fault:
        try:
            answer = self._opened().ask(command, again=again)
        except NoReader:
            self.close()
            raise
        if isinstance(answer, Frame) and answer.sw in (Sw.NOT_AUTHORISED, Sw.SELF_TEST_FAILED):
            self.close()
            raise ReaderNotAuthorised(f"SW3 {answer.sw:02X}", sw=answer.sw)
        return answer

    def _refused(self, sw: int) -> _Trouble:
        self._sw = sw
        return _REFUSALS.get(sw, _Trouble.TORN)

    def _round(self, until: float, *, again: bool) -> IdDocument | _Trouble | None:
        """One cycle: find, and if a card is there, select and read."""
        self._sw = 0
        found = self._ask(Command.FIND)
        if isinstance(found, Fault):
            return _Trouble.SILENT if found is Fault.SILENT else _Trouble.GARBLED
        if found.sw not in (Sw.CARD_FOUND, Sw.NO_CARD):
            self._refused(found.sw)
            return _Trouble.GARBLED
        if found.sw == Sw.NO_CARD:
            self._given = None
            if not self._owed:
                return None
            # For the module the card is read, although its answer was lost on the way: read once more.
            return self._settled(self._read(until), again=again)
        self._owed = True
        selected = self._ask(Command.SELECT)
        if isinstance(selected, Fault):
            return _Trouble.TORN
        if selected.sw != Sw.DONE:
            return self._settled(self._refused(selected.sw), again=again)
        return self._settled(self._read(until), again=again)

    def _read(self, until: float) -> tuple[IdDocument, bytes] | _Trouble:
        """Ask for the text, again while its answers arrive damaged."""
        for attempt in range(_READS_IN_A_ROW):
            if attempt and time.monotonic() >= until:
                break
            answer = self._ask(Command.READ, again=attempt > 0)
            if isinstance(answer, Fault):
                continue
            if answer.sw != Sw.DONE:
                return self._refused(answer.sw)
            text = base_text(answer) or b""
            try:
                document = parse_text(text, self._today())
            except CardTextError:
                continue
            return self._with_latest_address(document), hashlib.sha256(text).digest()
        return _Trouble.TORN

    def _with_latest_address(self, document: IdDocument) -> IdDocument:
        """Chips of residents can hold an address later than the printed one; not every reader asks for it."""
        if document.doc_type is DocType.FOREIGN_PERMANENT_RESIDENCE or not self._knows_latest_address:
            return document
        answer = self._ask(Command.READ_LATEST_ADDRESS)
        if answer is Fault.DAMAGED:
            answer = self._ask(Command.READ_LATEST_ADDRESS)
        if isinstance(answer, Fault):
            self._knows_latest_address = answer is not Fault.SILENT
            return document
        return with_latest_address(document, answer.data) if answer.sw == Sw.DONE else document

    def _settled(
        self, outcome: tuple[IdDocument, bytes] | _Trouble, *, again: bool
    ) -> IdDocument | _Trouble | None:
        """Keep the books about the card on the plate."""
        if isinstance(outcome, tuple):
            document, digest = outcome
            self._owed, self._distrusted = False, 0
            seen, self._given = self._given == digest, digest
            return None if seen and not again else document
        if outcome is not _Trouble.TORN:
            self._owed = False
        self._distrusted = self._distrusted + 1 if outcome is _Trouble.DISTRUSTED else 0
        if self._distrusted >= _DISTRUST_LIMIT:
            self._distrusted = 0
            raise ReaderNotAuthorised("card and module do not accept each other", sw=self._sw)
        return outcome


def read_card(port: str, timeout_s: float = 15.0, *, today: Callable[[], date] = china_today) -> IdDocument:
    """Open a reader, wait for one card, read it, give the port back.

    Args:
        port: as for `CardReader`, `auto` too.
        timeout_s: how long to wait for a card.
    Raises:
        As `CardReader.wait`.
    """
    reader = CardReader(port, today=today)
    try:
        return reader.wait(timeout_s)
    finally:
        reader.close()
