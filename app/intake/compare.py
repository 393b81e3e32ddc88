"""A matter being told beside one already known: what both say, what differs, what became of the known one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from app.domain.findable import ForeignMatter
from app.domain.matter import MatterDraft
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterFile
from app.domain.representatives import number_key, person_key
from app.domain.visit import VisitDraft
from app.domain.words import DOCUMENTS_ZH
from app.duplicates.explain import shared_stretches
from app.duplicates.news import new_facts
from app.duplicates.numerals import normalise
from app.duplicates.prepared import prepare
from app.duplicates.quantities import Quantities
from app.duplicates.reading import read
from app.duplicates.record import MatterText
from app.errors import BadInput, NotFound
from app.intake.course import state_of, terms_of
from app.intake.results import SummaryPaper
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, NOT_SAID, names_of, require
from app.ports import ReadUnit

_COMPARED = 6000
"""Code points of the facts in which shared stretches are looked for."""
_MOST_NAMED = 6
_LABELS_ZH = {"楼": "楼号", "组": "组别", "期": "期数", "矿": "矿井"}
_COUNTED_ZH = {"元": "金额", "平": "面积", "亩": "亩数", "户": "户数", "人": "人数"}


_Counted: TypeAlias = tuple[str, tuple[str, str], date | None]
"""A matter's place, its texts and its day, from which 去年 counts."""


class Standing(StrEnum):
    """How one thing stands on both sides.

    Of people `NAME_ONLY` = one name, and no document tells whether it is one person; `NAMESAKE` = one
    name with two different numbers.
    """

    SAME = "same"
    PARTLY = "partly"
    DIFFERENT = "different"
    NAME_ONLY = "name_only"
    NAMESAKE = "namesake"
    ONLY_NOW = "only_now"
    ONLY_KNOWN = "only_known"


@dataclass(frozen=True)
class Told:
    """A text, and the stretches (start, end) in code points that the other side says too."""

    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing both sides can be held to; an empty side says nothing of it."""

    label: str
    now: str
    known: str
    standing: Standing


@dataclass(frozen=True)
class Step:
    """One step in the known matter's course: the day, a word of `EVENT_ZH`, what was noted, by whom."""

    on: date
    kind: str
    text: str
    by: str


@dataclass(frozen=True)
class Comparison:
    """What is told now beside a known matter.

    Attributes:
        number: registration number, or the number of a foreign matter.
        foreign: imported; its course is not known here, so `state` is empty.
        petitioners: names for staff; 匿名 and 不详 stand for what was not said.
        items: those that agree last.
        steps: its course, the oldest first; of a foreign one it is not known.
        papers: numbered documents of the visit it was registered in.
    """

    number: str
    foreign: bool
    registered_on: date | None
    petitioners: tuple[str, ...]
    state: str
    due_on: date | None
    days_left: int | None
    target_unit: str
    demand: Told
    facts: Told
    known_demand: Told
    known_facts: Told
    items: tuple[Item, ...]
    steps: tuple[Step, ...] = ()
    papers: tuple[SummaryPaper, ...] = ()


def compare_with(draft: VisitDraft, matter: int, number: str, session: DeskSession) -> Comparison:
    """Hold a matter of the draft beside a known one; looking at somebody's matter is noted.

    Args:
        matter: index in the draft.
        number: of the known matter; a repeat leads to the matter it is.

    Raises:
        NotFound: no such matter.
        BadInput: either of them is sealed [Art. 30(3)].
        NotAllowed: the role does not look at matters.
    """
    require(session, MAY_LIST)
    told = draft.matters[matter]
    if told.is_sealed or draft.sealed:
        raise BadInput(["检举控告类事项不查重。"])
    people = [p for p in draft.people if p.raises(matter) and p.role is not PersonRole.COMPANION]
    session.note("view_matter", number, "compare")
    with session.read() as unit:
        file = unit.matter(number)
        if file is None:
            elsewhere = unit.foreign_matters([number])
            if not elsewhere:
                raise NotFound(number)
            return _foreign(told, elsewhere[0], session.clock.today())
        root = unit.matter(file.root_reg_no) or file
        if file.record.sealed or root.record.sealed:
            raise BadInput(["保密事项不参与比对。"])
        return _own(unit, told, people, root, session)


