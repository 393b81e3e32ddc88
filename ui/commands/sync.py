"""`station sync`: pushes what waits, pulls what was said, and tells the three numbers."""

import argparse
import threading
from datetime import UTC, datetime

from app.domain.upstream import SyncFigures
from app.errors import NotEnrolled
from app.intake.reindex import index_arrived
from app.sync.beat import sync_round
from app.sync.ports import SyncStore
from app.sync.round import RoundReport
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, World
from ui.sync_text import failure_sentence, figures_text

HELP = "与上级同步：上报、取回、核对；--status 只看数字"
_ROUNDS, _MOST_WAIT_S, _SETTLE_S = 6, 10.0, 0.5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="只做一轮，不重试")
    how.add_argument("--status", action="store_true", help="不联网，只看数字；窗口开着也可用")


def run(args: argparse.Namespace, world: World) -> int:
    """Sync until everything is in step, or a few rounds have brought nothing more."""
    if args.status:
        with world.upstream(args, False) as (_, store):
            return _tell(RoundReport(0, 0, datetime.now(UTC)), store, world)
    with world.upstream(args, True) as (session, store):
        if store.binding() is None:
            raise NotEnrolled
        report = _rounds(store, once=args.once)
        if report.pulled:
            index_arrived(session)
        return _tell(report, store, world)


def _rounds(store: SyncStore, *, once: bool) -> RoundReport:
    pushed = pulled = 0
    for left in range(0 if once else _ROUNDS - 1, -1, -1):
        report = sync_round(store, compare=True)
        pushed, pulled = pushed + report.pushed, pulled + report.pulled
        if not left or (report.failure is None and not report.pushed and store.figures().in_step):
            break
        wait = (report.next_at - datetime.now(UTC)).total_seconds() if report.failure else _SETTLE_S
        threading.Event().wait(min(max(wait, 0.0), _MOST_WAIT_S))
    return RoundReport(pushed, pulled, report.next_at, report.failure)


def _tell(report: RoundReport, store: SyncStore, world: World) -> int:
    figures = store.figures()
    world.answer(_shape(report, figures), figures_text(figures, report.pushed, report.pulled))
    if report.failure is not None:
        world.say(failure_sentence(report.failure))
        return NEEDS_A_PERSON if report.pushed or report.pulled else WRONG_INPUT
    return NEEDS_A_PERSON if figures.parked else DONE


def _shape(report: RoundReport, figures: SyncFigures) -> dict[str, object]:
    return {
        "pushed": report.pushed,
        "pulled": report.pulled,
        "pending": figures.pending,
        "parked": figures.parked,
        "in_step": figures.in_step,
        "last_ok_at": figures.last_ok_at.isoformat() if figures.last_ok_at else None,
        "registered": figures.registered,
        "at_hub": figures.at_hub,
        "proven": figures.proven,
        "proven_at": figures.proven_at.isoformat() if figures.proven_at else None,
        "tasks": figures.tasks,
        "behind": figures.behind,
        "hub": figures.hub,
        "clock_suspect": figures.clock_suspect,
        "revoked": figures.revoked,
        "failure": report.failure.word if report.failure else figures.failure,
    }
