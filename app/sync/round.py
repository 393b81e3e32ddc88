"""One round: compare where it is due, push what waits, pull what was said, and compare again.

Nothing here waits for a person or changes a matter by itself. Whatever breaks off leaves the store as the
last finished step left it; the next round goes on from there.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import HubAway, HubFailed, HubRefused, NotEnrolled, StationError
from app.hub import wire
from app.hub.digests import BLOCK, chained, event_digest
from app.sync.policy import (
    HELLO_EVERY,
    TRIES_BEFORE_PARTING,
    Failure,
    failure_of,
    halves,
    poll_after,
    wait_after,
)
from app.sync.ports import Binding, Line, SyncStore

PROGRAM = "reception-station"
_MOST_FORKS = 3
_PROBES = 12
_BLOBS_A_ROUND = 20
_PART = 64 * 1024
"""Over 32 kbit/s a quarter of a minute; an answer is waited for twice as long."""
_MOST_HALVINGS = 7
_APPLIED_AT_ONCE = 100
"""Contents applied in one transaction: who saves at the window meanwhile waits some tens of milliseconds."""


@dataclass(frozen=True)
class RoundReport:
    """What a round did.

    Attributes:
        pushed: operations that are on the hub now and were not known to be.
        pulled: events that told something new.
        next_at: when to come again.
        failure: None: the round came to its end.
    """

    pushed: int
    pulled: int
    next_at: datetime
    failure: Failure | None = None


class _Moved(Exception):
    """The hub is another one than at the last hello: restored from a copy, whether or not it says so."""


class Round:
    """One round over a store and a line; made anew for each."""

    def __init__(
        self,
        store: SyncStore,
        line: Line,
        now: Callable[[], datetime],
        rng: random.Random,
        *,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Args: now: this machine's clock; stop: asked between steps, ends the round early."""
        self._store = store
        self._line = line
        self._now = now
        self._rng = rng
        self._stop = stop
        self._pushed = 0
        self._pulled = 0
        self._pace = wire.Pace()
        self._halvings = 0

    def run(self, *, compare: bool = False) -> RoundReport:
        """Do the round.

        Args:
            compare: both sides compare everything even if they did lately.

        Raises:
            NotEnrolled.
        """
        binding = self._store.binding()
        if binding is None:
            raise NotEnrolled
        self._line.offset = binding.offset
        # What did not get through may have been too much for the line: begin small, and grow with success.
        self._halvings = min(binding.failures, _MOST_HALVINGS)
        try:
            self._steps(binding, compare=compare)
        except StationError as error:
            failure = failure_of(error)
            if failure is None:
                raise
            wait = wait_after(binding.failures + 1, self._rng, retry_after_s=failure.retry_after_s)
            next_at = self._now() + wait
            self._store.note_failure(failure.word, next_at)
            return RoundReport(self._pushed, self._pulled, next_at, failure)
        next_at = self._now() + poll_after(self._pace.next_poll_s, self._rng)
        self._store.note_ok(next_at, self._now())
        return RoundReport(self._pushed, self._pulled, next_at)

    def _steps(self, binding: Binding, *, compare: bool) -> None:
        if compare or _due(binding, self._now()):
            self._greet(whole=compare or _nightly(binding, self._now()))
        for _ in range(_MOST_FORKS):
            try:
                self._push()
                self._pull()
                break
            except _Moved:
                self._greet(whole=True)
        else:
            raise HubAway("the hub does not hold still")
        self._tell_witnesses()
        self._send_blobs()
        self._fetch_pictures()
        figures = self._store.figures()
        if figures.at_hub != figures.proven and not self._stop():
            self._greet(whole=False)

    # --- compare -------------------------------------------------------------------------------

    def _greet(self, *, whole: bool) -> None:
        """Hello, and repair of whatever differs.

        Args:
            whole: compare all that was ever handed over, not only what came since the last compare.
        """
        states = self._store.states(whole=whole)
        answer = self._hello(states, self._store.channels(self._channels()))
        if not whole and not self._comparable(answer, states):
            self._greet(whole=True)
            return
        self._keep(answer)
        current = self._store.epoch()
        for verdict in answer.epochs:
            if verdict.fork and verdict.epoch == current:
                self._take_back(verdict)
                self._store.begin_epoch("fork", self._now())
        differing = [v.epoch for v in answer.epochs if not v.in_step]
        if differing:
            self._repair(differing)
        for channel in answer.channels:
            if not channel.in_step:
                self._rewind(channel.channel)

    def _hello(self, states: list[wire.ReplicaState], channels: list[wire.ChannelState]) -> wire.HelloAnswer:
        binding = self._bound()
        answer = self._line.hello(
            wire.Hello(self._now(), PROGRAM, wire.PROTOCOL, binding.incarnation, states, channels)
        )
        if answer.station_id != binding.station_id:
            raise HubAway("the answer is to another station")
        self._pace = answer.pace
        return answer

    def _comparable(self, answer: wire.HelloAnswer, states: Sequence[wire.ReplicaState]) -> bool:
        """Whether what was compared before still counts: by the same life of the hub, and as it was asked."""
        told = {verdict.epoch: verdict.since for verdict in answer.epochs}
        return answer.incarnation == self._bound().incarnation and all(
            told.get(state.epoch) == state.since for state in states
        )

    def _keep(self, answer: wire.HelloAnswer) -> None:
        self._store.keep_hello(answer, self._line.offset, self._now())

    def _repair(self, epochs: Sequence[str]) -> None:
        """Find the blocks that differ, and offer or fetch what is missing on either side."""
        states = [s for s in self._store.states(frozenset(epochs)) if s.epoch in epochs]
        answer = self._hello(states, [])
        for verdict in answer.epochs:
            for block in verdict.differing or ():
                self._repair_block(verdict.epoch, block)

    def _repair_block(self, epoch: str, block: int) -> None:
        held = self._line.compare(wire.CompareRequest(epoch, block)).held
        for lost in self._store.reconcile(epoch, block, held):
            self._fetch(lost.op_id)

    def _take_back(self, verdict: wire.EpochVerdict) -> None:
        """Operations of ours beyond the last number we know: the store lost them, or a copy wrote them."""
        last_known = self._store.last_seq()
        for block in range(last_known // BLOCK, (verdict.hub_max_seq - 1) // BLOCK + 1):
            for held in self._line.compare(wire.CompareRequest(verdict.epoch, block)).held:
                if held.seq > last_known:
                    self._fetch(held.op_id)

    def _fetch(self, op_id: str) -> None:
        """Ask for an operation again where the feed has carried it already; else it is still to come."""
        place = self._store.place_of(op_id)
        if place is None:
            return
        channel, after, chain = place
        page = self._line.feed(channel, after, chain, limit=1)
        for event in page.events:
            if event.ref == op_id:
                _check_body(event)
                self._store.restore_op(event)

    def _rewind(self, channel: str) -> None:
        """Go back to the last event both sides know, by asking at some points at a time."""
        good, bad = 0, self._store.channels([channel])[0].cursor
        while bad - good > 1:
            step = max(1, (bad - good) // (_PROBES + 1))
            points = list(range(good + step, bad, step))[:_PROBES]
            states = self._store.chains_at(channel, points)
            if not states:
                break
            verdicts = self._hello([], states).channels
            agreed = [s.cursor for s, v in zip(states, verdicts, strict=True) if v.in_step]
            apart = [s.cursor for s, v in zip(states, verdicts, strict=True) if not v.in_step]
            good, bad = max([good, *agreed]), min([bad, *apart])
        self._store.rewind(channel, good)

    def _tell_witnesses(self) -> None:
        while waiting := self._store.witnesses(wire.MOST_EVENTS):
            _, incarnation, channel, _ = waiting[0]
            mine = [w for w in waiting if w[1:3] == (incarnation, channel)]
            request = wire.Witness(incarnation, channel, [event for _, _, _, event in mine])
            self._line.witness(request)
            self._store.drop_witnesses([key for key, _, _, _ in mine])

    # --- push ----------------------------------------------------------------------------------

    def _push(self) -> None:
        forks = 0
        while not self._stop():
            batch = self._store.pending(
                self._shared_out(min(self._pace.max_ops, wire.MOST_OPS)),
                self._shared_out(min(self._pace.max_bytes, wire.MOST_BYTES)),
            )
            if not batch:
                return
            try:
                fork = self._take(self._line.push(wire.Push(batch)))
            except HubFailed:
                if self._store.note_push_failed() < TRIES_BEFORE_PARTING:
                    raise
                fork = self._part(batch)
            except HubRefused as refused:
                if refused.word not in {"too_large", "bad_shape"}:
                    raise
                fork = self._part(batch, refused.word)
            self._store.note_push_done()
            self._grow()
            forks += fork
            if forks > _MOST_FORKS:
                raise HubAway("a fork at every push")

    def _shared_out(self, most: int) -> int:
        return max(1, most >> self._halvings)

    def _grow(self) -> None:
        self._halvings = max(0, self._halvings - 1)

    def _take(self, answer: wire.PushAnswer) -> bool:
        """Keep the answers; after a fork nothing is kept and everything goes again under a new epoch."""
        self._pace = answer.pace
        if answer.fork:
            self._store.begin_epoch("fork", self._now())
            return True
        self._pushed += self._store.acknowledge(answer.results, self._now())
        if answer.incarnation != self._bound().incarnation:
            raise _Moved
        return False

    def _part(self, batch: Sequence[wire.Op], why: str = "") -> bool:
        """Send a push in ever smaller parts; what the hub cannot take even alone is put aside.

        Where nothing at all goes through it is not the operations but the hub that fails.
        """
        stuck: list[tuple[str, str]] = []
        went = 0
        waiting: list[Sequence[wire.Op]] = [batch[: halves(batch)[0]], batch[halves(batch)[0] :]]
        while waiting:
            part = waiting.pop(0)
            if not part:
                continue
            try:
                answer = self._line.push(wire.Push(list(part))) if len(part) > 1 else self._alone(part[0])
            except (HubFailed, HubRefused) as error:
                if isinstance(error, HubRefused) and error.word not in {"too_large", "bad_shape"}:
                    raise
                if len(part) > 1:
                    first = halves(part)[0]
                    waiting[:0] = [part[:first], part[first:]]
                else:
                    stuck.append((part[0].op_id, why or "hub_failed"))
                continue
            if self._take(answer):
                return True
            went += len(part)
        if stuck and not went and not why:
            raise HubFailed("every operation")
        for op_id, cause in stuck:
            self._store.park(op_id, cause, self._now())
        return False

    def _alone(self, op: wire.Op) -> wire.PushAnswer:
        try:
            return self._line.push(wire.Push([op]))
        except (HubFailed, HubRefused):
            return self._line.push_raw(op)

    # --- pictures ------------------------------------------------------------------------------

    def _send_blobs(self) -> None:
        """Pictures of papers, after every operation: in parts, from where the hub has them."""
        if self._bound().revoked:
            return
        for sha256, size in self._store.blobs_waiting(_BLOBS_A_ROUND):
            content = self._store.blob_content(sha256)
            if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
                continue  # damaged here; `station verify` tells
            offset = self._line.begin_blob(sha256, size)
            while offset < size:
                if self._stop() or self._store.pending(1, 1):
                    return  # what was registered meanwhile goes first
                part = content[offset : offset + self._shared_out(_PART)]
                offset = self._line.append_blob(sha256, offset, part)
                self._grow()
            self._store.blob_complete(sha256, self._now())

    def _fetch_pictures(self) -> None:
        """Pictures of papers brought to other windows, after everything else."""
        if self._bound().revoked:
            return
        for sha256, size in self._store.pictures_wanted(self._now(), _BLOBS_A_ROUND):
            content = b""
            try:
                while len(content) < size:
                    if self._stop() or self._store.pending(1, 1):
                        return
                    part = self._line.fetch_blob(sha256, len(content), min(_PART, size - len(content)))
                    if not part:
                        break
                    content += part
            except HubRefused as refused:
                if refused.word != "no_blob":
                    raise
            whole = hashlib.sha256(content).hexdigest() == sha256
            self._store.keep_picture(sha256, content if whole else b"", self._now())

    # --- pull ----------------------------------------------------------------------------------

    def _channels(self) -> list[str]:
        return [self._bound().office, wire.COUNTY_CHANNEL]

    def _pull(self) -> None:
        if self._bound().revoked:
            return
        self._store.apply_waiting(self._now())
        for channel in self._channels():
            self._pull_channel(channel)
        for op_id in self._store.missing_ops():
            self._fetch(op_id)

    def _pull_channel(self, channel: str) -> None:
        while not self._stop():
            (at,) = self._store.channels([channel])
            page = self._line.feed(channel, at.cursor, at.chain, own=self._store.epoch())
            if page.incarnation != self._bound().incarnation or not page.in_step:
                raise _Moved
            _check_page(at, page)
            for part in _portions(page.events):
                self._pulled += self._store.apply(channel, part, page.head, self._now())
                if self._stop():
                    return
            if not page.events or page.events[-1].fseq >= page.head:
                return

    def _bound(self) -> Binding:
        binding = self._store.binding()
        if binding is None:
            raise NotEnrolled
        return binding


def _due(binding: Binding, now: datetime) -> bool:
    """At every reconnect and nightly."""
    return bool(binding.failures) or _nightly(binding, now)


def _nightly(binding: Binding, now: datetime) -> bool:
    """Whether it is long ago; a clock that was set back counts as a night."""
    if binding.hello_at is None or not binding.incarnation:
        return True
    return not timedelta(0) <= now - binding.hello_at < HELLO_EVERY


def _portions(events: Sequence[wire.FeedEvent]) -> Iterator[Sequence[wire.FeedEvent]]:
    """A page in parts short enough to be applied between two clicks; an empty one is one part.

    What this store wrote itself comes without content and hardly takes any time.
    """
    first = contents = 0
    for at, event in enumerate(events):
        contents += event.body is not None
        if contents > _APPLIED_AT_ONCE:
            yield events[first:at]
            first, contents = at, 1
    yield events[first:]


def _check_page(at: wire.ChannelState, page: wire.FeedPage) -> None:
    """Numbers without gaps, bodies with their digests, and the chain; else it is not the hub's page."""
    fseq, chain = at.cursor, at.chain
    for event in page.events:
        fseq += 1
        chain = chained(chain, event_digest(event.kind, event.ref, event.digest))
        if event.fseq != fseq or event.chain != chain:
            raise HubAway("the feed does not add up")
        _check_body(event)


def _check_body(event: wire.FeedEvent) -> None:
    if event.body is None:
        return
    try:
        content = event.body.content()
    except ValueError as error:
        raise HubAway("the feed cannot be read") from error
    if hashlib.sha256(content).hexdigest() != event.digest:
        raise HubAway("the feed does not add up")
