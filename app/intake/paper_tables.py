"""Tables of the papers: materials, representatives, the registration form."""

from collections.abc import Sequence

from app.domain.id_numbers import masked
from app.domain.matter import Outcome
from app.domain.paper_facts import ROUTES_ZH
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterFile, MatterRecord, VisitRecord
from app.domain.words import (
    ASSISTANCE_ZH,
    ID_TYPES_ZH,
    NOTIFY_ZH,
    OUTCOMES_ZH,
    PROCEDURES_ZH,
    PURPOSES_ZH,
    ROLES_ZH,
    SEXES_ZH,
)
from app.intake.session import DeskSession
from app.intake.visibility import NOT_SAID
from app.receipts.document import BLANK, Part, PartKind
from app.receipts.phrases import date_zh, time_zh

_MEMBER_LINES = 6
_BLANK_MATERIALS = 3
_REFUSALS = frozenset({Outcome.NOT_ACCEPT_PENDING, Outcome.NO_LONGER_ACCEPT})
_PAIRS = (4, 12, 5, 8)
"""Shares of two labels and what belongs to them; a number of ours stands on one line."""
_SEALED = "按保密规定另行保存"


def materials(visit: VisitRecord) -> tuple[Part, ...]:
    """What was handed in; empty if nothing was."""
    handed = visit.stated.materials
    if not handed:
        return ()
    rows = [("序号", "材料名称", "页数", "原件/复印件")]
    rows += [
        (str(number), one.name, str(one.pages), "原件" if one.original else "复印件")
        for number, one in enumerate(handed, start=1)
    ]
    rows.append(("合计", f"{len(handed)}份", str(sum(one.pages for one in handed)), ""))
    return (Part(PartKind.TABLE, "提交的材料", tuple(rows), (3, 14, 3, 5)),)


def blank_materials() -> tuple[Part, ...]:
    """The same to be written by hand."""
    rows = [("序号", "材料名称", "页数", "原件/复印件")]
    rows += [(str(number), "", "", "") for number in range(1, _BLANK_MATERIALS + 1)]
    return (Part(PartKind.TABLE, "提交的材料", tuple(rows), (3, 14, 3, 5)),)


def representatives(visit: VisitRecord, index: int, most: int) -> tuple[Part, ...]:
    """Those who act now with their telephone, and empty rows up to the limit."""
    acting = [p for p in _chosen(visit, index) if not p.acts_until]
    rows = [("序号", "姓名", "联系电话", "签名")]
    rows += [(str(n), p.name, p.phone, "") for n, p in enumerate(acting[:most], start=1)]
    rows += [(str(n), "", "", "") for n in range(len(rows), most + 1)]
    return (Part(PartKind.TABLE, f"代表（不超过{most}人）", tuple(rows), (2, 6, 6, 6)),)


def blank_representatives(most: int) -> tuple[Part, ...]:
    """The same to be written by hand."""
    rows = [("序号", "姓名", "联系电话", "签名"), *((str(n), "", "", "") for n in range(1, most + 1))]
    return (Part(PartKind.TABLE, f"代表（不超过{most}人）", tuple(rows), (2, 6, 6, 6)),)


def replacements(visit: VisitRecord | None, index: int = 0) -> tuple[Part, ...]:
    """Representatives who were replaced, and a row for the next replacement."""
    rows = [("原代表", "接替代表", "更换日期", "推选人签名")]
    if visit is not None:
        day = date_zh(visit.local_date)
        rows += [(p.name, "", f"{day}{p.acts_until}", "") for p in _chosen(visit, index) if p.acts_until]
    rows.append(("", "", "", ""))
    return (Part(PartKind.TABLE, "代表更换记录", tuple(rows), (5, 5, 5, 5)),)


def member_signatures() -> tuple[Part, ...]:
    """Room for the members of the group to sign."""
    rows = [("姓名", "签名或者指印", "姓名", "签名或者指印")]
    rows += [("", "", "", "")] * _MEMBER_LINES
    return (
        Part(PartKind.TABLE, "推选人（共同信访人）签名，可以另附页", tuple(rows), (4, 6, 4, 6)),
        Part(PartKind.FIELDS, rows=(("推选日期", "　　　　年　　月　　日"),)),
    )


def particulars(visit: VisitRecord | None, session: DeskSession) -> tuple[Part, ...]:
    """When, where and by how many; empty cells on the empty form."""
    if visit is None:
        rows = [
            ("来访编号", "", "补录时间", ""),
            ("来访时间", "　　年　　月　　日　　时　　分", "窗口、接待人", ""),
            ("来访人数", "", "涉及人数", ""),
            ("所需帮助", "", "告知方式", "□当面 □短信 □邮寄"),
            ("情况", "□集体访 □联名 □匿名 □保密 □紧急", "初访、重复访", "□初访 □重复访"),
        ]
    else:
        stated = visit.stated
        zone = session.clock.now_local().tzinfo
        helped = "、".join(ASSISTANCE_ZH.get(w.replace("_", " "), w) for w in stated.assistance) or "无"
        marks = [
            word
            for word, on in (
                ("集体访", stated.is_group),
                ("联名", stated.joint_signed),
                ("匿名", stated.anonymous),
                ("紧急", stated.urgent),
                ("提前离开", stated.left_early),
            )
            if on
        ]
        rows = [
            ("来访编号", visit.visit_no, "登记时间", time_zh(visit.registered_at.astimezone(zone))),
            (
                "来访时间",
                time_zh(visit.visited_at.astimezone(zone)),
                "窗口、接待人",
                f"{stated.window}号窗口　{stated.received_by}",
            ),
            (
                "来访人数",
                f"{stated.head_count}人",
                "涉及人数",
                f"{stated.affected_count or stated.head_count}人",
            ),
            ("所需帮助", helped, "告知方式", NOTIFY_ZH.get(stated.notify_by, "当面领取")),
        ]
        if marks:
            rows.append(("情况", "、".join(marks), "", ""))
    return (Part(PartKind.TABLE, "", tuple(rows), _PAIRS, head=False),)


