"""A paper that is brought back: ours, altered, taken back, or unknown; as a PDF and as a picture."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from app.domain.matter import Outcome
from app.domain.signature import Dot, signature_of
from app.domain.visit import Material, VisitDraft
from app.errors import PictureUnreadable
from app.intake.documents import make_document
from app.intake.paper_register import void_paper
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.intake.verify_document import Verdict, Verified, verify_document
from app.paths import resource
from app.receipts.document import document_from_json
from app.receipts.fonts import Face, loaded
from app.receipts.render import render_document
from app.rulepacks import load_rulepack
from app.scanning.ocr import OcrEngine
from app.scanning.printed_page import read_printed
from db.gate import StoreGate, create_store
from tests.db.conftest import LEAD, OFFICE, PASSWORD

Visit = Callable[..., VisitDraft]


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return OcrEngine()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[DeskSession]:
    """Another office's store."""
    create_store(tmp_path / "other", replace(OFFICE, seq3="002"), LEAD, PASSWORD)
    gate = StoreGate(tmp_path / "other", lambda _: load_rulepack(), holder="command")
    yield gate.sign_in(LEAD, PASSWORD)
    gate.close()


def made(session: DeskSession, visit: Visit) -> tuple[Paper, str]:
    """A transfer notice and its registration number."""
    reg_no = register_visit(visit(outcome=Outcome.TRANSFER), session).matters[0].reg_no
    facts = {
        "target_unit": "柏溪镇人民政府",
        "transferred_on": str(session.clock.today()),
        "unit_address": "柏溪镇人民路18号",
        "unit_phone": "0199-5550456",
    }
    return make_document(reg_no, "transfer_notice", session, facts=facts), reg_no


def altered(session: DeskSession, number: str, old: str, new: str) -> bytes:
    """The same paper with one thing changed, everything else, its code too, left as it was."""
    with session.read() as unit:
        kept = unit.paper(number)
    assert kept is not None
    content = document_from_json(kept.content.replace(old, new))
    return render_document(content, copies=2).pdf


def looked_at(data: bytes, session: DeskSession, engine: OcrEngine) -> Verified:
    return verify_document(read_printed(data, engine), session)


def picture(pdf: bytes, tmp_path: Path, dpi: int = 200) -> Image.Image:
    (tmp_path / "paper.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", tmp_path / "paper.pdf", tmp_path / "page"],
        check=True,
    )
    (page,) = tmp_path.glob("page*.png")
    return Image.open(page).convert("RGB")


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_our_papers_are_genuine_in_every_form(session: DeskSession, visit: Visit, engine: OcrEngine) -> None:
    paper, reg_no = made(session, visit)
    found = looked_at(paper.pdf, session, engine)
    assert (found.verdict, found.number) == (Verdict.GENUINE, paper.number)
    assert found.issued_at is not None
    again = make_document(reg_no, "transfer_notice", session, large=True)
    assert looked_at(again.pdf, session, engine).verdict is Verdict.GENUINE
    visit_no = reg_no.rpartition("-")[0]
    for size in ("a5", "a4"):
        receipt = issue_receipt(visit_no, session, paper=size)
        assert looked_at(receipt.pdf, session, engine).verdict is Verdict.GENUINE


def test_a_long_paper_has_its_code_on_a_late_page(
    session: DeskSession, visit: Visit, engine: OcrEngine
) -> None:
    listed = tuple(Material(f"第{n}份材料" * 8, n, original=True) for n in range(1, 100))
    reg_no = register_visit(replace(visit(), materials=listed), session).matters[0].reg_no
    paper = make_document(reg_no, "materials_receipt", session)
    assert paper.pages > 12
    assert looked_at(paper.pdf, session, engine).verdict is Verdict.GENUINE
    writer = PdfWriter(clone_from=io.BytesIO(paper.pdf))
    writer.add_page(PdfReader(io.BytesIO(paper.pdf)).pages[-1])
    out = io.BytesIO()
    writer.write(out)
    assert looked_at(out.getvalue(), session, engine).verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0199-5550456", "0199-5550457"),
        ("\\u67cf\\u6eaa\\u9547\\u4eba\\u6c11\\u8def18", "\\u67cf\\u6eaa\\u9547\\u4eba\\u6c11\\u8def13"),
    ],
)
def test_one_changed_digit_is_caught_in_a_pdf(
    session: DeskSession, visit: Visit, engine: OcrEngine, old: str, new: str
) -> None:
    paper, _ = made(session, visit)
    found = looked_at(altered(session, paper.number, old, new), session, engine)
    assert found.verdict is Verdict.ALTERED
    assert found.differences


def test_words_covered_over_are_seen_though_the_text_is_the_same(
    session: DeskSession, visit: Visit, engine: OcrEngine
) -> None:
    paper, _ = made(session, visit)
    with session.read() as unit:
        kept = unit.paper(paper.number)
    assert kept is not None
    loaded(Face.REGULAR)
    out = io.BytesIO()
    bar = Canvas(out, initialFontName=Face.REGULAR.value)
    bar.setFillColorRGB(1, 1, 1)
    bar.rect(90, 500, 300, 60, stroke=0, fill=1)
    bar.showPage()
    bar.save()
    writer = PdfWriter(clone_from=io.BytesIO(paper.pdf))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(out.getvalue())).pages[0])
    covered = io.BytesIO()
    writer.write(covered)
    assert looked_at(covered.getvalue(), session, engine).verdict is Verdict.ALTERED


