"""Signatures: what is kept of the strokes, what is long enough, and how they stand on paper."""

import io
import math
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.domain.signature import Dot, Signature, signature_bytes, signature_from, signature_of
from app.pdfium import grey_pages
from app.receipts.render import render_receipt
from app.receipts.slip_layout import render_slip
from tests.fakes.receipts import matter, receipt

NAME = signature_of(
    [
        [Dot(0.1 + i / 60, 0.15 + 0.08 * math.sin(i / 3), 0.2 + i / 60) for i in range(40)],
        [Dot(0.4, 0.05 + i / 80) for i in range(16)],
    ]
)
dots = st.builds(Dot, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))


@given(st.lists(st.lists(dots, max_size=20), max_size=6))
def test_what_was_drawn_is_kept_as_it_was(strokes: list[list[Dot]]) -> None:
    signature = signature_of(strokes)
    kept = signature_bytes(signature)
    assert signature_from(kept) == signature
    assert signature_bytes(signature_from(kept)) == kept
    assert signature_from(kept).digest == signature.digest
    assert all(signature.strokes)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_other_bytes_are_no_signature(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        signature_from(data)


@pytest.mark.parametrize(
    ("strokes", "enough"),
    [
        ([], False),
        ([[Dot(0.5, 0.5)]], False),
        ([[Dot(0.1, 0.1), Dot(0.2, 0.2)]], False),
        ([[Dot(0.0, 0.1), Dot(0.9, 0.1)]], False),
        (NAME.strokes, True),
    ],
)
def test_a_dot_a_tick_and_a_flat_line_are_no_name(strokes: list[list[Dot]], enough: bool) -> None:
    assert signature_of(strokes).enough is enough


def _strokes(pdf: bytes) -> int:
    """Stretches with round ends: only handwriting has them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    contents = [page.get_contents() for page in pages]
    return sum(content.get_data().count(b"1 J") for content in contents if content is not None)


@pytest.mark.parametrize("paper", ["a5", "a4", "80mm", "58mm"])
def test_the_signature_stands_in_the_paper_and_changes_no_word(paper: str, tmp_path: Path) -> None:
    def made(signature: Signature | None) -> bytes:
        if paper in ("80mm", "58mm"):
            return render_slip(receipt(), paper=paper, signature=signature).pdf
        return render_receipt(receipt(), paper=paper, signature=signature).pdf

    def words(pdf: bytes) -> str:
        told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
        return re.sub(r"来访人签名：|[\s_]", "", told.stdout.decode())

    bare, signed = made(None), made(NAME)
    assert _strokes(bare) == 0
    assert _strokes(signed) == sum(len(stroke) - 1 for stroke in NAME.strokes)
    assert made(NAME) == signed
    assert words(signed) == words(bare)
    assert len(list(grey_pages(signed, 1))) == 1


def test_ink_stays_in_its_place_on_the_service_slip() -> None:
    """Of the sheet only the lowest third changes: the row with the signature and what makes room for it."""
    (bare,), (signed,) = (
        tuple(grey_pages(render_receipt(receipt([matter()]), paper="a5", signature=s).pdf, 2))
        for s in (None, NAME)
    )
    rows = np.flatnonzero((bare != signed).any(axis=1))
    assert rows.min() > bare.shape[0] * 0.6
