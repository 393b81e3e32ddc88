"""Is this paper ours, and is it unaltered? Answered offline, from the register of this store.

The QR proves which paper it is and that the register still says what it said. The words are compared
as well: a PDF's with those of the same paper made again, letter by letter, and its pages with the
pages made again; a picture's by the numbers that can be read on it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

import numpy as np

from app.domain.delivery import Delivery, DeliveryRecord
from app.domain.papers import PAPERS, RECEIPTS, Close
from app.domain.record import PaperRecord
from app.domain.signature import Signature, signature_from
from app.domain.words import DOCUMENTS_ZH
from app.intake.open_receipt import CHECK_PURPOSE
from app.intake.paper_wording import says_the_same
from app.intake.printable import ROLLS, content_now, signature_of_visit, slip_of
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require
from app.ports import ReadUnit
from app.receipts.checks import Payload, parse_payload, reference_of
from app.receipts.kept import proves
from app.receipts.pieces import FILE_COPY, VISITORS_COPY, Marks
from app.receipts.render import form_of, render_form
from app.receipts.service_slip import slip_words
from app.scanning.picture_pdf import pdf_pages
from app.scanning.printed_page import (
    LONGEST_PAPER,
    PrintedLine,
    PrintedPaper,
    has_only_text_and_lines,
    pdf_texts,
    text_places,
)

_SIDE_PX = 500
_MOST_PIXELS = 80_000_000
_BLOCK = 10
_UNLIKE = 40.0
"""Mean difference of grey in a block of pixels that no smoothing explains."""
_MOST_DIFFERENCES = 5
_COVERED = "文字与登记簿相符，但页面上有后加的或者遮盖的内容。"
_MOVED = "文字与登记簿相符，但页面上文字的位置不同，或者有后加的内容。"
_THE_SAME = 2.0
"""Nearer than any likeness of words."""
_OTHER_LAYOUT = "版面由本程序的另一版本排成：文字已经逐字核对，版面没有逐点核对。"
_LEAST_TOKEN = 5
_NUMBER = re.compile(r"〔\d{4}〕\d{2}-\d{4,}")
_TOKEN = re.compile(r"[0-9A-Z][0-9A-Z-]{3,}[0-9A-Z]|\d{4}年\d{1,2}月\d{1,2}日|\d[\d,.]{3,}\d")


class Verdict(StrEnum):
    """What can be said of a paper."""

    GENUINE = "genuine"
    VOIDED = "voided"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """The answer.

    Attributes:
        number: of the paper in the register, empty where there is none.
        name: what paper it is.
        differences: Chinese sentences: where the paper says something else than the register, or what
            could not be compared.
    """

    verdict: Verdict
    number: str = ""
    issued_at: datetime | None = None
    name: str = ""
    differences: tuple[str, ...] = ()


def verify_document(brought: PrintedPaper, session: DeskSession) -> Verified:
    """Compare a paper with the register; noted in the audit chain.

    Raises:
        NotAllowed: the role does not look at papers.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        found = _verified(unit, brought)
    session.note("verify_document", found.number, found.verdict)
    return found


def _verified(unit: ReadUnit, brought: PrintedPaper) -> Verified:
    payloads = [payload for text in brought.codes if (payload := parse_payload(text))]
    if not payloads:
        return _without_code(unit, brought)
    visits = {payload.visit_no for payload in payloads}
    if len(visits) > 1 or len({p.reference for p in payloads}) > 1:
        return Verified(Verdict.ALTERED, differences=("上面有不止一份文书的二维码，请一份一份核验。",))
    (payload, *_) = payloads
    if unit.visit(payload.visit_no) is None:
        return Verified(Verdict.UNKNOWN)
    paper = _of(unit.papers(payload.visit_no), payload)
    if paper is None:
        return Verified(Verdict.ALTERED, differences=("二维码中的文书编号不在登记簿中。",))
    if not all(proves(one, paper.content, unit.secret(CHECK_PURPOSE)) for one in payloads):
        return _of_paper(Verdict.ALTERED, paper, ("二维码中的校验码与登记簿不符。",))
    differences = (
        tuple(_pdf_differences(unit, brought, paper))
        if brought.texts
        else _picture_differences(brought, paper)
    )
    if differences is None:
        return _of_paper(
            Verdict.UNREADABLE, paper, ("二维码与登记簿相符，但看不清文字，没有核对内容，请人工对照。",)
        )
    remark: tuple[str, ...] = ()
    if differences and differences != (_COVERED,) and _laid_out_otherwise(unit, brought, paper):
        differences, remark = (), (_OTHER_LAYOUT,)
    if differences:
        return _of_paper(Verdict.ALTERED, paper, differences)
    return _of_paper(Verdict.VOIDED if paper.voided else Verdict.GENUINE, paper, remark)