def test_a_picture_is_compared_by_the_numbers_on_it(
    session: DeskSession, visit: Visit, engine: OcrEngine, tmp_path: Path
) -> None:
    paper, _ = made(session, visit)
    assert looked_at(png(picture(paper.pdf, tmp_path)), session, engine).verdict is Verdict.GENUINE
    (tmp_path / "b").mkdir()
    wrong = altered(session, paper.number, "0199-5550456", "0199-5550856")
    found = looked_at(png(picture(wrong, tmp_path / "b")), session, engine)
    assert found.verdict is Verdict.ALTERED
    assert "0199-5550456" in found.differences[0]


def test_a_number_changed_in_one_of_its_places_is_caught_in_a_picture(
    session: DeskSession, visit: Visit, engine: OcrEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Letters that look like figures can hide a change in a picture; a number without them is taken.
    monkeypatch.setattr("app.domain.numbers.epoch_tag", lambda _: "C4")
    numbers = (register_visit(visit(), session).visit_no for _ in range(9))
    visit_no = next(number for number in numbers if number[-1] not in "OQDILZSB")
    paper = issue_receipt(visit_no, session, paper="a4")
    page = picture(paper.pdf, tmp_path)
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper.pdf, capture_output=True, check=True)
    word = rf'xMin="(.*)" yMin="(.*)" xMax="(.*)" yMax="(.*)">([^<]*){visit_no}<'
    ((*found, label),) = re.findall(word, told.stdout.decode())
    scale = page.width / float(PdfReader(io.BytesIO(paper.pdf)).pages[0].mediabox.width)
    left, top, right, bottom = (float(edge) * scale for edge in found)
    draw = ImageDraw.Draw(page)
    draw.rectangle((left - 2, top, right + 2, bottom), fill="white")
    font = ImageFont.truetype(str(resource("fonts", f"{Face.REGULAR.value}.ttf")), int((bottom - top) * 0.95))
    wrong = visit_no[:8] + str((int(visit_no[8]) + 5) % 10) + visit_no[9:]
    draw.text((left, (top + bottom) / 2), label + wrong, font=font, fill="black", anchor="lm")
    looked = looked_at(png(page), session, engine)
    assert looked.verdict is Verdict.ALTERED, (visit_no, wrong)
    alike = str.maketrans("OQDILZSB", "00011258")  # letters of a number may be read as figures
    assert wrong.translate(alike) in looked.differences[0].translate(alike)


def test_a_picture_of_the_code_alone_is_not_called_genuine(
    session: DeskSession, visit: Visit, engine: OcrEngine, tmp_path: Path
) -> None:
    paper, _ = made(session, visit)
    page = picture(paper.pdf, tmp_path)
    draw = ImageDraw.Draw(page)
    width, height = page.size
    draw.rectangle((0, 0, width, height * 0.55), fill="white")
    draw.rectangle((width * 0.34, 0, width, height), fill="white")
    draw.rectangle((0, height * 0.84, width, height), fill="white")
    found = looked_at(png(page), session, engine)
    assert found.verdict in (Verdict.UNREADABLE, Verdict.UNKNOWN)


def test_a_voided_paper_is_ours_but_not_in_force(
    session: DeskSession, visit: Visit, engine: OcrEngine
) -> None:
    paper, _ = made(session, visit)
    void_paper(paper.number, "打错了", session)
    assert looked_at(paper.pdf, session, engine).verdict is Verdict.VOIDED


def test_papers_of_others_and_other_files_are_unknown(
    session: DeskSession, elsewhere: DeskSession, visit: Visit, engine: OcrEngine
) -> None:
    paper, _ = made(session, visit)
    assert looked_at(paper.pdf, elsewhere, engine).verdict is Verdict.UNKNOWN
    blank = png(Image.new("RGB", (400, 300), "white"))
    assert looked_at(blank, session, engine).verdict is Verdict.UNKNOWN
    with pytest.raises(PictureUnreadable):
        read_printed(b"%PDF-1.4 nothing", engine)
    with pytest.raises(PictureUnreadable):
        read_printed(b"no picture", engine)


def test_looking_at_a_paper_is_noted(session: DeskSession, visit: Visit, engine: OcrEngine) -> None:
    paper, _ = made(session, visit)
    looked_at(paper.pdf, session, engine)
    with session.read() as unit:
        (row,) = [row for row in unit.audit(20) if row.action == "verify_document"]
    assert (row.about, row.why) == (paper.number, "genuine")


def test_a_receipt_with_the_visitors_signature_and_a_slip_are_genuine(
    session: DeskSession, visit: Visit, engine: OcrEngine
) -> None:
    written = signature_of([[Dot(0.1 + n / 60, 0.15 + 0.06 * (n % 3)) for n in range(40)]])
    visit_no = register_visit(visit(), session, signature=written).visit_no
    for size in ("a5", "80mm"):
        paper = issue_receipt(visit_no, session, paper=size)
        assert looked_at(paper.pdf, session, engine).verdict is Verdict.GENUINE
