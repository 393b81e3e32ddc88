"""Whether a PDF says what the register says, however it is laid out.

A later version of the program may set a paper otherwise: other type, other lines, other pages. Then the
pages cannot be compared with pages made again, but the words can: every one the paper owes must stand on
it, and nothing may be left when they and the layouts' own words are taken away.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.papers import RECEIPTS, Close
from app.domain.record import PaperRecord
from app.receipts.content import ReceiptContent, content_from_json, visible_text
from app.receipts.document import (
    BLANK,
    DocumentContent,
    Part,
    PartKind,
    document_from_json,
    told_cells,
    words_of,
)
from app.receipts.fonts import shown
from app.receipts.layout_words import LAYOUT_WORDS
from app.receipts.phrases import date_zh, time_zh
from app.receipts.pieces import FILE_COPY, VISITORS_COPY

_SHORT = 4
"""Characters; a shorter word must stand as often as the paper owes it, a short number no oftener."""
_PARAGRAPH = 24
"""Characters; what is shorter is not parted by the end of a page."""
_ROW = 60
"""Characters; so short a row is never cut by the end of a page."""
_PAGE_NUMBER = re.compile(r"第(\d+)页共(\d+)页")
_LIST_NUMBER = re.compile(r"(?<!\d)\d{1,2}\.(?!\d)")
_NO_WORDS = re.compile(r"[\W_]+")
"""Punctuation, lines to write on, and the places of what was taken away."""
_CUT = "\f"
_END_OF_LINE_HYPHEN = "\ufffe"
"""As PDFium tells it."""
_TAKEN = "\0"
_TICKED = "■"


def says_the_same(texts: Sequence[str], paper: PaperRecord, *, besides: Sequence[str] = ()) -> bool:
    """Whether the pages say all that the paper says, and nothing else.

    Args:
        texts: of each page.
        paper: what the register says, as of now.
        besides: what may stand on it as well, such as how it was handed over.
    """
    if not _are_whole([_squeezed(text) for text in texts]):
        return False
    pages = [_PAGE_NUMBER.sub(_TAKEN, _squeezed(text)) for text in texts]
    whole = _CUT.join(pages)
    if _TICKED in whole and not besides:
        return False
    copies = max(1, sum(mark in whole for mark in (VISITORS_COPY, FILE_COPY)))
    if not _rows_hold(paper, whole, copies):
        return False
    owed = Counter(_squeezed(shown(line)) for line in _owed(paper))
    free = {_squeezed(shown(words)) for words in (*besides, *_not_everywhere(paper))} | _LAYOUT_WORDS
    for line in _foot(paper):
        pages = [page.replace(_squeezed(shown(line)), _TAKEN) for page in pages]
    for words in sorted(filter(None, free | set(owed)), key=lambda words: (-len(words), words)):
        short, times = len(words) < _SHORT, owed[words]
        if short:
            pages = [_LIST_NUMBER.sub(_TAKEN, page) for page in pages]
        counted = short and _has_digit(words) and words not in free
        found = _take(words, times * copies if counted else len(whole), pages)
        # A number that is the beginning of a longer one has gone with it.
        stands = whole.count(words) >= (times if short else 1)
        if times and not found and not stands:
            return False
    return not _NO_WORDS.sub("", _CUT.join(pages))


def _rows_hold(paper: PaperRecord, whole: str, copies: int) -> bool:
    """Whether what belongs together stands together: true words do not change their rows.

    A row so long that a page may end in it is left to the words.
    """
    for forms in map(set, _rows(paper)):
        if len(min(forms, key=len)) > _ROW:
            continue
        if sum(whole.count(form) for form in forms) < copies:
            return False
    return True


def _rows(paper: PaperRecord) -> Iterator[tuple[str, ...]]:
    """Every row as a sheet and as a slip sets it."""
    if paper.document_id in RECEIPTS:
        for matter in content_from_json(paper.content).matters:
            yield (_joined("您的诉求：", matter.demand),)
            yield (_joined("处理情况：", matter.next_step),)
        return
    for part in document_from_json(paper.content).parts:
        if part.kind is PartKind.FIELDS:
            yield from ((_joined(f"{label}：", words),) for label, words in part.rows if words != BLANK)
        elif part.kind is PartKind.TABLE and part.head:
            names, *rows = part.rows
            for row in rows:
                told = [(f"{name}：" if name else "", cell) for name, cell in zip(names, row, strict=True)]
                if sum(map(bool, row)) > 1:
                    yield (
                        _joined(*row),
                        _joined(*(text for name, cell in told if cell for text in (name, cell))),
                        _joined(*told_cells(names, row)),
                    )
        elif part.kind is PartKind.TABLE:
            pairs = [pair for row in part.rows for pair in zip(row[::2], row[1::2], strict=True)]
            yield from ((_joined(a, b), _joined(f"{a}：", b)) for a, b in pairs if a and b)


def _joined(*words: str) -> str:
    return _squeezed("".join(shown(each) for each in words))


def _are_whole(pages: Sequence[str]) -> bool:
    """Whether the pages are one or two copies, each from its first page to its last; a slip has no number."""
    numbers = [(int(page), int(count)) for text in pages for page, count in _PAGE_NUMBER.findall(text)]
    if not numbers:
        return len(pages) == 1
    copies, at = 0, 0
    while at < len(numbers):
        count = numbers[at][1]
        if count < 1 or numbers[at : at + count] != [(page, count) for page in range(1, count + 1)]:
            return False
        copies, at = copies + 1, at + count
    return len(numbers) == len(pages) and copies <= len((VISITORS_COPY, FILE_COPY))


def _foot(paper: PaperRecord) -> Iterator[str]:
    """What stands between a paragraph and its rest on the next page; it goes first, so that no paragraph
    goes on into it by chance."""
    receipt = paper.document_id in RECEIPTS
    content = (content_from_json if receipt else document_from_json)(paper.content)
    office = content.office
    for label, words in (("地址", office.address), ("电话", office.phone), ("接待时间", office.hours)):
        if words:
            yield f"{label}：{words}"


def _owed(paper: PaperRecord) -> Iterator[str]:
    if paper.document_id in RECEIPTS:
        yield from _of_receipt(content_from_json(paper.content))
    else:
        yield from _of_document(document_from_json(paper.content))


def _of_receipt(content: ReceiptContent) -> Iterator[str]:
    yield from visible_text(content).split("\n")
    yield from (date_zh(content.visited_at), date_zh(content.issued_at), *_code(content.check))
    if not content.sealed_form:
        yield from (f"{content.window}号窗口", f"{content.present}人")
    yield time_zh(content.visited_at)
    yield "，已上传信访信息系统" if content.uploaded else ""
    yield "（代表人选待确认）" if content.unconfirmed else ""
    if content.representatives:
        yield f"其中代表{content.representatives}人"
    if content.material_pages:
        yield f"{content.material_pages}页"
    if len(content.matters) > 1:
        yield f"下列{len(content.matters)}个问题"
    for index, matter in enumerate(content.matters, start=1):
        if matter.notice_by:
            yield date_zh(matter.notice_by)
        if len(content.matters) > 1:
            yield f"（第{index}项）"


def _not_everywhere(paper: PaperRecord) -> tuple[str, ...]:
    """What stands on a sheet and not on a slip, or only beside a seal; heads of tables come again."""
    if paper.document_id in RECEIPTS:
        return ()
    content = document_from_json(paper.content)
    heads = [cell for part in content.parts for cell in _head_of(part)]
    return (content.issued_by, content.visit_no, date_zh(content.issued_at), *heads)


def _head_of(part: Part) -> tuple[str, ...]:
    return part.rows[0] if part.kind is PartKind.TABLE and part.head and part.rows else ()


def _of_document(content: DocumentContent) -> Iterator[str]:
    parts = tuple(replace(part, rows=part.rows[1:]) if _head_of(part) else part for part in content.parts)
    told = replace(content, issued_by="", visit_no="", parts=parts)
    yield from (line for line in words_of(told).split("\n") if line != BLANK)
    if content.close in (Close.SEAL, Close.BOTH):
        yield date_zh(content.issued_at)
    yield from _code(content.check)


def _code(check: str) -> Iterator[str]:
    """The check code as it stands under the QR: halves, in two rows."""
    half = len(check) // 2
    yield from filter(None, (check[:half], check[half:]))


def _has_digit(words: str) -> bool:
    return any(char.isdecimal() for char in words)


def _take(words: str, most: int, pages: list[str]) -> int:
    """Take a word away wherever it stands, also where it goes on over the page; how often it stood there."""
    found = 0
    for at, page in enumerate(pages):
        here = min(page.count(words), most - found)
        pages[at] = page.replace(words, _TAKEN, here)
        found += here
    while len(words) >= _PARAGRAPH and _taken_over_pages(words, pages):
        found += 1
    return found


def _taken_over_pages(words: str, pages: list[str]) -> bool:
    for first in range(len(pages) - 1):
        rest, parts = words, []
        for page in pages[first:]:
            part = _longest_start(rest, page)
            if len(part) < _SHORT:
                break
            parts.append(part)
            rest = rest[len(part) :]
            if not rest:
                for at, taken in enumerate(parts, start=first):
                    pages[at] = pages[at].replace(taken, _TAKEN, 1)
                return True
    return False


def _longest_start(words: str, page: str) -> str:
    """The longest beginning of the words that stands on the page."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in page else (low, middle - 1)
    return words[:low]


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.replace(_END_OF_LINE_HYPHEN, "-")).split())


_LAYOUT_WORDS = frozenset(_squeezed(words) for words in LAYOUT_WORDS)
