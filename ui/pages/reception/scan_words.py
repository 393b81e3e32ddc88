"""Sentences about pictures of documents: what is seen, what was read, what became of it. Pure."""

from collections.abc import Mapping, Sequence

from app.domain.id_numbers import masked
from app.domain.identity import IdDocument
from app.scanning.frame_watch import Sight, SightState
from app.scanning.pile import PileStepKind
from ui.document_text import DOC_TYPE_ZH, FIELD_ZH, warning_sentence
from ui.pages.reception.form import VisitForm
from ui.pages.reception.reading import Reading, Taken, left_out, number_of
from ui.text import TYPED_SAFE

OPENING = "正在打开"
READING = "正在识读"
_STATES: Mapping[SightState, str] = {
    SightState.EMPTY: "请放入证件",
    SightState.MOVING: "请稍停",
    SightState.BLURRED: "画面不清",
    SightState.STEADY: READING,
    SightState.DONE: "已读，请取走或放下一张",
}
_OF_THE_PAGE = ("number_check_failed", "mrz_check_failed", "number_uncertain", "expired", "multiple")
LONG = "长期"
CHECKED_KEY = "Alt+H"
"""What says that the selected row agrees with its document."""
NOT_A_DOCUMENT = "没有认出证件：请换个角度或更清楚的图片，也可手工录入。"
UNREADABLE = "这张图片太复杂，没能在限定时间内处理完。请拍近、拍正后再试，也可手工录入。"
SEVERAL = "画面里不止一份证件，请一次只放一份。"


def state_text(sight: Sight, *, reading: bool, unknown: bool) -> str:
    """One word for what the camera sees.

    Args:
        reading: a picture is being read.
        unknown: what lies there was read, and is no document.
    """
    if sight.state in {SightState.STEADY, SightState.DONE}:
        if reading:
            return READING
        if sight.documents > 1:
            return "请一次只放一份"
    if unknown and not reading and sight.state not in {SightState.MOVING, SightState.BLURRED}:
        return "没有认出证件"
    return _STATES[sight.state]


def warnings_of(document: IdDocument) -> list[str]:
    """A sentence for each thing to know about the whole document, and for what was left out."""
    sentences = [f"{warning_sentence(w)}。" for w in document.warnings if w in _OF_THE_PAGE]
    if "unreadable" in document.warnings:
        sentences.append(UNREADABLE)
    out = "、".join(FIELD_ZH[name] for name in left_out(document))
    if out:
        sentences.append(f"{out}认不准，没有填入。")
    return sentences


def told(document: IdDocument, reading: Reading, form: VisitForm) -> tuple[str, list[str]]:
    """What is said after a document was taken: kind of message, and sentences.

    What is to be pressed is named as it stands on the screen: beside a strip there is no button.
    """
    place = f"第 {reading.row + 1} 位"
    more = warnings_of(document)
    if reading.taken is Taken.NOTHING:
        return "warn", more or [NOT_A_DOCUMENT]
    if reading.taken is Taken.NOBODYS:
        return "warn", ["这是国徽面：请先读人像面，或先选中这张证件的人。", *more]
    if reading.taken is Taken.EITHERS:
        return "warn", [f"这是国徽面，不知是{place}还是选中的人的：请先选中这张证件的人，再点列表里这一行。"]
    if reading.taken is Taken.AGAINST:
        return "warn", [_against(place, reading.other_end, form.people[reading.row].id_valid_to), *more]
    if reading.taken is Taken.REPEATED:
        return "warn", [f"这个证件已在{place}，没有重复添加。", *more]
    if reading.taken is Taken.BACK:
        return ("warn" if more else "done"), [f"已补上{place}的证件有效期。", *more]
    if reading.taken is Taken.SAME:
        return "done", [f"{place}已由芯片核实。", *more]
    person = form.people[reading.row]
    if reading.row != form.selected:
        return ("warn" if more else "done"), [f"已加入{place}，正在填写的没有变动。", *more]
    if person.checked:
        return "done", [f"{place}已读入。", *more]
    if any(field in person.crops for field in person.doubts):
        return ("warn" if more else "info"), [
            f"{place}已识别，请对照证件原样：对按 Enter，不对直接改。",
            *more,
        ]
    return ("warn" if more else "info"), [
        f"{place}已识别，请与证件逐项核对，再按“核对无误”（{CHECKED_KEY}）。",
        *more,
    ]


def _against(place: str, end: str, known: str) -> str:
    if end:
        days = [LONG if day == "long" else day for day in (end, known)]
        said = f"这张国徽面的有效期至 {days[0]}，{place}的证件已有 {days[1]}"
    else:
        said = f"这张国徽面与{place}的证件对不上"
    return f"{said}，没有改动。请核对是不是同一张证件。"


def pile_title(document: IdDocument) -> str:
    """Who an entry of the pile is: the name, else the kind of document."""
    fields = document.fields
    return fields.name_zh or fields.name or DOC_TYPE_ZH[document.doc_type.value]


def pile_number(document: IdDocument) -> str:
    """Its number, masked."""
    number = number_of(document)
    return masked(number) if number else ""


def pile_sentence(what: PileStepKind, name: str, row: int, mark: str) -> str:
    """What became of one picture of a pile."""
    if what is PileStepKind.NEW:
        return f"“{name}”已填入第 {row + 1} 位。"
    if what is PileStepKind.MERGED:
        return f"“{name}”的另一面已合在一起。"
    if what is PileStepKind.REPEATED:
        return f"“{name}”已经读过了。"
    return f"“{name}”请确认：{mark}。"


def bad_of_many(of: int, bad: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Of several pictures: how many were read and how many not, and one line for each that was not.

    That nothing typed is lost is said once, not in every line.
    """
    head = f"{of} 张，读成 {of - len(bad)} 张，{len(bad)} 张没有读成或请再看"
    return head, tuple(line.replace(TYPED_SAFE, "") for line in bad)
