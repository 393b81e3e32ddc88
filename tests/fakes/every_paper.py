"""Every paper there is, of invented cases in real stores; tests look at them, the benchmark times them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from app.domain.matter import Level, MatterDraft, Outcome, Procedure, Purpose, Route
from app.domain.office import Office, OfficeKind
from app.domain.papers import PAPERS, RECEIPTS
from app.domain.person import IdState, IdType, PersonDraft, PersonRole
from app.domain.record import PaperRecord
from app.domain.visit import Material, VisitDraft
from app.intake.documents import make_document
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack
from db.gate import StoreGate, create_store

LEAD, PASSWORD = "周予安", "correct horse 7"
UNIT = "柏溪镇人民政府"
ORDINARY, LONG, RARE = "ordinary", "long", "rare"
CASES = (ORDINARY, LONG, RARE)
_KINDS = (OfficeKind.XINFANG, OfficeKind.TOWNSHIP)


@dataclass(frozen=True)
class Case:
    """The words of one invented case, as usual or as long as they may be."""

    name: str
    address: str
    demand: str
    facts: str
    unit: str
    unit_address: str
    materials: int
    representatives: int


_CASES: Mapping[str, Case] = {
    ORDINARY: Case(
        name="骆青崖",
        address="云岭省雾泽县柏溪镇上坞村七组21号",
        demand="请求公开并按标准补足上坞村七组2023年水库扩建征地的青苗补偿款。",
        facts="2023年4月水库扩建征收七组水田18.6亩，公告标准为每亩2400元，实际每户只领到1100元。",
        unit=UNIT,
        unit_address="云岭省雾泽县柏溪镇人民路18号",
        materials=3,
        representatives=4,
    ),
    LONG: Case(
        name="阿卜杜热合曼·" + "买买提" * 17 + "江",
        address="云岭省雾泽县柏溪镇上坞村七组" + "水库扩建安置小区二期" * 6 + "21号楼3单元1802室",
        demand=(
            "请求公开并按标准补足上坞村七组2023年水库扩建征地的青苗补偿款，" * 6
            + "并说明每户实际领取数额的依据。"
        )[:200],
        facts="2023年4月水库扩建征收七组水田18.6亩，公告标准为每亩2400元，实际每户只领到1100元。" * 25,
        unit="云岭省雾泽县柏溪镇人民政府水库扩建工程征地补偿与移民安置工作领导小组办公室",
        unit_address="云岭省雾泽县柏溪镇人民路18号便民服务中心三楼东侧" * 3,
        materials=24,
        representatives=5,
    ),
    RARE: Case(
        name="𬱖𠮷𪚥䶮㛃",
        address="云岭省雾泽县𰻝𱁬镇㐀㐁村七组",
        demand="请求为𬱖𠮷、𪚥䶮㛃更正户口簿上被写作“?”的姓名。",
        facts="户口簿、社保卡上的“𬱖”都被写作“?”，𰻝𱁬镇未予更正。",
        unit="雾泽县公安局𰻝𱁬派出所",
        unit_address="雾泽县𰻝𱁬镇㐀㐁路1号",
        materials=2,
        representatives=2,
    ),
}


@dataclass(frozen=True)
class MadePaper:
    """A registered paper of the kind of office that issues it."""

    kind: OfficeKind
    case: str
    record: PaperRecord
    session: DeskSession


def _office(kind: OfficeKind, case: str) -> Office:
    xinfang = kind is OfficeKind.XINFANG
    many = "、".join(["13:00—17:00"] * 3) if case == LONG else "14:30—17:30"
    name = "云岭省雾泽县信访局" if xinfang else "雾泽县柏溪镇人民政府"
    return Office(
        code="1101990001" if xinfang else "1101990002",
        name=name + ("人民来访联合接待服务中心" if case == LONG else ""),
        short="雾信访" if xinfang else "柏政信",
        kind=kind,
        level=Level.COUNTY if xinfang else Level.TOWNSHIP,
        division_code="110199",
        address="云岭省雾泽县柏溪镇人民路18号" + ("便民服务大楼一层东侧大厅" if case == LONG else ""),
        phone="0990-1234567",
        hours=f"工作日 8:30—12:00、{many}",
        windows=3,
    )


def _visit(case: Case, outcome: Outcome, *, group: bool = False, **matter: object) -> VisitDraft:
    first = PersonDraft(
        name=case.name,
        role=PersonRole.REPRESENTATIVE if group else PersonRole.PETITIONER,
        id_state=IdState.MANUAL,
        id_type=IdType.PRC_ID,
        id_no="110199199003070017",
        address=case.address,
        phone="13900002210",
    )
    count = case.representatives if group else 1
    people = [first]
    people += [
        replace(first, name=f"{case.name[:58]}{'甲乙丙丁'[n - 1]}", id_no="", id_state=IdState.NOT_SHOWN)
        for n in range(1, count)
    ]
    if group:
        people[-1] = replace(people[-1], acts_until="10:30")
    given: dict[str, object] = {
        "purpose": Purpose.CLAIM,
        "content_code": "0201",
        "place_code": "110199",
        "place": "雾泽县柏溪镇上坞村七组",
        "demand": case.demand,
        "facts": case.facts,
        "oral": True,
        "procedures": frozenset({Procedure.NONE}),
        "outcome": outcome,
        "target_unit": case.unit,
        **matter,
    }
    names = ("身份证复印件", "征地公告", "水库扩建征地青苗补偿款发放明细表（2023年4月至2024年12月）")
    return VisitDraft(
        people=tuple(people),
        matters=(MatterDraft(**given),),  # type: ignore[arg-type]
        present_count=count + 3 if group else 1,
        materials=tuple(
            Material(names[n % len(names)], 1 + n % 7, n % 2 == 0) for n in range(case.materials)
        ),
    )


def _facts(case: Case, session: DeskSession) -> Mapping[str, Mapping[str, str]]:
    today = session.clock.today()
    since = str(today - timedelta(days=20))
    unit = {"target_unit": case.unit, "unit_address": case.unit_address, "unit_phone": "0199-5550456"}
    ticks = dict.fromkeys(("superior", "same_matter", "accepted", "in_period"), "yes")
    opinion = {
        "opinion_organ": case.unit,
        "opinion_number": "柏信答〔2026〕7号",
        "served_on": str(today - timedelta(days=3)),
        "request": case.demand[:100],
        "grounds": "公告标准与实际发放标准不一致，处理意见书没有说明差额的依据。",
        "received_on": str(today),
    }
    return {
        "acceptance_notice": {"review_organ": "雾泽县人民政府"},
        "non_acceptance_notice": {**ticks, "organ": case.unit, "stage": "accepted", "since": since},
        "no_longer_accept_notice": {
            "recheck_organ": "云岭省信访事项复查复核委员会",
            "recheck_number": "云复核〔2026〕12号",
            "recheck_on": str(today),
        },
        "transfer_notice": {
            **unit,
            "transferred_on": str(today),
            "report_by": str(today + timedelta(days=40)),
        },
        "legal_route_notice": {
            "target_unit": "雾泽县人民政府行政复议办公室",
            "unit_address": case.unit_address,
            "unit_phone": "0199-5550456",
            "bring": "身份证件、行政复议申请书、征地公告、补偿款领取凭证",
        },
        "referral_notice": {
            **unit,
            "why": "青苗补偿款的发放属于该单位的职权范围，由其先行核实、答复。",
            "unit_hours": "工作日 9:00—17:00",
            "forwarded": "yes",
        },
        "agent_authority": {
            "principal": case.name,
            "agent": "程晚舟",
            "scope": "代为陈述事项、提交材料、接收文书",
            "valid_from": str(today),
            "valid_to": str(today + timedelta(days=90)),
        },
        "extension_notice": {
            "extended_to": str(today + timedelta(days=85)),
            "approved_on": str(today),
            "extended_reason": "需要补充测绘，并向移民安置部门核对2023年发放台账。",
            "approving_head": "镇长 林知夏",
        },
        "review_request_receipt": opinion,
        "recheck_request_receipt": opinion,
    }


_OUTCOMES: Mapping[str, tuple[Outcome, Mapping[str, object]]] = {
    "acceptance_notice": (Outcome.ACCEPT, {"route": Route.OTHER}),
    "extension_notice": (Outcome.ACCEPT, {"route": Route.OTHER}),
    "non_acceptance_notice": (Outcome.NOT_ACCEPT_PENDING, {}),
    "no_longer_accept_notice": (Outcome.NO_LONGER_ACCEPT, {}),
    "transfer_notice": (Outcome.ASSIGN, {}),
    "legal_route_notice": (Outcome.GUIDE_LEGAL_ROUTE, {"route": Route.RECONSIDERATION}),
    "referral_notice": (Outcome.REFER, {}),
    "review_request_receipt": (Outcome.RECEIVE_REVIEW, {}),
    "recheck_request_receipt": (Outcome.RECEIVE_RECHECK, {}),
}


def _made(session: DeskSession, office: OfficeKind, name: str) -> Iterator[MadePaper]:
    case = _CASES[name]
    facts = _facts(case, session)

    def kept(visit_no: str, number: str) -> MadePaper:
        with session.read() as unit:
            return MadePaper(
                office, name, next(p for p in unit.papers(visit_no) if p.number == number), session
            )

    for kind in PAPERS.values():
        if office not in kind.issuers or kind.id == "queue_ticket":
            continue
        outcome, more = _OUTCOMES.get(kind.id, (Outcome.TRANSFER, {}))
        if kind.id == "visit_receipt_sealed":
            more = {"purpose": Purpose.ACCUSATION, "content_code": "2101", "reported_person": "某局长"}
        draft = _visit(case, outcome, group=kind.id == "representative_letter", **more)
        done = register_visit(draft, session)
        if kind.id in RECEIPTS:
            yield kept(done.visit_no, issue_receipt(done.visit_no, session).number)
            continue
        paper = make_document(
            done.matters[0].reg_no, kind.id, session, facts=facts.get(kind.id, {}), sign=True
        )
        yield kept(done.visit_no, paper.number)


@contextmanager
def every_paper(folder: Path, cases: tuple[str, ...] = CASES) -> Iterator[list[MadePaper]]:
    """Each paper of both kinds of office, for every case; the stores close at the end."""
    gates: list[StoreGate] = []
    made: list[MadePaper] = []
    try:
        for case in cases:
            for office in _KINDS:
                place = folder / f"{case}-{office}"
                create_store(place, _office(office, case), LEAD, PASSWORD)
                gates.append(StoreGate(place, lambda _: load_rulepack(), holder="command"))
                made += _made(gates[-1].sign_in(LEAD, PASSWORD), office, case)
        yield made
    finally:
        for gate in gates:
            gate.close()


def of_another_visit(record: PaperRecord, case: str, turn: int) -> PaperRecord:
    """The same paper with other words of the same length: the visitor's are turned round by `turn`."""
    words = _CASES[case]
    said = record.content
    for text in (words.demand, words.facts, words.name, words.address, words.unit_address):
        place = turn % len(text)
        said = said.replace(_kept(text), _kept(text[place:] + text[:place]))
    return replace(record, content=said)


def _kept(text: str) -> str:
    """As it stands in a kept content."""
    return json.dumps(text)[1:-1]