def compare_registered(reg_no: str, number: str, session: DeskSession) -> Comparison:
    """Hold one registered matter beside another known one, as when it was told.

    Raises:
        NotFound, BadInput, NotAllowed: as `compare_with`; the same number twice.
    """
    require(session, MAY_LIST)
    if reg_no == number:
        raise BadInput(["这是同一个编号，请选择另一件事项。"])
    with session.read() as unit:
        file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    people = tuple(replace(person, matters=None) for person in file.people)
    return compare_with(VisitDraft(people=people, matters=(file.record.stated,)), 0, number, session)


def _own(
    unit: ReadUnit, told: MatterDraft, people: Sequence[PersonDraft], file: MatterFile, session: DeskSession
) -> Comparison:
    office, today, stated = unit.office(), session.clock.today(), file.record.stated
    settings = session.rules.settings_of(office)
    state = state_of(file.course, today, session.rules, settings)
    _, due_on = terms_of(file.course, state, session.rules, settings, office.kind)
    theirs = [p for p in file.people if p.role is not PersonRole.COMPANION]
    names = names_of(file)
    classes = session.rules.content_classes
    now, known = _said(told), _said(stated)
    items = (
        *_people(people, theirs, names),
        *_stated(told, stated.place, stated.reported_unit),
        *_item("内容分类", *(_class(m.content_code, classes) for m in (told, stated))),
        *_figures((told.place, now, today), (stated.place, known, file.local_date)),
        *_news(now, known, stated.reported_unit),
    )
    papers = tuple(
        SummaryPaper(DOCUMENTS_ZH.get(p.document_id, p.document_id), p.number, p.prints, p.voided)
        for p in unit.papers(file.visit_no)
        if p.reg_no in {"", file.record.reg_no}
    )
    return Comparison(
        number=file.record.reg_no,
        foreign=False,
        registered_on=file.local_date,
        petitioners=names,
        state=state,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        target_unit=file.record.target_unit or office.name,
        demand=_marked(now[0], known),
        facts=_marked(now[1], known),
        known_demand=_marked(known[0], now),
        known_facts=_marked(known[1], now),
        items=_agreeing_last(items),
        steps=_course(unit, file, session),
        papers=papers,
    )


def _foreign(told: MatterDraft, matter: ForeignMatter, today: date) -> Comparison:
    """What is known of it ends with its text; who raised it is kept as a digest alone."""
    now, known = _said(told), (matter.demand, matter.facts)
    items = (
        *_stated(told, matter.place, matter.unit),
        *_figures((told.place, now, today), (matter.place, known, matter.day)),
        *_news(now, known, matter.unit),
    )
    return Comparison(
        number=matter.foreign_id,
        foreign=True,
        registered_on=matter.day,
        petitioners=(),
        state="",
        due_on=None,
        days_left=None,
        target_unit="",
        demand=_marked(now[0], known),
        facts=_marked(now[1], known),
        known_demand=_marked(known[0], now),
        known_facts=_marked(known[1], now),
        items=_agreeing_last(items),
    )


def _course(unit: ReadUnit, file: MatterFile, session: DeskSession) -> tuple[Step, ...]:
    zone = session.clock.now_local().tzinfo
    steps = [Step(file.local_date, "registered", "", file.received_by)]
    steps += [Step(e.on, e.kind, e.text, e.by) for e in file.events]
    for link in unit.links(file.record.reg_no):
        other = link.reg_no if link.target_reg_no == file.record.reg_no else link.target_reg_no
        steps.append(Step(link.at.astimezone(zone).date(), "linked", other, link.by))
        if link.undone_at is not None:
            day = link.undone_at.astimezone(zone).date()
            steps.append(Step(day, "unlinked", other, link.undone_by))
    return tuple(sorted(steps, key=lambda step: step.on))


def _agreeing_last(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.standing is Standing.SAME))


def _said(matter: MatterDraft) -> tuple[str, str]:
    return NOT_SAID.get(matter.demand, matter.demand), NOT_SAID.get(matter.facts, matter.facts)


def _marked(text: str, other: tuple[str, str]) -> Told:
    beside = f"{other[0]}\n{other[1][:_COMPARED]}"
    return Told(text, shared_stretches(text[:_COMPARED], beside))


def _names(people: Iterable[PersonDraft]) -> tuple[str, ...]:
    return tuple("匿名" if p.anonymous or not p.name else NOT_SAID.get(p.name, p.name) for p in people)


