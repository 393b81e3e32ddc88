"""500 papers with odd names and lengths: nothing overflows, nothing overlaps, nothing is lost."""

import random
from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.papers import PAPERS, RECEIPTS, Close, Style
from app.domain.person import PersonDraft
from app.receipts.boxes import placed
from app.receipts.checks import make_check, reference_of
from app.receipts.content import IssuingOffice
from app.receipts.document import (
    DocumentContent,
    Part,
    PartKind,
    document_from_json,
    document_to_json,
    with_check,
)
from app.receipts.document_layout import DocumentForm
from app.receipts.fonts import missing_glyphs, shown
from app.receipts.kept import digest_of
from app.receipts.pieces import FILE_COPY, VISITORS_COPY, Marks
from app.receipts.receipt_layout import ReceiptForm
from app.receipts.render import paged
from tests.fakes.receipts import CHINA, KEY, NUMBER, OFFICE, VISIT_NO, matter, receipt

HANZI = "请求公开并补足青苗补偿款按照标准发放柏溪镇上坞村七组征地水库扩建一二三四五六七八九十"
RARE = "䶮㛃𬱖𠮷𪚥𫠣𬺈𰻝𱁬㐀㐁"
ODD = [
    "<b>粗</b>",
    "&amp;",
    "مرحبا",
    "e\u0301a\u0308",
    "\u202eabc\u202c",
    "A" * 40,
    "（（（",
    "——",
    "。，；",
    "·",
]
KNOWN = IssuingOffice(OFFICE.name, OFFICE.address, OFFICE.phone, OFFICE.hours)
WORLD = random.Random(20261201)


def words(most: int) -> str:
    """Any words somebody could have typed."""
    made = ""
    while len(made) < WORLD.randint(1, most):
        made += WORLD.choice(
            [WORLD.choice(HANZI), WORLD.choice(HANZI), WORLD.choice(RARE), WORLD.choice(ODD)]
        )
    return made[:most]


def document(kind: str) -> DocumentContent:
    paper = PAPERS[kind]
    rows = tuple((words(8), words(WORLD.choice([4, 30, 200]))) for _ in range(WORLD.randint(1, 8)))
    heads = tuple(words(5) for _ in range(4))
    table = (
        heads,
        *(
            tuple(words(WORLD.choice([2, 12, 60])) for _ in range(4))
            for _ in range(WORLD.choice([1, 2, 3, 5, 30]))
        ),
    )
    content = DocumentContent(
        id=kind,
        office=IssuingOffice(words(40), words(80), words(30), words(40)),
        title=paper.name,
        number=NUMBER,
        visit_no=VISIT_NO,
        reg_no=f"{VISIT_NO}-1",
        query_code="8F3K22M1XY",
        issued_at=datetime(2026, 11, 23, 10, 50, tzinfo=CHINA),
        issued_by=words(20),
        addressee=words(60),
        addressee_id="居民身份证 110199********0017",
        parts=(
            Part(PartKind.TEXT, words(400)),
            Part(PartKind.FIELDS, rows=rows),
            Part(PartKind.TABLE, words(20), table, (3, 8, 4, 6)),
        ),
        rights=tuple(words(60) for _ in range(WORLD.randint(0, 6))),
        style=paper.style,
        close=paper.close,
        signers=("委托人签名或者指印", "受托人签名", "（不签名的）见证人")[: WORLD.randint(0, 3)],
        slip=paper.close is Close.SEAL,
        template="1",
    )
    return with_check(content, KEY)


@pytest.mark.parametrize("batch", range(10))
def test_no_paper_overflows_or_overlaps(batch):
    """Ten batches of fifty: receipts and every other paper, on each size, ordinary and large."""
    kinds = [kind for kind in PAPERS if kind != "queue_ticket"]
    for index in range(50):
        kind = kinds[(batch * 50 + index) % len(kinds)]
        size = WORLD.choice(PAPERS[kind].sizes)
        large = WORLD.random() < 0.3
        if kind in RECEIPTS:
            name = PersonDraft(name=words(60))
            form = ReceiptForm(
                receipt(
                    [matter(n, demand=words(200), target_unit=words(30)) for n in range(1, 4)],
                    addressee=name,
                    office=replace(OFFICE, name=words(40), address=words(90)),
                )
            )
            marks = (Marks(reprint=index % 2 == 0),)
        else:
            form = DocumentForm(document(kind))
            marks = (Marks(copy=VISITORS_COPY), Marks(copy=FILE_COPY, reprint=True))
        pages = placed(form, paper=size, large_print=large, marks=marks)
        for page in pages:
            assert not page.outside, (kind, size, large, page.outside[:3])
            assert not page.overlapping, (kind, size, large, page.overlapping[:3])
            assert min(mark.bottom for mark in page.marks) > 0


def test_what_cannot_be_shown_is_told_and_stands_as_its_code():
    content = replace(document("referral_notice"), addressee="甲😀乙")
    assert "😀" in missing_glyphs(DocumentForm(content).words)
    (first, *_) = placed(DocumentForm(content), paper="a4")
    assert any("甲〔U+1F600〕乙" in mark.text for mark in first.marks)


def test_sixty_rare_characters_stand_whole_on_the_paper():
    name = "𬱖𠮷𪚥䶮㛃" * 12
    content = replace(document("transfer_notice"), addressee=name, addressee_id="")
    assert not missing_glyphs(name)
    (first, *_) = placed(DocumentForm(content), paper="a4")
    texts = "".join(mark.text for mark in first.marks)
    assert shown(name) in texts


def test_a_kept_content_is_read_back_equal_and_a_changed_digit_changes_its_digest():
    content = document("materials_receipt")
    text = document_to_json(content)
    assert document_from_json(text) == content
    again = with_check(replace(content, visit_no=VISIT_NO[:-1] + "2", check=""), KEY)
    assert again.check != content.check
    assert content.check == make_check(KEY, VISIT_NO, reference_of(NUMBER), digest_of(text))


@pytest.mark.parametrize("text", ["{}", "[]", '{"form":9}', '{"form":1,"id":3}'])
def test_what_is_no_content_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  any of its kinds
        document_from_json(text)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", ["a4", "a5"])
def test_what_is_kept_is_one_sheet_where_the_visitors_is(size: str, large: bool) -> None:
    part = Part(PartKind.TEXT, "现将您反映的问题转送有权处理的机关。" * 16)
    content = replace(
        document("transfer_notice"), parts=(part,), rights=("可以查询（第二十一条）。",) * 4, office=KNOWN
    )
    marks = (Marks(copy=VISITORS_COPY), Marks(copy=FILE_COPY))
    sheets = [paged(DocumentForm(content), size, large, mark) for mark in marks]
    (visitors, _), (kept, pages) = sheets
    begun_there = paged(DocumentForm(content), size, large, marks[1], largest=visitors.body)
    assert begun_there == (kept, pages)
    assert len(pages) == 1
    assert kept.body <= visitors.body


def test_the_large_print_is_larger():
    form = DocumentForm(document("referral_notice"))
    sizes = {large: form.sheets("a4", large, Marks())[0].body for large in (False, True)}
    assert sizes[True] >= sizes[False] * 1.2
    assert form.content.style is Style.LETTER
