"""Document numbers run without gap or double over windows, papers, voids, refusals and processes."""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.matter import Outcome
from app.domain.visit import VisitDraft
from app.errors import BadInput, FactsMissing
from app.intake.documents import make_document
from app.intake.paper_register import paper_register, void_paper
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.db.conftest import LEAD, PASSWORD

Visit = Callable[..., VisitDraft]
_NUMBER = re.compile(r".*〔(\d{4})〕(\d{2})-(\d{4})")
_WORKER = """
import sys
from dataclasses import replace
from app.intake.documents import make_document
from app.intake.register import register_visit
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate
from app.errors import StoreBusy
from app.domain.matter import MatterDraft, Procedure, Purpose
from app.domain.person import PersonDraft
from app.domain.visit import VisitDraft
import time
keyring._TIME_COST, keyring._MEMORY_KIB, keyring._LANES = 1, 64, 1
from pathlib import Path
folder, window, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
made = 0
while made < count:
    try:
        gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
        session = replace(gate.sign_in("周予安", "correct horse 7"), window=window)
    except StoreBusy:
        time.sleep(0.02)
        continue
    matter = MatterDraft(purpose=Purpose.CLAIM, content_code="0201", place_code="110199", demand="请求修路",
                         facts="路断了。", oral=True, procedures=frozenset({Procedure.NONE}))
    visit = VisitDraft(people=(PersonDraft(name=f"甲{window}{made}", address="雾泽县"),), matters=(matter,),
                       present_count=1, window=window)
    done = register_visit(visit, session)
    make_document(done.matters[0].reg_no, "registration_form", session)
    gate.close()
    made += 1
"""


def series(session: DeskSession) -> dict[str, list[int]]:
    today = session.clock.today()
    found: dict[str, list[int]] = defaultdict(list)
    for paper in paper_register(today, today, session):
        match = _NUMBER.fullmatch(paper.number)
        assert match is not None
        found[match[2]].append(int(match[3]))
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["register", "paper", "again", "void", "refused"]), st.integers(1, 3)),
        min_size=3,
        max_size=12,
    )
)
def test_whatever_is_done_at_three_windows_leaves_no_gap(
    session: DeskSession, visit: Visit, steps: list[tuple[str, int]]
) -> None:
    registered: list[tuple[str, str]] = []
    for act, window in steps:
        desk = replace(session, window=window)
        if act == "register" or not registered:
            draft = replace(visit(outcome=Outcome.TRANSFER), window=window)
            done = register_visit(draft, desk)
            registered.append((done.visit_no, done.matters[0].reg_no))
            continue
        visit_no, reg_no = registered[-1]
        if act == "paper":
            make_document(reg_no, "registration_form", desk)
        elif act == "again":
            issue_receipt(visit_no, desk)
        elif act == "void":
            with desk.read() as unit:
                alive = [p.number for p in unit.papers(visit_no) if not p.voided]
            if alive:
                void_paper(alive[-1], "打错", desk)
        else:
            with pytest.raises((FactsMissing, BadInput)):
                make_document(reg_no, "transfer_notice", desk, facts={"unit_phone": "1"})
    for serials in series(session).values():
        assert sorted(serials) == list(range(1, len(serials) + 1))
    with session.read() as unit:
        assert unit.problems() == ()


def test_two_processes_at_two_windows_give_every_number_once(folder: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", _WORKER, str(folder), str(window), "4"]) for window in (1, 2)
    ]
    assert [child.wait(120) for child in children] == [0, 0]
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    session = gate.sign_in(LEAD, PASSWORD)
    assert {window: sorted(n) for window, n in series(session).items()} == {
        "01": list(range(1, 9)),
        "02": list(range(1, 9)),
    }
    with session.read() as unit:
        assert unit.problems() == ()
    gate.close()
