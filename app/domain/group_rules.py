"""Findings about several people with one matter (domain reference 3)."""

from collections.abc import Iterator

from app.config import Settings
from app.domain.finding import About, Effect, Finding, Rule
from app.domain.known import Known, TodayVisit
from app.domain.representatives import (
    GROUP_NEEDS_REPRESENTATIVES,
    blocked_seats,
    distinct_today,
    group_size,
    heads,
    limit_for,
    linked_today,
    member_keys,
    raises_new_facts,
    speaks_for_group,
)
from app.domain.visit import VisitDraft


def group_findings(draft: VisitDraft, known: Known, settings: Settings) -> Iterator[Finding]:
    """Limit of representatives, groups without any, large, split or spread groups."""
    yield from _beyond_limit(draft, known, settings)
    for index, matter in enumerate(draft.matters):
        yield from _pending(draft, index, settings)
        if not (matter.is_sealed or draft.sealed):
            yield from _elsewhere_today(draft, index, known, settings)
    if heads(draft) >= settings.large_group:
        yield Finding(
            Rule.LARGE_GROUP,
            Effect.WARN,
            "25",
            f"来访人数达到{settings.large_group}人：请告知带班；重大、紧急的按规定报告，登记照常进行。",
            About(),
            ("notify_lead", "choose_representatives"),
        )


def _beyond_limit(draft: VisitDraft, known: Known, settings: Settings) -> Iterator[Finding]:
    told: set[int] = set()
    for person, matter in blocked_seats(draft, known, settings):
        if person in told:
            continue
        told.add(person)
        limit = limit_for(draft, matter, known, settings)
        counted = "（含今天关联的来访）" if linked_today(draft, known, matter) else ""
        yield Finding(
            Rule.REP_LIMIT,
            Effect.BLOCK,
            "20(3)",
            f"同一事项的代表不得超过{limit}人{counted}，此人不能再作代表："
            "可改为一般来访成员，或替换一名现有代表；来访照常登记。",
            About(person=person),
            ("group_member", "replace"),
        )


def _pending(draft: VisitDraft, matter: int, settings: Settings) -> Iterator[Finding]:
    if group_size(draft, matter) < GROUP_NEEDS_REPRESENTATIVES or speaks_for_group(draft, matter):
        return
    limit = settings.rep_limit_for(group_size(draft, matter))
    talk = "；按本地规定，推选后再谈，登记照常进行" if settings.talk_needs_reps else "；来访照常登记"
    yield Finding(
        Rule.REPS_PENDING,
        Effect.WARN,
        "20(3)",
        f"多人反映共同事项，尚未推选代表：请来访人填写代表推选书，自行推选不超过{limit}名代表{talk}。",
        About(matter=matter),
        ("representative_letter", "choose_representatives"),
    )


def _elsewhere_today(draft: VisitDraft, matter: int, known: Known, settings: Settings) -> Iterator[Finding]:
    linked = linked_today(draft, known, matter)
    numbers = {visit.visit_no for visit in linked}
    scored = () if raises_new_facts(draft, matter) else known.scored_today.get(matter, ())
    others = (*linked, *(visit for visit in scored if visit.visit_no not in numbers))
    total = distinct_today(draft, matter, others)
    limit = settings.rep_limit_for(total)
    if limit < total and total > group_size(draft, matter):
        yield Finding(
            Rule.GROUP_SPLIT,
            Effect.WARN,
            "20(3)",
            f"今天就同一事项分别来访的已有{total}人，超过{limit}人：是共同事项的请关联并推选代表，"
            "各自独立的诉求分别登记，由您判断。",
            About(matter=matter),
            ("link_visits", "separate_claims", "choose_representatives"),
        )
    if total >= 2 and any(
        visit.window != draft.window and (visit in linked or _one_group(draft, matter, visit))
        for visit in others
    ):
        yield Finding(
            Rule.SAME_GROUP_OTHER_WINDOW,
            Effect.WARN,
            "20(3)",
            "同一群体今天已在其他窗口就同一事项登记：请关联为一批来访，代表人数合并计算。",
            About(matter=matter),
            ("link_visits", "replace"),
        )


def _one_group(draft: VisitDraft, matter: int, scored: TodayVisit) -> bool:
    """Whether a visit that scored as the same matter looks like a part of this group.

    Somebody came in both, or one of them is a group already: its others need not be entered by
    name. Two single visitors with one text are a split group at most.
    """
    several = max(scored.head_count, group_size(draft, matter)) >= 2
    return several or bool(scored.petitioner_keys & member_keys(draft, matter))
