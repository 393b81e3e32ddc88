"""A paper is known by its words, whatever version of the program laid it out; a changed digit is not."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.matter import Outcome
from app.domain.papers import PAPERS
from app.domain.visit import VisitDraft
from app.intake.documents import make_document
from app.intake.paper_wording import says_the_same
from app.intake.papers import issue_receipt
from app.intake.printable import printable
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.verify_document import Verdict, verify_document
from app.receipts import sheets
from app.receipts.document_layout import DocumentForm
from app.scanning.ocr import OcrEngine
from app.scanning.printed_page import pdf_texts, read_printed
from tests.db.test_papers import TODAY, UNIT
from tests.fakes.every_paper import CASES, ORDINARY, MadePaper, every_paper

Visit = Callable[..., VisitDraft]
WORLD = random.Random(20261201)


@pytest.fixture(params=CASES)
def papers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[MadePaper]]:
    with every_paper(tmp_path, (request.param,)) as made:
        yield made


def digits(texts: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where digits stand that are no page numbers and no numbers of a list."""
    return [
        (page, at)
        for page, text in enumerate(texts)
        for at, char in enumerate(text)
        if char.isdecimal()
        and text[at - 1 : at] not in ("第", "共")
        and text[at + 1 : at + 2] not in (".", "页")
    ]


def test_every_paper_is_known_by_its_words_and_no_digit_may_change(papers: list[MadePaper]) -> None:
    for one in papers:
        kind = one.record.document_id
        for size in (*PAPERS[kind].sizes, "80mm"):
            with one.session.read() as unit:
                pdf = printable(unit, one.record, size, reprint=True, large=size == "a5").pdf
            texts = pdf_texts(pdf)
            assert says_the_same(texts, one.record), (kind, size)
            assert not says_the_same((*texts[:-1], texts[-1] + "另行补偿"), one.record)
            for page, at in WORLD.sample(digits(texts), 8):
                text = texts[page]
                other = "3" if text[at] != "3" else "8"
                changed = (*texts[:page], text[:at] + other + text[at + 1 :], *texts[page + 1 :])
                assert not says_the_same(changed, one.record), (kind, size, text[at - 9 : at + 9])


def test_true_words_in_each_others_rows_are_seen(tmp_path: Path) -> None:
    with every_paper(tmp_path, (ORDINARY,)) as made:
        one = next(paper for paper in made if paper.record.document_id == "materials_receipt")
        for size in ("a4", "80mm"):
            with one.session.read() as unit:
                texts = pdf_texts(printable(unit, one.record, size, reprint=False).pdf)
            assert says_the_same(texts, one.record)
            swapped = tuple(
                text.replace("身份证复印件", "\0")
                .replace("征地公告", "身份证复印件")
                .replace("\0", "征地公告")
                for text in texts
            )
            assert swapped != texts
            assert not says_the_same(swapped, one.record), size
            once = (swapped[0], *texts[1:])
            assert not says_the_same(once, one.record), size


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Lays papers out as another version did: other type, margins and order."""
    for table in (sheets.RECEIPT_SHEETS, sheets.OFFICIAL_SHEETS):
        for key, tried in list(table.items()):
            narrow = tuple(replace(sheet, margins=(60, 50, 70, 90), body=sheet.body * 0.9) for sheet in tried)
            monkeypatch.setitem(table, key, narrow)
    usual = DocumentForm.blocks
    monkeypatch.setattr(DocumentForm, "blocks", lambda form, *how: usual(form, *how)[::-1])
    return monkeypatch


def test_a_paper_of_another_layout_stays_genuine_and_an_altered_one_does_not(
    session: DeskSession, visit: Visit, other_version: pytest.MonkeyPatch
) -> None:
    done = register_visit(visit(outcome=Outcome.TRANSFER), session)
    facts = {**UNIT, "transferred_on": str(TODAY)}
    notice = make_document(done.matters[0].reg_no, "transfer_notice", session, facts=facts)
    receipt = issue_receipt(done.visit_no, session)
    with session.read() as unit:
        kept = next(p for p in unit.papers(done.visit_no) if p.number == notice.number)
        other = replace(kept, content=kept.content.replace("0199-5550456", "0199-5550457"))
        changed = printable(unit, other, "a4", reprint=False).pdf
    other_version.undo()
    engine = OcrEngine()
    for paper in (notice, receipt):
        found = verify_document(read_printed(paper.pdf, engine), session)
        assert (found.verdict, found.number) == (Verdict.GENUINE, paper.number)
        assert "另一版本" in "".join(found.differences)
    assert verify_document(read_printed(changed, engine), session).verdict is Verdict.ALTERED
