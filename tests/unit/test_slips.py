"""Slips: the same words as the sheet, inside the head's reach, one page, whatever the names and lengths."""

import re
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.person import PersonDraft
from app.errors import UnsupportedGlyph
from app.pdfium import grey_pages
from app.printing.raster import DOTS_PER_MM, ROLLS
from app.receipts.fonts import shown
from app.receipts.render import render_receipt
from app.receipts.slip_layout import render_document_slip, render_slip
from tests.fakes.receipts import matter, receipt
from tests.unit.test_paper_boxes import document

SIZES = [(paper, large) for paper in ROLLS for large in (False, True)]
names = st.text("骆青崖龑翀𬱖𠮷㛃·ABCxyz0123 ", min_size=1, max_size=60)


def words(pdf: bytes) -> str:
    """Text without blanks and without lines to write on."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"[\s_]", "", told.stdout.decode())


def stays_inside(pdf: bytes, paper: str) -> None:
    roll = ROLLS[paper]
    (page,) = grey_pages(pdf, DOTS_PER_MM * 25.4 / 72)
    assert page.shape[1] == roll.width_mm * DOTS_PER_MM
    columns = np.flatnonzero((page < 200).any(axis=0))
    assert columns.min() >= roll.margin_dots - 2
    assert columns.max() <= roll.margin_dots + roll.dots + 2
    rows = np.flatnonzero((page < 200).any(axis=1))
    assert rows.max() < page.shape[0] - 8


@settings(max_examples=8, deadline=None)
@given(
    name=names,
    demand=st.text("请求公开并按标准补足青苗补偿款，。0123456789ABC（）", max_size=200),
    unit=names,
    matters=st.integers(1, 4),
    sealed=st.booleans(),
    size=st.sampled_from(SIZES),
    reprint=st.booleans(),
)
def test_any_receipt_fits_the_roll_and_says_what_the_sheet_says(
    name: str, demand: str, unit: str, matters: int, sealed: bool, size: tuple[str, bool], reprint: bool
) -> None:
    paper, large = size
    content = receipt(
        [matter(n, demand=demand, target_unit=unit) for n in range(1, matters + 1)]
        + ([matter(matters + 1, sealed=True)] if sealed else []),
        addressee=PersonDraft(name=name),
    )
    made = render_slip(content, paper=paper, large_print=large, reprint=reprint)
    assert made.pages == 1
    stays_inside(made.pdf, paper)
    slip = words(made.pdf)
    for owed in (content.visit_no, content.number, content.check[:8], content.addressee, "第十八条"):
        assert re.sub(r"\s", "", owed) in slip
    for told in content.matters:
        for owed in (told.reg_no, told.query_code, told.demand, told.next_step):
            assert re.sub(r"\s", "", owed) in slip
    assert ("补打" in slip) is reprint
    assert made == render_slip(content, paper=paper, large_print=large, reprint=reprint)


@pytest.mark.parametrize(("paper", "large"), SIZES)
def test_the_sealed_slip_holds_number_time_and_pages_only(paper: str, large: bool) -> None:
    secret = matter(1, sealed=True, demand="举报征地款被截留", target_unit="柏溪镇人民政府")
    made = render_slip(receipt([secret]), paper=paper, large_print=large)
    stays_inside(made.pdf, paper)
    slip = words(made.pdf)
    assert receipt([secret]).sealed_numbers[0] in slip
    for hidden in ("举报", "截留", "柏溪镇人民政府", "骆青崖", "林知夏", "查询码：", "6人"):
        assert hidden not in slip


@pytest.mark.parametrize("kind", ["transfer_notice", "materials_receipt", "referral_notice", "queue_ticket"])
@pytest.mark.parametrize(("paper", "large"), SIZES)
def test_other_papers_fit_the_roll_and_lose_no_word(kind: str, paper: str, large: bool) -> None:
    content = document(kind)
    made = render_document_slip(content, paper=paper, large_print=large, reprint=True, note_missing=True)
    stays_inside(made.pdf, paper)
    slip = words(made.pdf)
    for part in content.parts:
        for cell in (part.text, *(cell for row in part.rows[1:] for cell in row)):
            assert re.sub(r"[\s_]", "", shown(cell)) in slip, (kind, cell)
    assert "补打" in slip


def test_what_cannot_be_shown_is_told_or_stands_as_its_code() -> None:
    content = receipt([matter(1, demand="请求😀补足")])
    with pytest.raises(UnsupportedGlyph):
        render_slip(content)
    assert "〔U+1F600〕" in words(render_slip(content, note_missing=True).pdf)


def test_only_rolls_are_slips() -> None:
    for paper in ("a5", "a4", "100mm"):
        with pytest.raises(ValueError, match="paper"):
            render_slip(receipt(), paper=paper)
    with pytest.raises(ValueError, match="paper"):
        render_receipt(receipt(), paper="80mm")