def visitors(visit: VisitRecord | None) -> tuple[Part, ...]:
    """People of the open matters; numbers masked; who wished to stay anonymous is not named."""
    head = ("姓名", "身份", "性别", "证件及号码", "住址", "电话")
    if visit is None:
        rows: list[tuple[str, ...]] = [head, *([("",) * 6] * 3)]
    else:
        open_matters = [i for i, m in enumerate(visit.matters) if not m.sealed and not m.stated.anonymous]
        rows = [head]
        for one in visit.participants:
            person = one.stated
            hidden = visit.stated.anonymous or person.anonymous
            if hidden or not any(person.raises(i) for i in open_matters):
                continue
            rows.append(
                (
                    NOT_SAID.get(person.name, person.name),
                    ROLES_ZH[one.role.value],
                    SEXES_ZH.get(person.sex.value, "") if person.sex else "",
                    _paper(person),
                    NOT_SAID.get(person.address, person.address),
                    NOT_SAID.get(person.phone, person.phone),
                )
            )
        if len(rows) == 1:
            rows.append(("匿名", "", "", "", "", ""))
    return (Part(PartKind.TABLE, "来访人", tuple(rows), (4, 3, 2, 7, 6, 6)),)


def matters(visit: VisitRecord | None, session: DeskSession) -> tuple[Part, ...]:
    """Every matter with all that was recorded of it; a sealed one by its number alone."""
    if visit is None:
        return tuple(_blank_matter())
    parts: list[Part] = []
    for number, matter in enumerate(visit.matters, start=1):
        title = f"信访事项{number}" if len(visit.matters) > 1 else "信访事项"
        if matter.sealed:
            rows: list[tuple[str, ...]] = [("登记编号", matter.reg_no, "内容", _SEALED)]
            parts.append(Part(PartKind.TABLE, title, tuple(rows), _PAIRS, head=False))
            continue
        parts += _matter(title, matter, session)
    return tuple(parts)


def people_counted(file: MatterFile, visit: VisitRecord) -> str:
    """How many share the matter."""
    affected = file.record.stated.affected_count or visit.stated.affected_count
    return f"到场{visit.stated.head_count}人" + (f"，涉及{affected}人" if affected else "")


def _matter(title: str, matter: MatterRecord, session: DeskSession) -> list[Part]:
    stated = matter.stated
    said = "口头提出" if stated.oral else "书面提出"
    names = session.rules.content_classes.get(stated.content_code, (stated.content_code, ""))
    rows = [
        ("登记编号", matter.reg_no, "查询码", matter.query_code),
        (
            "信访目的",
            f"{PURPOSES_ZH[stated.purpose.value]}，{said}",
            "内容分类",
            "—".join(n for n in names if n),
        ),
        ("问题属地", stated.place or stated.place_code, "被反映单位", stated.reported_unit or "—"),
        (
            "已走途径",
            "、".join(PROCEDURES_ZH[p.value] for p in sorted(stated.procedures)) or "—",
            "途径",
            ROUTES_ZH[stated.route.value].partition("（")[0] if stated.route else "—",
        ),
    ]
    return [
        Part(PartKind.TABLE, title, tuple(rows), _PAIRS, head=False),
        Part(
            PartKind.TABLE,
            "",
            (("诉求", stated.demand), ("事实与理由", stated.facts or "—"), ("处理方式", _handled(matter))),
            (4, 25),
            head=False,
        ),
    ]


def _blank_matter() -> list[Part]:
    rows = [
        ("信访目的", "□建议意见 □检举控告 □申诉求决 □其他", "内容分类", ""),
        ("问题属地", "", "被反映单位", ""),
        ("已走途径", "□诉讼 □仲裁 □行政复议 □复查复核 □都没有", "提出方式", "□口头 □书面"),
        ("处理方式", "", "承办、期限", ""),
    ]
    return [
        Part(PartKind.TABLE, "信访事项", tuple(rows), _PAIRS, head=False),
        Part(
            PartKind.FIELDS,
            rows=tuple((label, BLANK) for label in ("诉求", "　", "事实", "理由", "　")),
        ),
    ]


def _handled(matter: MatterRecord) -> str:
    """How it goes on, with whom and until when, as far as that is known."""
    unit = f"承办单位：{matter.target_unit}" if matter.target_unit else ""
    due = f"期限：{date_zh(matter.due_on)}" if matter.due_on else ""
    outcome = OUTCOMES_ZH[matter.outcome.value]
    if matter.outcome in _REFUSALS:
        outcome = f"拟{outcome}，由负责人决定"  # the refusal itself is told on its own paper
    return "　".join(filter(None, (outcome, unit, due)))


def _paper(person: PersonDraft) -> str:
    if not person.id_no:
        return "未出示"
    kind = ID_TYPES_ZH[person.id_type.value] if person.id_type else "证件"
    return f"{kind} {masked(person.id_no)}"


def _chosen(visit: VisitRecord, index: int) -> Sequence[PersonDraft]:
    return [
        p.stated
        for p in visit.participants
        if p.role is PersonRole.REPRESENTATIVE and p.stated.raises(index) and not p.stated.anonymous
    ]
