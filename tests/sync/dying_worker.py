"""Opens a store and dies by kill -9 at a chosen point; forks a child for each line it is told, for speed.

A line is a JSON object: `do` register | sync, `folder`, and the point: `statement` n: before the nth
statement; `call` "module:name" or "module:Class.name", `nth`, `after`: before or after that call. What the
child says goes to standard output; `ended N` tells its exit code (-9: it was killed).
"""

import importlib
import itertools
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.domain.print_entry import PrintWish
from app.intake.register import register_visit
from app.intake.visit_form import parse_visit
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from db.gate import StoreGate
from tests.e2e.registering_worker import quick_stretching, say
from tests.sync.conftest import LEAD, PASSWORD, visit


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: dict[str, Any]) -> None:
    """Die there."""
    count = itertools.count(1)
    if "statement" in point:

        def before(*_: Any) -> None:
            if next(count) == point["statement"]:
                die()

        event.listen(Engine, "before_cursor_execute", before)
        return
    module, _, name = point["call"].partition(":")
    owner_name, _, method = name.rpartition(".")
    found = importlib.import_module(module)
    owner = getattr(found, owner_name) if owner_name else found
    real = getattr(owner, method)

    def watched(*args: Any, **given: Any) -> Any:
        here = next(count) == point.get("nth", 1)
        if here and not point.get("after"):
            die()
        answer = real(*args, **given)
        if here:
            die()
        return answer

    setattr(owner, method, watched)


def live(told: dict[str, Any]) -> None:
    """Do it."""
    gate = StoreGate(Path(told["folder"]), lambda _: load_rulepack(), holder="command")
    session = gate.sign_in(LEAD, PASSWORD)
    arm(told)
    if told["do"] == "register":
        done = register_visit(parse_visit(visit(told["name"])), session, draft_id="form", wish=PrintWish())
        say(f"number {done.visit_no}")
    else:
        report = sync_round(gate.sync_store(), compare=True)
        say(f"failure {report.failure.word if report.failure else '-'}")
    gate.close()


def main() -> None:
    """One child a line."""
    quick_stretching()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
