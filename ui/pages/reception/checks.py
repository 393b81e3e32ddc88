"""What is still missing before a visit can be registered, each next to the field it belongs to.

Every required field may be answered 不详 or 拒绝提供: missing knowledge never stops a registration
[Arts. 19(1), 44(1)], only an untouched field does. Lengths: domain reference 2.1.
"""

import re
from dataclasses import dataclass

from ui.pages.reception.conversion import day_of, said
from ui.pages.reception.form import MatterForm, PersonForm, VisitForm

NAME_LIMIT = 60
DEMAND_LIMIT = 200
FACTS_LIMIT = 20_000
ADDRESS_LIMIT = 200
UNIT_LIMIT = 100
PHONE_LIMIT = 40
REASON_LIMIT = 200
SCOPE_LIMIT = 500
REMARK_LIMIT = 500

# Nothing is asked of the other members of a group [PIPL 6].
_ADDRESS_ASKED = frozenset({"petitioner", "representative", "agent", "guardian"})
_PLACE_CODE = re.compile(r"\d{6}(\d{3})?")


@dataclass(frozen=True)
class Problem:
    """A field that needs a person.

    Attributes:
        field: its objectName.
        hint: a few words that fit beside its caption.
        sentence: what is missing and what may be entered instead.
        person, matter: row and matter of the form.
    """

    field: str
    hint: str
    sentence: str
    person: int | None = None
    matter: int | None = None


def problems_of(form: VisitForm, refusals: frozenset[str], proposed: dict[int, str]) -> list[Problem]:
    """Everything missing, in the order of the form.

    Args:
        form: as it stands.
        refusals: outcome words that deny taking the matter on; choosing one needs a reason.
        proposed: the proposed outcome by index of the matter; deviating needs a reason.
    """
    found: list[Problem] = []
    rows = [(i, p) for i, p in enumerate(form.people) if not p.is_empty]
    if not rows and not form.anonymous:
        sentence = "还没有来访人：请刷证件、拍照或填写姓名；不愿说明身份的，按 F8 选“匿名来访”。"
        found.append(Problem("personName", "请录入来访人", sentence))
    for index, person in rows:
        found += _person_problems(index, person, anonymous=form.anonymous)
    for index, matter in enumerate(form.matters):
        found += _matter_problems(index, matter)
        choice = matter.outcome
        deviates = bool(choice) and choice != proposed.get(index, choice)
        if (deviates or choice in refusals) and not matter.reason.strip():
            found.append(
                Problem("reason", "请写明理由", "处理方式与建议不同或不予受理，请写明理由。", matter=index)
            )
    over = len(form.remark) - REMARK_LIMIT
    if over > 0:
        found.append(Problem("remark", f"多了 {over} 字", f"备注最多 {REMARK_LIMIT} 字，请精简。"))
    return found


def _person_problems(index: int, person: PersonForm, *, anonymous: bool) -> list[Problem]:
    found = []
    who = f"第 {index + 1} 位"
    anonymous = anonymous or person.anonymous
    if not person.name.strip() and not anonymous:
        sentence = f"{who}：请填姓名；不知道或不愿说，填“不详”或“拒绝提供”。"
        found.append(Problem("personName", "请填姓名", sentence, person=index))
    if not person.address.strip() and not anonymous and person.role in _ADDRESS_ASKED:
        sentence = f"{who}：请填住址；不知道或不愿说，填“不详”或“拒绝提供”。"
        found.append(Problem("personAddress", "请填住址", sentence, person=index))
    if not person.checked:
        sentence = f"{who}：识别结果还没有核对，请逐项看过再按“核对无误”。"
        found.append(Problem("readingChecked", "请核对", sentence, person=index))
    if person.acts_for_others:
        found += _authority_problems(index, person)
    return found


def _authority_problems(index: int, person: PersonForm) -> list[Problem]:
    """Days that are none, or in the wrong order; that nothing was shown is for the rules to say."""
    found = []
    who = f"第 {index + 1} 位"
    for field, text in (("authorityFrom", person.authority_from), ("authorityTo", person.authority_to)):
        if text.strip() and day_of(text) is None:
            sentence = f"{who}：委托、监护依据的日期写作 2026-11-23；没有写明的不填。"
            found.append(Problem(field, "写作 2026-11-23", sentence, person=index))
    start, end = day_of(person.authority_from), day_of(person.authority_to)
    if start and end and end < start:
        sentence = f"{who}：委托、监护依据的止日早于起日，请核对。"
        found.append(Problem("authorityTo", "早于起日", sentence, person=index))
    return found


def _matter_problems(index: int, matter: MatterForm) -> list[Problem]:
    found = []

    def add(field: str, hint: str, sentence: str) -> None:
        found.append(Problem(field, hint, sentence, matter=index))

    if not matter.purpose:
        add("purpose", "请选类别", "请选类别。")
    if not matter.content_code:
        text = matter.content_text.strip()
        if text:
            add("contentClass", "没有这一分类", f"内容分类里没有“{text[:12]}”，请重选或填“不详”。")
        else:
            add("contentClass", "请选分类", "请选内容分类：输入四位代码或名称，不好归类填“不详”。")
    place = said(matter.place_code)
    if place not in {"unknown", "declined"} and not _PLACE_CODE.fullmatch(place):
        add("placeCode", "六位数字", "属地代码是六位数字；不清楚填“不详”。")
    for field, text, limit, sentence in (
        ("demand", matter.demand, DEMAND_LIMIT, "请用一句话写明诉求；来访人不愿说，填“拒绝提供”。"),
        ("facts", matter.facts, FACTS_LIMIT, "请写事实与理由；来访人不愿说，填“拒绝提供”。"),
    ):
        over = len(text) - limit
        if not text.strip():
            add(field, "请填写", sentence)
        elif over > 0:
            add(
                field, f"多了 {over} 字", f"最多 {limit} 字，多了 {over} 字；一个字也没有删，请精简后再登记。"
            )
    if not matter.procedures:
        add("procedures", "请问走过哪些途径", "请问来访人走过哪些途径，至少选一项。")
    return found
