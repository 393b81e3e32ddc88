"""The code on every kind of paper is read by two decoders from what a printer of 203 dpi makes of it."""

import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from app.domain.papers import PAPERS
from app.intake.printable import printable
from app.receipts.checks import parse_payload
from tests.fakes.every_paper import ORDINARY, every_paper


def pages(pdf: bytes, folder: Path) -> list[Image.Image]:
    """Each page in pure black and white."""
    (folder / "p.pdf").write_bytes(pdf)
    for old in folder.glob("p-*.png"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", "203", "-mono", "-png", "p.pdf", "p"], cwd=folder, check=True)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("p-*.png"))]


def test_two_decoders_read_the_code_of_every_paper(tmp_path: Path) -> None:
    with every_paper(tmp_path / "stores", (ORDINARY,)) as made:
        for index, one in enumerate(made):
            sizes = (*PAPERS[one.record.document_id].sizes, "80mm", "58mm")
            size = sizes[index % len(sizes)]
            with one.session.read() as unit:
                paper = printable(unit, one.record, size, reprint=False, large=index % 3 == 0)
            seen: list[set[str]] = [set(), set()]
            for page in pages(paper.pdf, tmp_path):
                seen[0] |= {code.data.decode("ascii") for code in pyzbar.decode(page)}
                seen[1] |= {code.text for code in zxingcpp.read_barcodes(page)}
            assert len(seen[0]) == 1, (one.record.document_id, size)
            assert seen[0] == seen[1], (one.record.document_id, size)
            payload = parse_payload(next(iter(seen[0])))
            assert payload is not None
            assert payload.visit_no == one.record.visit_no
