"""Registers visits until it is killed. Run as a program: one folder, then one line on stdin per child.

A child is forked for each line, so that a kill costs no new start of the interpreter. It says each
number only after the registration has returned, together with the length of the log at that moment:
what lies beyond may be lost in a power cut.
"""

import itertools
import os
import sys
from dataclasses import replace
from pathlib import Path

from app.domain.matter import Facts, MatterDraft, Procedure, Purpose, SameAs
from app.domain.person import PersonDraft, PersonRole
from app.domain.visit import VisitDraft
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate

LEAD, PASSWORD = "周予安", "correct horse 7"


def quick_stretching() -> None:
    """Sign in at once: what argon2id costs is no matter here."""
    keyring._TIME_COST, keyring._MEMORY_KIB, keyring._LANES = 1, 64, 1


def visit(n: int, same_as: str = "") -> VisitDraft:
    """The n-th visit; they take turns: alone, six representatives, sealed, two matters."""
    people = 6 if n % 4 == 1 else 1
    claim = MatterDraft(
        purpose=Purpose.ACCUSATION if n % 4 == 2 else Purpose.CLAIM,
        content_code="0201",
        place_code="110199",
        demand=f"请求补足第{n}号地块的青苗补偿款",
        facts="征收水田十八亩六分,每亩只领到一千一百元。" * (1 + n % 30),
        oral=True,
        procedures=frozenset({Procedure.NONE}),
        same_as=SameAs(same_as, Facts.SAME) if same_as else None,
    )
    role = PersonRole.REPRESENTATIVE if people > 1 else PersonRole.PETITIONER
    crowd = (PersonDraft(name=f"来访人{n}之{i}", role=role, address="雾泽县") for i in range(people))
    second = (replace(claim, demand="请求修路", same_as=None),) if n % 4 == 3 else ()
    return VisitDraft(people=tuple(crowd), matters=(claim, *second), present_count=people)


def register_without_end(folder: Path) -> None:
    """Register, hand out every other receipt, link every fifth visit to the one before, say the number."""
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    session = gate.sign_in(LEAD, PASSWORD)
    before = ""
    for n in itertools.count():
        done = register_visit(visit(n, before if n % 5 == 4 else ""), session)
        say(f"{done.visit_no} {(folder / 'station.db-wal').stat().st_size}")
        before = done.matters[0].reg_no
        if n % 2:
            issue_receipt(done.visit_no, session)


def say(line: str) -> None:
    """One whole line, past every buffer."""
    os.write(1, f"{line}\n".encode())


def main(folder: Path) -> None:
    """Fork a child per line of stdin and tell of its beginning and its end."""
    quick_stretching()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            register_without_end(folder)
        say(f"began {child}")
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
