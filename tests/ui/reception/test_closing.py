"""F9 and what comes after: nothing lost, nothing twice, paper only after the commit."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.domain.finding import About, Effect, Finding, Rule
from app.domain.signature import Dot, signature_of
from app.domain.visit import Confirmation
from app.errors import BadInput, DiskFull, NoPrinter
from app.intake.documents import FittingPaper
from app.printing.jobs import PrintState
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, picture
from ui.pages.reception.form import VisitForm
from ui.paper_run import LOOKS, RARELY

NAME = signature_of([[Dot(0.1 + i / 60, 0.15 + 0.06 * (i % 3)) for i in range(40)]])
SHORT = signature_of([[Dot(0.1, 0.1), Dot(0.12, 0.11)]])


@pytest.fixture
def filled(hands: Hands) -> Hands:
    hands.fill_person()
    hands.fill_matter()
    return hands


def banner(hands: Hands) -> str:
    return hands.read_aloud("registeredBanner")


def test_f9_registers_then_issues_then_prints(filled: Hands, back: Backstage, runner: InlineRunner) -> None:
    filled.function_key(Qt.Key.Key_F9, lambda: bool(back.printed))
    assert back.calls == ["register", "issue", "print"]
    assert back.registered[0][0].people[0].name == "骆青崖"
    assert back.registered[0][0].received_by == "林知夏"
    assert back.registered[0][0].window == 2
    assert "print" in runner.ran


def test_the_number_is_shown_large_and_the_form_is_fresh(filled: Hands) -> None:
    filled.press("registerAndPrint")
    assert filled.page.view.banner.isVisible()
    assert filled.find("registeredNumber").text() == "110199001-20261123-001"  # type: ignore[attr-defined]
    assert "雾接〔2026〕2-011" in banner(filled)
    assert filled.form.is_empty
    assert filled.find("personName").text() == ""  # type: ignore[attr-defined]
    assert filled.find("demand").toPlainText() == ""  # type: ignore[attr-defined]


def steps_after_drawing(runner: InlineRunner, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """From now on the drawing comes when the test says so: the steps that wait for it."""
    later: list[Callable[[], None]] = []

    def wait(step: Callable[[], None], *, owner: object) -> None:
        later.append(step)

    monkeypatch.setattr(runner, "after_drawing", wait)
    return later


def test_the_receipt_is_begun_when_the_registration_has_been_drawn(
    filled: Hands, back: Backstage, runner: InlineRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = steps_after_drawing(runner, monkeypatch)
    filled.press("registerAndPrint")
    assert back.calls == ["register"]
    assert filled.find("registeredNumber").text() == "110199001-20261123-001"  # type: ignore[attr-defined]
    assert filled.form.is_empty
    before = len(runner.ran)
    later.pop()()
    assert not later
    assert len(back.printed) == 1
    assert runner.ran[before:].index("print") > runner.ran[before:].index("store")


def test_a_receipt_whose_window_was_locked_meanwhile_waits_in_the_queue(
    filled: Hands, back: Backstage, runner: InlineRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = steps_after_drawing(runner, monkeypatch)
    filled.press("registerAndPrint")
    filled.page.end()
    later.pop()()
    assert back.calls == ["register"]
    assert back.printed == []
    assert not filled.page.view.banner.isVisible()


def test_nobody_elses_name_goes_to_the_print_queue(filled: Hands, back: Backstage) -> None:
    filled.press("registerAndPrint")
    assert back.printed == [(b"%PDF-", "110199001-20261123-001")]


def test_f9_twice_registers_once(filled: Hands, back: Backstage, runner: InlineRunner) -> None:
    runner.hold()
    filled.press("registerAndPrint")
    filled.page.view.register_requested.emit()
    runner.release()
    assert len(back.registered) == 1


def test_no_draft_comes_back_after_the_registration(filled: Hands, back: Backstage) -> None:
    filled.press("registerAndPrint")
    filled.page.keep_now()
    assert back.drafts == {}


def test_no_paper_before_the_commit(filled: Hands, back: Backstage, said: Said) -> None:
    back.register_error = DiskFull()
    filled.press("registerAndPrint")
    assert back.calls == ["register"]
    assert said.posted[-1][0] == "fail"
    assert filled.find("personName").text() == "骆青崖"  # type: ignore[attr-defined]
    assert filled.find("demand").toPlainText() == "请求补足青苗补偿款"  # type: ignore[attr-defined]
    assert filled.find("registerAndPrint").isEnabled()


def test_after_a_failure_the_form_is_kept_and_can_be_registered(filled: Hands, back: Backstage) -> None:
    back.register_error = DiskFull()
    filled.press("registerAndPrint")
    filled.page.keep_now()
    assert len(back.drafts) == 1
    back.register_error = None
    filled.press("registerAndPrint")
    assert len(back.registered) == 1
    assert back.drafts == {}


def test_what_the_store_misses_is_said_without_paths(filled: Hands, back: Backstage, said: Said) -> None:
    back.register_error = BadInput(["people[0].address:缺少住址。"])
    filled.press("registerAndPrint")
    assert "缺少住址。" in filled.read_aloud("findingsList")
    assert "people[0]" not in filled.read_aloud("findingsList") + said.posted[-1][1]
    assert not filled.form.is_empty


def test_our_own_bug_loses_nothing(filled: Hands, back: Backstage, said: Said) -> None:
    back.register_error = RuntimeError("骆青崖")
    filled.press("registerAndPrint")
    assert len(said.crashes) == 1
    assert "骆青崖" not in said.crashes[0]
    assert filled.find("personName").text() == "骆青崖"  # type: ignore[attr-defined]


def test_missing_things_are_said_beside_their_fields(hands: Hands, back: Backstage, said: Said) -> None:
    hands.fill_person()
    hands.press("registerAndPrint")
    assert back.calls == []
    assert hands.focus().startswith("contentClass")
    for name in ("contentClass", "demand", "facts", "procedures"):
        assert hands.find(name).property("mark") == "missing"
        assert hands.find(name).accessibleDescription()
    assert "还差 4 项" in hands.read_aloud("findingsList")
    hands.enter("demand", "请求补足")
    assert hands.find("demand").property("mark") != "missing"
    assert "还差 3 项" in hands.read_aloud("findingsList")


def test_a_problem_in_another_matter_brings_it_forward(filled: Hands) -> None:
    filled.press("addMatter")
    filled.page.view.matter.tabs.setCurrentIndex(0)
    filled.press("registerAndPrint")
    assert filled.page.view.matter.tabs.currentIndex() == 1
    assert filled.focus().startswith("contentClass")


def test_a_picture_must_be_compared_before_it_is_registered(hands: Hands, back: Backstage) -> None:
    hands.page.presenter.people.take_document(picture("骆青崖", "110199199003070017"))
    hands.fill_matter()
    hands.press("registerAndPrint")
    assert back.registered == []
    assert hands.focus() == "readingChecked"
    hands.press("readingChecked")
    hands.press("registerAndPrint")
    assert len(back.registered) == 1


def test_what_a_rule_changed_is_told_with_the_number(open_page: Callable[[], Hands], back: Backstage) -> None:
    blocked = Finding(Rule.REP_LIMIT, Effect.BLOCK, "20(3)", "此人不能再作代表。", About(person=0))
    back.findings_at_registration = (blocked,)
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    hands.press("registerAndPrint")
    assert "第 1 位按一般来访成员登记" in banner(hands)
    assert "已打印" in banner(hands)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PrintState.PRINTED, "已打印"),
        (PrintState.OUT_OF_PAPER, "缺纸"),
        (PrintState.FAILED, "再打一份"),
        (PrintState.UNKNOWN, "看一眼"),
    ],
)
def test_the_jobs_true_state_is_shown(filled: Hands, back: Backstage, state: PrintState, words: str) -> None:
    back.reports = [state]
    filled.press("registerAndPrint")
    assert words in banner(filled)


def test_out_of_paper_goes_on_to_printed(filled: Hands, back: Backstage, said: Said) -> None:
    back.reports = [PrintState.OUT_OF_PAPER, PrintState.PRINTED]
    filled.press("registerAndPrint")
    assert "缺纸" in said.posted[-1][1]
    filled.page.presenter.closing.run.look()
    assert said.posted[-1][0] == "done"
    assert "已打印" in banner(filled)
    assert len(back.printed) == 1


def test_a_job_that_takes_long_is_looked_at_less_often_and_its_end_is_still_told(
    filled: Hands, back: Backstage
) -> None:
    back.reports = [PrintState.OUT_OF_PAPER]
    filled.press("registerAndPrint")
    run = filled.page.presenter.closing.run
    for _ in range(LOOKS):
        run.look()
    looked = back.looks
    for _ in range(2 * RARELY):
        run.look()
    assert back.looks == looked + 2
    back.reports = [PrintState.PRINTED]
    for _ in range(RARELY):
        run.look()
    assert "已打印" in banner(filled)
    assert not run.following
    assert len(back.printed) == 1


def test_without_a_printer_the_visit_is_registered_all_the_same(
    filled: Hands, back: Backstage, said: Said
) -> None:
    back.print_error = NoPrinter()
    filled.press("registerAndPrint")
    assert len(back.registered) == 1
    assert "来访已登记" in banner(filled)
    assert said.posted[-1][0] == "fail"
    assert filled.form.is_empty


def test_printing_again_is_a_reprint_of_the_same_visit(filled: Hands, back: Backstage) -> None:
    filled.press("registerAndPrint")
    filled.press("reprintLast")
    assert back.issued == ["110199001-20261123-001"] * 2
    assert len(back.registered) == 1
    assert "补打" in banner(filled)


def test_what_was_printed_again_is_not_told_as_registered_again(
    filled: Hands, back: Backstage, said: Said
) -> None:
    back.reports = [PrintState.PRINTED]
    run = filled.page.presenter.closing.run
    filled.press("registerAndPrint")
    run.look()
    assert said.posted[-1] == ("done", "编号 110199001-20261123-001 已登记，文书已打印。")
    back.reports = [PrintState.PRINTED]
    filled.press("reprintLast")
    run.look()
    assert said.posted[-1] == ("done", "编号 110199001-20261123-001 的文书已补打。")


def test_the_visitor_confirms_what_is_read_to_them(filled: Hands, back: Backstage) -> None:
    filled.enter("personIdNo", "110199199003070017")
    filled.function_key(Qt.Key.Key_F6, filled.page.view.read_back.isVisible)
    said = filled.page.view.read_back._text.accessibleName()
    assert "请求补足青苗补偿款" in said
    assert "110199199003070017" not in said
    assert not filled.find("confirmDone").isEnabled()
    filled.press("confirm_signature")
    filled.press("confirmDone")
    filled.press("registerAndPrint")
    confirmed = back.registered[0][0].confirmed
    assert confirmed is not None
    assert confirmed.how == "signature"


def test_whoever_reads_along_sees_no_other_visitor(filled: Hands) -> None:
    beside = (filled.page.view.queue, filled.page.view.candidates, filled.page.view.findings)
    filled.press("confirmWithVisitor")
    assert filled.page.view.read_back.isVisible()
    assert not any(panel.isVisible() for panel in beside)
    filled.page.view.show_form()
    assert filled.page.view.queue.isVisible()
    assert filled.page.view.findings.parentWidget().isVisible()


def test_declining_to_sign_needs_two_staff(filled: Hands, back: Backstage) -> None:
    filled.press("confirmWithVisitor")
    filled.press("confirm_declined")
    filled.enter("witness1", "林知夏")
    assert not filled.find("confirmDone").isEnabled()
    filled.enter("witness2", "周望")
    filled.press("confirmDone")
    filled.press("registerAndPrint")
    confirmed = back.registered[0][0].confirmed
    assert confirmed is not None
    assert confirmed.witnesses == ("林知夏", "周望")


def test_the_next_visitor_does_not_inherit_a_confirmation(filled: Hands) -> None:
    filled.press("confirmWithVisitor")
    filled.press("confirm_signature")
    filled.press("confirmDone")
    filled.press("registerAndPrint")
    filled.press("confirmWithVisitor")
    assert not filled.find("confirm_signature").isChecked()  # type: ignore[attr-defined]


def test_papers_brought_are_listed(filled: Hands, back: Backstage) -> None:
    filled.function_key(Qt.Key.Key_F7, filled.page.view.attachments.isVisible)
    filled.enter("materialName1", "征地公告")
    filled.find("materialPages1").setValue(3)  # type: ignore[attr-defined]
    filled.choose("materialKind1", "original")
    filled.press("addMaterial")
    filled.enter("materialName2", "收条")
    filled.key(Qt.Key.Key_Escape)
    assert filled.page.view.matter.isVisible()
    assert "2 份" in filled.find("attachments").text()  # type: ignore[attr-defined]
    filled.press("registerAndPrint")
    papers = back.registered[0][0].materials
    assert [(m.name, m.pages, m.original) for m in papers] == [("征地公告", 3, True), ("收条", 1, False)]


def test_locking_while_a_registration_runs_does_not_break(
    filled: Hands, back: Backstage, runner: InlineRunner
) -> None:
    runner.hold()
    filled.press("registerAndPrint")
    filled.page.end()
    runner.release()
    assert len(back.registered) == 1
    assert not filled.page.view.banner.isVisible()


def test_what_else_the_visit_ends_with_is_offered_beside_the_receipt(filled: Hands, back: Backstage) -> None:
    back.papers = (FittingPaper("110199001-20261123-001-1", "transfer_notice", "转送（交办）去向告知书"),)
    wanted: list[tuple[str, str]] = []
    filled.page.presenter.closing.paper_requested.connect(lambda *asked: wanted.append(asked))
    filled.press("registerAndPrint")
    filled.press("issue_transfer_notice")
    assert wanted == [("110199001-20261123-001-1", "transfer_notice")]
    back.papers = ()
    filled.fill_person()
    filled.fill_matter()
    filled.press("registerAndPrint")
    assert filled.page.view.banner.findChild(QPushButton, "issue_transfer_notice") is None or not (
        filled.page.view.banner.findChild(QPushButton, "issue_transfer_notice").isVisible()
    )


def test_a_signature_on_the_pad_goes_with_the_visit_and_survives_a_draft(
    filled: Hands, back: Backstage
) -> None:
    filled.press("confirmWithVisitor")
    filled.press("confirm_signature")
    assert filled.find("signatureField").isVisible()
    pad = filled.page.view.read_back.signature.pad
    pad.load(SHORT)
    filled.press("confirmDone")
    assert filled.form.confirmed is None
    assert "签名太短" in filled.find("signatureSays").text()  # type: ignore[attr-defined]
    pad.load(NAME)
    filled.press("confirmDone")
    assert filled.form.signature == NAME
    filled.page.keep_now()
    (kept,) = back.drafts.values()
    assert VisitForm.from_json({**kept.form, "draft_id": kept.draft_id}).signature == NAME
    filled.press("confirmWithVisitor")
    assert pad.signature == NAME
    filled.key(Qt.Key.Key_Escape)
    filled.press("registerAndPrint")
    assert back.signatures == [NAME]
    assert back.registered[0][0].confirmed == Confirmation("signature")
    assert pad.empty


def test_a_thumbprint_leaves_no_strokes(filled: Hands, back: Backstage) -> None:
    filled.press("confirmWithVisitor")
    filled.press("confirm_thumb")
    assert not filled.find("signatureField").isVisible()
    filled.press("confirmDone")
    filled.press("registerAndPrint")
    assert back.signatures == [None]


def test_what_is_changed_after_signing_must_be_signed_again(filled: Hands) -> None:
    filled.press("confirmWithVisitor")
    filled.press("confirm_signature")
    filled.page.view.read_back.signature.pad.load(NAME)
    filled.press("confirmDone")
    filled.enter("demand", "请求公开补偿标准")
    assert filled.form.signature is None
