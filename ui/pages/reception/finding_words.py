"""Findings, proposals and what is missing as cards. Pure: no widget, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.finding import Effect, Finding, Proposal
from app.domain.identity_compare import FieldDifference
from app.domain.words import REMEDIES_ZH, RULES_ZH
from ui.document_text import FIELD_ZH
from ui.labels import OUTCOME_ZH, SEX_ZH
from ui.pages.reception.checks import Problem
from ui.pages.reception.form import Key, VisitForm
from ui.pages.reception.shapes import FindingCard
from ui.pages.reception.words import OWN_REMEDIES_ZH, article_zh

GO_ON = frozenset({"continue", "confirm_number", "separate_claims"})
"""Remedies by which a person has seen a warning and goes on."""
_ORDER = {"block": 0, "warn": 1, "info": 2, "seen": 3, "good": 4}


def finding_cards(
    findings: Sequence[Finding], rows: Sequence[int], known: Iterable[str], names: Sequence[str] = ()
) -> list[FindingCard]:
    """Cards of the rules' findings, the gravest first.

    Every warning can be gone on from (domain reference 3), also where its rule names no such remedy.

    Args:
        findings: indices count in the draft's order.
        rows: row of the form for each person of the draft.
        known: remedies that can be acted on here; the others are told as advice.
        names: of the people by row; a card about one of several says who is meant.
    """
    offered = set(known)
    cards = []
    for finding in findings:
        person = finding.about.person
        row = rows[person] if person is not None and person < len(rows) else None
        title = RULES_ZH.get(finding.rule.value, finding.rule.value)
        if row is not None and len(names) > 1 and row < len(names):
            title = f"{title} · 第 {row + 1} 位{names[row]}"
        remedies = [r for r in finding.remedies if r in offered]
        if finding.effect is Effect.WARN and not GO_ON.intersection(remedies):
            remedies.append("continue")
        cards.append(
            FindingCard(
                effect=finding.effect.value,
                title=title,
                text=finding.message,
                article=article_zh(finding.article),
                remedies=tuple((r, REMEDIES_ZH.get(r, r)) for r in remedies),
                advice="；".join(REMEDIES_ZH.get(r, r) for r in finding.remedies if r not in offered),
                person=row,
                matter=finding.about.matter,
                rule=finding.rule.value,
            )
        )
    return sorted(cards, key=lambda c: _ORDER[c.effect])


def with_acknowledged(
    cards: Iterable[FindingCard], reasons: Mapping[Key, str], sealed: Iterable[int]
) -> list[FindingCard]:
    """The same cards, those gone on from in short at the end, with the reason that is kept.

    Args:
        reasons: why it was gone on, by finding.
        sealed: matters about which no words of one's own are kept outside their seal.
    """
    closed = set(sealed)
    shown = [_seen(c, reasons[c.key], c.matter not in closed) if c.key in reasons else c for c in cards]
    return sorted(shown, key=lambda c: _ORDER[c.effect])


def _seen(card: FindingCard, reason: str, reason_open: bool) -> FindingCard:
    return replace(
        card,
        effect="seen",
        title=f"✓ {card.title}",
        text="",
        article="",
        advice="",
        remedies=(("take_back", OWN_REMEDIES_ZH["take_back"]),),
        reason=reason,
        reason_open=reason_open,
    )


def first_waiting(cards: Iterable[FindingCard]) -> tuple[FindingCard, str] | None:
    """The uppermost warning that can be gone on from, and the remedy that does it."""
    for card in cards:
        for remedy, _ in card.remedies:
            if remedy in GO_ON:
                return card, remedy
    return None


def blocked_note(findings: Sequence[Finding], rows: Sequence[int]) -> str:
    """What registering made of representatives beyond the limit; empty if there were none."""
    people = sorted(
        {rows[p] for f in findings if f.effect is Effect.BLOCK and (p := f.about.person) is not None}
    )
    if not people:
        return ""
    return f"代表超过法定人数：第 {'、'.join(str(row + 1) for row in people)} 位按一般来访成员登记。"


def problem_card(problems: Sequence[Problem]) -> FindingCard:
    """One card that lists what is missing; its button goes to the first field."""
    shown_problems = list(problems[:6])
    text = "\n".join(_numbered(p) for p in shown_problems)
    if len(problems) > len(shown_problems):
        text += f"\n……还有 {len(problems) - len(shown_problems)} 项"
    return FindingCard(
        effect="warn",
        title=f"还差 {len(problems)} 项就能登记",
        text=text,
        remedies=(("go_missing", OWN_REMEDIES_ZH["go_missing"]),),
        rule="missing",
    )


def _numbered(problem: Problem) -> str:
    where = f"事项{problem.matter + 1}：" if problem.matter else ""
    return f"· {where}{problem.sentence}"


def repeated_card(row: int, name: str) -> FindingCard:
    """A document that is already in the list was read again: no second row was made."""
    return FindingCard(
        effect="warn",
        title=RULES_ZH["id_repeated"],
        text=f"这个号码已登记在第 {row + 1} 位（{name or '未填姓名'}），没有重复添加。",
        remedies=(("show_row", OWN_REMEDIES_ZH["show_row"]), ("add_anyway", OWN_REMEDIES_ZH["add_anyway"])),
        person=row,
        rule="id_repeated",
    )


def differences_card(row: int, name: str, found: Sequence[FieldDifference]) -> FindingCard:
    """Where chip and picture (or what was typed) disagree: the chip stands, a person has a look."""
    lines = []
    for difference in found:
        lines.append(FIELD_ZH.get(difference.field, difference.field))
        lines.append(f"　芯片：{_value(difference.field, difference.chip)}")
        lines.append(f"　图片或录入：{_value(difference.field, difference.picture)}")
    return FindingCard(
        effect="warn",
        title=f"芯片与图片不一致 · 第 {row + 1} 位{name}",
        text="\n".join([*lines, "已按芯片填写，请与证件和本人核对。"]),
        remedies=(("show_row", OWN_REMEDIES_ZH["show_row"]), ("seen", OWN_REMEDIES_ZH["seen"])),
        person=row,
        rule="chip_differs",
    )


def _value(field: str, value: str) -> str:
    return SEX_ZH.get(value, value) if field == "sex" else value


def replace_card(row: int, form: VisitForm) -> FindingCard:
    """Whose seat goes to the person in `row`: the group's choice, asked, never made here."""
    acting = [
        (i, p)
        for i, p in enumerate(form.people)
        if p.role == "representative" and not p.acts_until and i != row
    ]
    return FindingCard(
        effect="info",
        title=f"请 {form.people[row].name or '新代表'} 一方推定：由谁让出代表席位",
        text="代表由来访群众自己推选，接待员只作记录。",
        article=article_zh("20(3)"),
        remedies=(
            *((f"yield:{i}", _short(p.name) or f"第{i + 1}位") for i, p in acting),
            ("dismiss", OWN_REMEDIES_ZH["dismiss"]),
        ),
        person=row,
        rule="replace",
    )


def _short(name: str, most: int = 5) -> str:
    return name if len(name) <= most else name[:most] + "…"


def proposal_card(proposal: Proposal, title: str) -> FindingCard:
    """What is proposed, and the words that can be said to the visitor."""
    what = OUTCOME_ZH.get(proposal.outcome.value, proposal.outcome.value)
    unit = f" {proposal.target_unit}" if proposal.target_unit else ""
    return FindingCard(
        effect="good",
        title=f"{title}建议：{what}{unit}",
        text=f"可对来访人说：“{proposal.tell_visitor}”" if proposal.tell_visitor else "",
        article=article_zh(",".join(proposal.articles)),
        matter=proposal.matter,
        rule="proposal",
    )
