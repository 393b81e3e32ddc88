"""One matter with all that happened to it: raisings, links, steps, documents."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from app.domain.elsewhere import limits_elsewhere
from app.domain.findable import LinkRecord
from app.domain.handover import settled, successor
from app.domain.jurisdiction import steps
from app.domain.matter import REFUSALS, Facts, MatterDraft
from app.domain.record import MatterEventRecord, MatterFile, PaperRecord
from app.domain.words import DOCUMENTS_ZH, STATES_ZH
from app.errors import NotFound
from app.intake.course import all_terms, counting_of, course_of, state_of
from app.intake.matter_rows import lines_of
from app.intake.results import MatterDetail, MatterEvent
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, SEALED_TEXT, require
from app.ports import ReadUnit


def matter_detail(reg_no: str, session: DeskSession) -> MatterDetail:
    """A matter with its whole course.

    Raises:
        NotFound: no such matter.
    """
    require(session, MAY_LIST)
    session.note("view_matter", reg_no, "")
    with session.read() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        (line,) = lines_of(unit, (file,), session)
        office = unit.office()
        course = course_of(unit, file)
        held = (*unit.links(file.root_reg_no), *unit.links(reg_no))
        links = tuple({link.link_id: link for link in held}.values())
        family = _family(unit, file, links)
        zone = session.clock.now_local().tzinfo
        events = [
            *(event for one in family for event in _raised(one, reg_no)),
            *_linked(links, zone),
            *(_step(e, sealed=file.record.sealed) for e in file.events),
            *_papers(unit, family, zone),
            *(() if file.record.sealed else _told_upstream(unit, file, zone)),
        ]
    counting = counting_of(office, session.rules)
    state = state_of(course, session.clock.today(), session.rules, counting.settings)
    sealed = file.record.sealed
    return MatterDetail(
        line=line,
        facts=SEALED_TEXT if sealed else file.record.stated.facts,
        events=tuple(sorted(events, key=lambda e: (e.on or date.min, e.at))),
        terms=all_terms(course, state, counting),
        steps=() if sealed else steps(_with_target(file), office, successor(file.events)),
        root=file.root_reg_no,
        repeats=tuple(one.record.reg_no for one in family if one.record.reg_no != file.root_reg_no),
        new_facts_of=next(
            (
                link.target_reg_no
                for link in reversed(links)
                if link.reg_no == reg_no and link.undone_at is None and link.facts is Facts.NEW
            ),
            "",
        ),
        limits=() if sealed else limits_elsewhere(file.record.stated.route, session.rules.local),
        refusal=file.record.outcome in REFUSALS,
    )


def _with_target(file: MatterFile) -> MatterDraft:
    stated = file.record.stated
    held = replace(stated, target_unit=stated.target_unit or file.record.target_unit)
    return settled(held, file.events)


def _family(unit: ReadUnit, file: MatterFile, links: Sequence[LinkRecord]) -> tuple[MatterFile, ...]:
    """The matter, the one it was judged to be, and what was judged to be that one."""
    same = {k.reg_no for k in links if k.undone_at is None and k.facts is Facts.SAME}
    numbers = dict.fromkeys((file.root_reg_no, file.record.reg_no, *sorted(same)))
    found = unit.matters(tuple(numbers))
    return tuple(one for one in found if one.root_reg_no == file.root_reg_no)


def _raised(file: MatterFile, asked: str) -> Iterator[MatterEvent]:
    number = file.record.reg_no
    said = f"来访登记，编号 {number}"
    if number != asked:
        said = f"{'首次' if number == file.root_reg_no else '再次'}来访登记，编号 {number}"
    yield MatterEvent(file.registered_at, "registered", said, file.received_by, file.local_date)


def _linked(links: Sequence[LinkRecord], zone: tzinfo | None) -> Iterator[MatterEvent]:
    for link in links:
        what = "同一事项" if link.facts is Facts.SAME else "有新的事实、理由的关联事项"
        said = f"认定 {link.reg_no} 与 {link.target_reg_no} 为{what}"
        yield MatterEvent(link.at, "linked", said, link.by, link.at.astimezone(zone).date())
        if link.undone_at is not None:
            day = link.undone_at.astimezone(zone).date()
            yield MatterEvent(link.undone_at, "unlinked", f"撤销：{said}", link.undone_by, day)


def _step(event: MatterEventRecord, *, sealed: bool) -> MatterEvent:
    said = "" if sealed else event.text
    if event.extended_to is not None:
        said = f"至 {event.extended_to}" + (f"；{said}" if said else "")
    if event.supported is not None and not sealed:
        said = ("支持诉求" if event.supported else "未支持诉求") + (f"；{said}" if said else "")
    return MatterEvent(event.at, event.kind, said, event.by, event.on)


def _told_upstream(unit: ReadUnit, file: MatterFile, zone: tzinfo | None) -> Iterator[MatterEvent]:
    """The hub's advice: a person looks at both and decides."""
    for what, number in unit.other_numbers(file.record.reg_no):
        said = (
            f"来访编号重号，上级称 {number}" if what == "receipt" else f"上级认为与先登记的 {number} 是同一件"
        )
        yield MatterEvent(file.registered_at, "alias", said, "上级", file.local_date)
    for one in unit.suspicions(file.record.reg_no):
        unit_text = f"，承办单位 {one.unit}" if one.unit else ""
        why = "同一证件" if one.why == "person" else "内容相近"
        office = one.office_name or one.office
        yield MatterEvent(
            at=one.at,
            kind="suspect_same",
            text=f"{office} {one.other}（{why}，{STATES_ZH.get(one.state, one.state)}{unit_text}）",
            by="上级",
            on=one.at.astimezone(zone).date(),
        )


def _papers(unit: ReadUnit, family: Sequence[MatterFile], zone: tzinfo | None) -> Iterator[MatterEvent]:
    numbers = {one.visit_no: one.record.reg_no for one in family}
    for visit_no, papers in unit.papers_of(tuple(numbers)).items():
        for paper in papers:
            if paper.reg_no in {"", numbers[visit_no]}:
                yield _paper(paper, zone)


def _paper(paper: PaperRecord, zone: tzinfo | None) -> MatterEvent:
    state = "，已作废" if paper.voided else f"，制作 {paper.prints} 次" if paper.prints > 1 else ""
    said = f"{DOCUMENTS_ZH.get(paper.document_id, paper.document_id)} {paper.number}{state}"
    return MatterEvent(
        paper.issued_at, "paper", said, paper.issued_by, paper.issued_at.astimezone(zone).date()
    )
