"""A hub under a higher one: what its stations pushed goes up as it came, what is decided above comes down.

To the higher hub it is a station of the office that asks for the office's feed. Every step may be done twice:
operations are known above by their id, events here by theirs, pictures by their content; so a broken round is
simply begun anew. An operation counts as handed on only when it is durable above; what the higher hub does
not take is kept aside for a person, so that it neither gets lost nor stands in the way of others.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from app.errors import HubFailed, HubRefused, StationError
from app.hub import relayed, wire
from app.hub.upper import Upper, UpperLine, UpperStore, Waiting

PROGRAM = "reception-hub"
COMPARE_EVERY = timedelta(hours=20)
TRIES_BEFORE_PARTING = 3
_logger = logging.getLogger(__name__)
_MOST_PAGES = 40
"""Of a channel in one round; what is left comes in the next."""
_BLOBS_A_ROUND = 20
_PART = 128 * 1024
"""Over 32 kbit/s half a minute, the longest an answer is waited for."""
_NOT_TAKEN = frozenset({"too_large", "bad_shape"})

OpenLine = Callable[[Upper], AbstractContextManager[UpperLine]]


class HandingOn:
    """Rounds of all offices that stand under a higher hub."""

    def __init__(self, store: UpperStore, open_line: OpenLine) -> None:
        """Args: open_line: signed as the hub is enrolled above."""
        self._store = store
        self._open_line = open_line

    def round(self, now: datetime) -> bool:
        """Each office once; always False: nothing is left that would not have to wait for the line."""
        for upper in self._store.take_uppers(now):
            trouble = ""
            try:
                with self._open_line(upper) as line:
                    _Office(self._store, upper, line, now).round()
            except HubRefused as refused:
                trouble = refused.word
            except StationError as error:
                trouble = type(error).__name__
            if trouble:
                _logger.warning("nothing handed on for office %s: %s", upper.office, trouble)
            self._store.done(upper, now, trouble)
        return False


class _Office:
    """One round of one office."""

    def __init__(self, store: UpperStore, upper: Upper, line: UpperLine, now: datetime) -> None:
        self._store = store
        self._upper = upper
        self._line = line
        self._now = now
        self._stuck: list[tuple[str, str]] = []
        """Operations not taken even alone, and why; put aside before the number moves past them."""

    def round(self) -> None:
        answer = self._greet()
        self._hand_on()
        self._offer_again()
        for state in self._upper.channels:
            self._follow(state.channel)
        last = self._upper.compared_at
        if answer.incarnation != self._upper.incarnation or last is None or self._now - last >= COMPARE_EVERY:
            self._compare()
        self._send_blobs(answer.missing_blobs)

    def _greet(self) -> wire.HelloAnswer:
        upper = self._upper
        hello = wire.Hello(self._now, PROGRAM, wire.PROTOCOL, upper.incarnation, [], list(upper.channels))
        answer = self._line.hello(hello)
        self._store.keep_directory(answer.directory_key)
        out_of_step = [c.channel for c in answer.channels if not c.in_step]
        if answer.incarnation != upper.incarnation or out_of_step:
            self._store.greeted(upper, answer.incarnation, out_of_step)
        return answer

    # --- operations upward ---------------------------------------------------------------------

    def _hand_on(self) -> None:
        while waiting := self._store.waiting(self._upper):
            try:
                went = self._taken(waiting)
            except HubFailed:
                if self._store.note_failed(self._upper, failed=True) < TRIES_BEFORE_PARTING:
                    raise
                went = self._part(waiting)
            except HubRefused as refused:
                if refused.word not in _NOT_TAKEN:
                    raise
                went = self._part(waiting, refused.word)
            if not went:
                return
            self._store.note_failed(self._upper, failed=False)

    def _taken(self, waiting: Sequence[Waiting], *, raw: bool = False) -> bool:
        """Hand on, and keep how far; False: it does not go on in this round."""
        results = self._relay([one.relayed for one in waiting], raw=raw)
        to = 0
        for one, result in zip(waiting, results, strict=True):
            if result.result is wire.OpResult.DAMAGED:
                # Its bytes are whole here, so it was the line: offered once more, in the next round.
                if self._store.note_failed(self._upper, failed=True) < TRIES_BEFORE_PARTING:
                    self._reached(to)
                    return False
                self._store.put_aside(self._upper, result.op_id, result.result, self._now)
            elif result.result is wire.OpResult.DIGEST_CONFLICT:
                self._store.put_aside(self._upper, result.op_id, result.result, self._now)
            to = one.fseq
        self._reached(to)
        return True

    def _reached(self, fseq: int) -> None:
        for op_id, why in self._stuck:
            self._store.put_aside(self._upper, op_id, why, self._now)
        self._stuck.clear()
        if fseq:
            self._store.sent(self._upper, fseq)

    def _relay(self, ops: list[wire.Relayed], *, raw: bool = False) -> list[wire.OpAnswer]:
        answer = self._line.relay(wire.Relay(ops, raw))
        results = answer.results
        if [r.op_id for r in results] != [one.op.op_id for one in ops]:
            raise HubRefused(422, "answer", "")
        if any(r.result is wire.OpResult.QUARANTINED for r in results):
            raise HubRefused(403, "revoked", "")
        if answer.fork:  # everything is kept above; somebody has to find out which copies are in use
            for station_id in sorted({one.station_id for one in ops}):
                self._store.forked(self._upper, station_id, self._now)
        return results

    def _part(self, waiting: Sequence[Waiting], why: str = "") -> bool:
        """Hand on in ever smaller parts; what is not taken even alone is put aside.

        Where nothing at all goes through it is not the operations but the higher hub that fails.
        """
        half = len(waiting) // 2
        parts = [waiting[:half], waiting[half:]]
        went = False
        while parts:
            part = parts.pop(0)
            if not part:
                continue
            try:
                if not (self._taken(part) if len(part) > 1 else self._alone(part)):
                    return False
                went = True
            except (HubFailed, HubRefused) as error:
                if isinstance(error, HubRefused) and error.word not in _NOT_TAKEN:
                    raise
                if len(part) > 1:
                    half = len(part) // 2
                    parts[:0] = [part[:half], part[half:]]
                    continue
                cause = error.word if isinstance(error, HubRefused) else "hub_failed"
                self._stuck.append((part[0].relayed.op.op_id, cause))
        if not went and not why:
            raise HubFailed("every operation")
        self._reached(waiting[-1].fseq)
        return True

    def _alone(self, one: Sequence[Waiting]) -> bool:
        try:
            return self._taken(one)
        except (HubFailed, HubRefused):
            return self._taken(one, raw=True)

    def _offer_again(self) -> None:
        """What was put aside, one by one: the line or the higher hub may have been mended."""
        for one in self._store.put_aside_before(self._upper, self._now):
            try:
                (result,) = self._relay([one])
            except HubFailed:
                continue
            except HubRefused as refused:
                if refused.word not in _NOT_TAKEN:
                    raise
                continue
            if result.result in wire.ACKNOWLEDGED:
                self._store.taken_after_all(self._upper, [result.op_id])

    # --- compare -------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Digests of everything handed on; what is lacking above is handed on again, here read anew."""
        differing: set[tuple[str, str]] = set()
        for some in _chunks(self._store.lives(self._upper)):
            verdicts = self._line.relay_hello(relayed.RelayedLives(some)).verdicts
            differing |= {
                (life.station_id, life.state.epoch)
                for life, verdict in zip(some, verdicts, strict=True)
                if not verdict.in_step
            }
        read_anew = False
        if differing:
            with_blocks = self._store.lives(self._upper, frozenset(differing))
            read_anew = self._mend([o for o in with_blocks if (o.station_id, o.state.epoch) in differing])
        if read_anew:
            self._store.greeted(self._upper, self._upper.incarnation, [self._upper.office])
            self._follow(self._upper.office)
        self._store.compared(self._upper, self._now)

    def _mend(self, lives: Sequence[relayed.RelayedLife]) -> bool:
        beyond = False
        for some in _chunks(lives):
            verdicts = self._line.relay_hello(relayed.RelayedLives(some)).verdicts
            for life, verdict in zip(some, verdicts, strict=True):
                for block in verdict.differing or ():
                    asked = relayed.RelayedBlock(life.station_id, life.state.epoch, block)
                    held = self._line.relay_compare(asked).held
                    lacking, more = self._store.lacking(self._upper, asked, held)
                    beyond = beyond or more
                    for one in lacking:
                        self._relay([one])
        return beyond

    # --- pictures and events -------------------------------------------------------------------

    def _send_blobs(self, missing: Sequence[str]) -> None:
        """Pictures the higher hub lacks, after every operation: in parts, from where it has them."""
        for sha256 in self._store.blobs_held(self._upper, missing)[:_BLOBS_A_ROUND]:
            content = self._store.blob_content(self._upper, sha256)
            offset = self._line.begin_blob(sha256, len(content))
            while offset < len(content):
                self._store.hold(self._upper, datetime.now(self._now.tzinfo))
                if self._store.waiting(self._upper):
                    return  # what was registered meanwhile goes first
                offset = self._line.append_blob(sha256, offset, content[offset : offset + _PART])

    def _follow(self, channel: str) -> None:
        for _ in range(_MOST_PAGES):
            at = self._store.cursor(self._upper, channel)
            page = self._line.feed(channel, at.cursor, at.chain)
            if not (page.in_step and page.events):
                return
            self._store.apply(self._upper, page, self._now)


def _chunks(lives: Sequence[relayed.RelayedLife]) -> list[list[relayed.RelayedLife]]:
    step = relayed.MOST_LIVES
    return [list(lives[i : i + step]) for i in range(0, len(lives), step)]