def _without_code(unit: ReadUnit, brought: PrintedPaper) -> Verified:
    """A paper whose code is gone can only be found by its number, and is not proven by it."""
    short = unit.office().short
    words = "".join(brought.texts) or "".join(line.text for line in brought.lines)
    for number in _NUMBER.findall("".join(words.split())):
        paper = unit.paper(f"{short}{number}")
        if paper is not None:
            return _of_paper(Verdict.ALTERED, paper, ("上面没有可以核验的二维码。",))
    return Verified(Verdict.UNKNOWN)


def _of(papers: Iterable[PaperRecord], payload: Payload) -> PaperRecord | None:
    return next((p for p in papers if reference_of(p.number) == payload.reference), None)


def _of_paper(verdict: Verdict, paper: PaperRecord, differences: tuple[str, ...] = ()) -> Verified:
    name = DOCUMENTS_ZH[paper.document_id]
    return Verified(verdict, paper.number, paper.issued_at, name, differences)


def _pdf_differences(unit: ReadUnit, brought: PrintedPaper, paper: PaperRecord) -> Iterator[str]:
    """Where the PDF differs from every form in which this paper could have been made."""
    nearest: tuple[float, tuple[str, ...]] = (-1.0, ())
    covered = False
    whole = "\f".join(brought.texts)
    for pdf in _forms(unit, paper, reprint="补打" in whole):
        texts = pdf_texts(pdf)
        if texts == brought.texts:
            if _same_pictures(pdf, brought.pdf):
                return
            covered = covered or text_places(pdf) == text_places(brought.pdf)
            nearest = (_THE_SAME, texts)
            continue
        matcher = SequenceMatcher(None, "\f".join(texts), whole, autojunk=False)
        if matcher.quick_ratio() > nearest[0]:
            nearest = (matcher.quick_ratio(), texts)
    if covered:
        yield _COVERED
        return
    if nearest[0] == _THE_SAME:
        yield _MOVED
        return
    yield from _told("\f".join(nearest[1]), whole)


def _forms(unit: ReadUnit, paper: PaperRecord, *, reprint: bool) -> Iterator[bytes]:
    """The paper as it can have been made: each size and type, both copies or one, with a signature or not."""
    kind = PAPERS[paper.document_id]
    both: tuple[tuple[str, ...], ...] = (("",), (VISITORS_COPY, FILE_COPY), (VISITORS_COPY,), (FILE_COPY,))
    served = unit.deliveries([paper.paper_id]).get(paper.paper_id, ())
    services: dict[tuple[Signature | None, Delivery | None], None] = dict.fromkeys(
        (
            (signature_of_visit(unit, paper.visit_no), None),
            *((_signed_for(unit, one), one.delivery) for one in served),
            (None, None),
        )
    )
    # Where the visit has arrived upstream meanwhile, a receipt made earlier or later says so or does not.
    said = [form_of(one.document_id, one.content) for one in (content_now(unit, paper), paper)]
    for form in said if said[0] != said[1] else said[:1]:
        for size in kind.sizes:
            for large in (False, True):
                for copies in both if kind.copies == 1 else both[1:]:
                    for signature, service in services:
                        marks = tuple(Marks(reprint, copy, signature, service) for copy in copies)
                        yield render_form(
                            form, paper=size, large_print=large, marks=marks, note_missing=True
                        ).pdf
    signatures = dict.fromkeys(signature for signature, _ in services)
    for signature in signatures if paper.document_id in RECEIPTS else (None,):
        for one in dict.fromkeys((content_now(unit, paper), paper)):
            for size in ROLLS:
                for large in (False, True):
                    yield slip_of(one, size, large=large, reprint=reprint, signature=signature).pdf


def _signed_for(unit: ReadUnit, service: DeliveryRecord) -> Signature | None:
    return signature_from(unit.delivery_strokes(service.delivery_id)) if service.signature else None