def _people(
    now: Sequence[PersonDraft], known: Sequence[PersonDraft], known_names: tuple[str, ...]
) -> list[Item]:
    mine, theirs = ({person_key(p) for p in people if p.name or p.id_no} for people in (now, known))
    found = _item("信访人", "、".join(_names(now)), "、".join(known_names), same=bool(mine & theirs))
    if found and found[0].standing is Standing.DIFFERENT and (standing := _one_name(now, known)):
        return [replace(found[0], standing=standing)]
    return found


def _one_name(now: Sequence[PersonDraft], known: Sequence[PersonDraft]) -> Standing | None:
    """Of people who are not proven to be one: whether they have a name in common."""
    pairs = [(a, b) for a in now for b in known if a.name not in NOT_SAID and a.name == b.name != ""]
    if not pairs:
        return None
    proven = all(number_key(a) and number_key(b) for a, b in pairs)
    return Standing.NAMESAKE if proven else Standing.NAME_ONLY


def _stated(now: MatterDraft, place: str, unit: str) -> list[Item]:
    rows = (("问题属地", now.place, place), ("被反映单位", now.reported_unit, unit))
    return [item for label, a, b in rows for item in _item(label, a, b, same=_alike(a, b))]


def _class(code: str, classes: Mapping[str, tuple[str, str]]) -> str:
    return classes[code][1] if code in classes else NOT_SAID.get(code, code)


def _alike(one: str, other: str) -> bool:
    """Equal in one form of widths and numbers, or one with more above it (县、镇) than the other."""
    a, b = (normalise(text).replace(" ", "") for text in (one, other))
    return bool(a and b) and (a.endswith(b) or b.endswith(a))


def _figures(now: _Counted, known: _Counted) -> list[Item]:
    """Years, groups, phases, sums and other quantities both sides state, or one."""
    a, b = (
        read(prepare(MatterText(place=place, demand=demand, facts=facts, date=day))).quantities
        for place, (demand, facts), day in (now, known)
    )
    found = _sets("年份", [str(y) for y in sorted(a.years)], [str(y) for y in sorted(b.years)])
    for kind in sorted({k for k, _ in a.labels | b.labels}):
        found += _sets(_LABELS_ZH.get(kind, kind), _labelled(a, kind), _labelled(b, kind))
    for kind in sorted({*a.counted, *b.counted}):
        found += _sets(_COUNTED_ZH.get(kind, "数目"), _counted(a, b, kind), _counted(b, a, kind))
    return found


def _labelled(quantities: Quantities, kind: str) -> list[str]:
    return sorted(
        number if kind == "年级" else f"{number}{kind}" for k, number in quantities.labels if k == kind
    )


def _counted(mine: Quantities, theirs: Quantities, kind: str) -> list[str]:
    """First those the other side lacks; a long list is cut."""
    other = theirs.counted.get(kind, frozenset())
    values = sorted(mine.counted.get(kind, ()), key=lambda v: (v in other, v))
    return [f"{value:.10g}{kind}" for value in values[:_MOST_NAMED]]


def _news(now: tuple[str, str], known: tuple[str, str], unit: str) -> list[Item]:
    """Papers, acts, finds and days only this visitor tells of."""
    fresh = new_facts("\n".join(now)[:_COMPARED], "\n".join((unit, *known))[:_COMPARED])
    named = list(dict.fromkeys(fact.text for fact in fresh))[:_MOST_NAMED]
    return _item("新的材料、情况", "、".join(named), "")


def _sets(label: str, now: Sequence[str], known: Sequence[str]) -> list[Item]:
    found = _item(label, "、".join(now), "、".join(known), same=set(now) == set(known))
    if found and found[0].standing is Standing.DIFFERENT and set(now) & set(known):
        return [replace(found[0], standing=Standing.PARTLY)]
    return found


def _item(label: str, now: str, known: str, *, same: bool | None = None) -> list[Item]:
    """`same` None = the words themselves tell."""
    if not now and not known:
        return []
    if not now or not known:
        return [Item(label, now, known, Standing.ONLY_NOW if now else Standing.ONLY_KNOWN)]
    agree = now == known if same is None else same
    return [Item(label, now, known, Standing.SAME if agree else Standing.DIFFERENT)]