def _laid_out_otherwise(unit: ReadUnit, brought: PrintedPaper, paper: PaperRecord) -> bool:
    """Whether it is this paper, word by word, as another version of the program sets it."""
    if not brought.texts or not has_only_text_and_lines(brought.pdf):
        return False
    served = unit.deliveries([paper.paper_id]).get(paper.paper_id, ())
    besides = [words for one in served for words in slip_words(one.delivery)]
    return any(
        says_the_same(brought.texts, said, besides=besides) for said in (content_now(unit, paper), paper)
    )


def _told(right: str, brought: str) -> Iterator[str]:
    told = 0
    for tag, a, b, c, d in SequenceMatcher(None, right, brought, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, now = right[max(0, a - 4) : b + 4], brought[max(0, c - 4) : d + 4]
        yield f"登记簿为“{_plain(was)}”，文书上为“{_plain(now)}”。"
        told += 1
        if told == _MOST_DIFFERENCES:
            return


def _plain(text: str) -> str:
    shown = text.replace("\f", "")
    return shown if len(shown) <= 40 else shown[:40] + "…"


def _same_pictures(made: bytes, brought: bytes) -> bool:
    """Whether the pages look the same: words may be covered or drawn over without a change of text."""
    ours = pdf_pages(made, _SIDE_PX, range(LONGEST_PAPER), _MOST_PIXELS)
    theirs = pdf_pages(brought, _SIDE_PX, range(LONGEST_PAPER), _MOST_PIXELS)
    for first, second in zip_longest(ours, theirs):
        if first is None or second is None or first.shape != second.shape:
            return False
        unlike = np.abs(first.astype(np.int16) - second.astype(np.int16)).mean(axis=2)
        rows, columns = (side - side % _BLOCK for side in unlike.shape)
        blocks = unlike[:rows, :columns].reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)
        if float(blocks.mean(axis=(1, 3)).max()) > _UNLIKE:
            return False
    return True


_LOOKS = str.maketrans("OQDILZSB", "00011258")


def _picture_differences(brought: PrintedPaper, paper: PaperRecord) -> tuple[str, ...] | None:
    """Numbers and dates that stand otherwise on the picture; None where too little can be read."""
    form = form_of(paper.document_id, paper.content)
    expected = _tokens(form.words, paper)
    size = PAPERS[paper.document_id].sizes[0]
    ours = _squeezed("".join(pdf_texts(render_form(form, paper=size, note_missing=True).pdf)))
    lines = [PrintedLine(_squeezed(line.text), line.sure) for line in brought.lines]
    everything = "".join(line.text for line in lines)
    read = 0
    differences: list[str] = []
    for token in expected:
        read += token in everything
        # Also where the number stands right in another place: it may be changed in one of them alone.
        if (near := _nearly(token, lines, ours)) is not None:
            differences.append(f"登记簿为“{token}”，文书上读作“{near}”。")
    if differences:
        return tuple(differences[:_MOST_DIFFERENCES])
    return () if read else None


def _tokens(words: str, paper: PaperRecord) -> Sequence[str]:
    """What a picture is compared by: numbers, dates and amounts of the paper."""
    found = dict.fromkeys(_TOKEN.findall(_squeezed(words)))
    found[_squeezed(paper.visit_no)] = None
    if paper.document_id in RECEIPTS or PAPERS[paper.document_id].close is not Close.SIGNED:
        found[_squeezed(paper.number.rpartition("〕")[2])] = None
    return tuple(token for token in found if len(token) >= _LEAST_TOKEN)


def _nearly(token: str, lines: Sequence[PrintedLine], ours: str) -> str | None:
    """What stands in the token's place if one or two digits of it differ, and were clearly read.

    Args:
        ours: all that the paper says; what is in there is no change of something else.
    """
    most = 1 if len(token) < 12 else 2
    for line in lines:
        if not line.sure:
            continue
        for start in range(len(line.text) - len(token) + 1):
            seen = line.text[start : start + len(token)]
            # A check letter read as the figure it looks like is no change, and must not hide one beside it.
            pairs = zip(token, seen, strict=True)
            unlike = [(a, b) for a, b in pairs if a.translate(_LOOKS) != b.translate(_LOOKS)]
            digits = all(a.isdigit() and b.isdigit() for a, b in unlike)
            if unlike and len(unlike) <= most and digits and seen not in ours:
                return seen
    return None


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
