"""Representatives across windows and offices: slots asked for before printing, and what other offices hold.

Both are asked of the hub with a person waiting, and neither ever keeps a visit from being saved: offline
a representative is 待确认, and what other offices hold is told from the county's list as it last came.
"""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import uuid_utils

from app.domain.finding import About, Effect, Finding, Rule
from app.domain.matter import Facts
from app.domain.person import PersonRole
from app.domain.visit import VisitDraft
from app.domain.words import STATES_ZH
from app.errors import StationError
from app.hub import wire
from app.hub.client import CLAIM_S
from app.hub.person_keys import fingerprint, person_key
from app.hub.persons import representative_key
from app.intake.session import DeskSession

_MEMBERS = frozenset({PersonRole.PETITIONER, PersonRole.REPRESENTATIVE, PersonRole.GROUP_MEMBER})


@dataclass(frozen=True)
class ClaimWanted:
    """Slots of one matter: whose they are by index of the draft's people, and by key."""

    matter: int
    request: wire.Claim
    people: tuple[int, ...]


@dataclass(frozen=True)
class ClaimsWanted:
    """What to ask before a visit is saved.

    Attributes:
        asked: one for each known matter with representatives.
        group: whether anybody acts for others in an unsealed matter.
    """

    asked: tuple[ClaimWanted, ...] = ()
    group: bool = False


@dataclass(frozen=True)
class Claims:
    """What the hub said.

    Attributes:
        over_limit: index of the person and of the matter, where five others were confirmed before.
        pending: the hub did not answer in time; it confirms when it hears of the visit.
    """

    over_limit: frozenset[tuple[int, int]] = frozenset()
    pending: bool = False


NO_CLAIMS = Claims()


def claims_wanted(draft: VisitDraft, session: DeskSession, province_key: bytes) -> ClaimsWanted:
    """Whom to ask for: representatives of unsealed matters that are known here already.

    A matter that is new has no slots anybody else could hold.
    """
    asked: list[ClaimWanted] = []
    group = False
    with session.read() as unit:
        for index, matter in enumerate(draft.matters):
            acting = [
                i
                for i, p in enumerate(draft.people)
                if p.role is PersonRole.REPRESENTATIVE and p.raises(index)
            ]
            if matter.is_sealed or not acting:
                continue
            group = True
            known = unit.matter(matter.same_as.reg_no) if matter.same_as else None
            if known is None or known.record.sealed or matter.same_as.facts is not Facts.SAME:  # type: ignore[union-attr]
                continue
            root = unit.matter(known.root_reg_no) or known
            keys = [
                representative_key(province_key, p.id_no, p.name, str(uuid_utils.uuid7()))
                for p in (draft.people[i] for i in acting)
            ]
            request = wire.Claim(
                str(uuid_utils.uuid7()), root.record.matter_id, keys[:50], session.clock.today()
            )
            asked.append(ClaimWanted(index, request, tuple(acting[:50])))
    return ClaimsWanted(tuple(asked), group)


def ask_claims(
    wanted: ClaimsWanted,
    ask: Callable[[wire.Claim, float], wire.ClaimAnswer],
    *,
    reachable: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Claims, tuple[wire.ClaimOutcome, ...]]:
    """Ask within two seconds in all.

    Args:
        ask: sends a claim, given how long it may take.
        reachable: the last round with the hub came to its end.

    Returns:
        The outcome, and what the hub said as it is kept.
    """
    if not wanted.group:
        return NO_CLAIMS, ()
    over: set[tuple[int, int]] = set()
    outcomes: list[wire.ClaimOutcome] = []
    pending = not reachable and not wanted.asked
    until = clock() + CLAIM_S
    for one in wanted.asked:
        left = until - clock()
        try:
            if left <= 0:
                raise TimeoutError
            answer = ask(one.request, left)
        except (StationError, TimeoutError):
            pending = True
            continue
        said = {outcome.person: outcome for outcome in answer.outcomes}
        outcomes += answer.outcomes
        for person, key in zip(one.people, one.request.persons, strict=True):
            if key in said and said[key].outcome is wire.ClaimWord.OVER_LIMIT:
                over.add((person, one.matter))
    return Claims(frozenset(over), pending), tuple(outcomes)


def claim_findings(claims: Claims) -> tuple[Finding, ...]:
    """What the receptionist is told of them."""
    found = [
        Finding(
            Rule.REP_LIMIT,
            Effect.BLOCK,
            "20(3)",
            "上级核对：该事项今天已有 5 名代表在其他窗口或单位登记，此人按一般成员登记。",
            About(person=person, matter=matter),
            ("group_member", "replace"),
        )
        for person, matter in sorted(claims.over_limit)
    ]
    if claims.pending:
        found.append(
            Finding(
                Rule.REPS_UNCONFIRMED,
                Effect.WARN,
                "20(3)",
                "连不上上级，代表人选待确认：回执上已注明，联网后由上级按先后确认，结果在“同步”页和事项中显示。",
            )
        )
    return tuple(found)


# --- what other offices hold -----------------------------------------------------------------------


@dataclass(frozen=True)
class ElsewhereWanted:
    """Whom to look for: index of a person, and that person's key."""

    people: tuple[tuple[int, str], ...] = ()
    words: str = ""


def elsewhere_wanted(draft: VisitDraft, province_key: bytes) -> ElsewhereWanted:
    """Persons with a document number, and the words of the first unsealed matter.

    Of a visit with a sealed matter nothing is asked: the question alone would tell.
    """
    if any(m.is_sealed for m in draft.matters):
        return ElsewhereWanted()
    people = tuple(
        (index, key)
        for index, person in enumerate(draft.people)
        if person.role in _MEMBERS and (key := person_key(province_key, person.id_no))
    )
    words = next((f"{m.demand}\n{m.facts}" for m in draft.matters if m.demand), "")
    return ElsewhereWanted(people[:200], words[:4000])


def check_elsewhere(
    wanted: ElsewhereWanted,
    ask: Callable[[wire.Check], wire.CheckAnswer],
    listed: Callable[[Sequence[str]], tuple[Mapping[str, str], datetime | None]],
    own_office: str,
    session: DeskSession,
) -> tuple[Finding, ...]:
    """What other offices of the county hold; from the list of fingerprints where the hub is away.

    Advice only: an empty answer says nothing against anybody.
    """
    if not wanted.people and not wanted.words:
        return ()
    with contextlib.suppress(StationError):
        request = wire.Check([key for _, key in wanted.people], wanted.words, 5)
        return tuple(_told(one) for one in ask(request).found)
    found, as_of = listed([fingerprint(key) for _, key in wanted.people])
    others = {matter: office for matter, office in found.items() if office != own_office}
    if not others or as_of is None:
        return ()
    age = as_of.astimezone(session.clock.now_local().tzinfo)
    message = (
        f"离线提示（名单截至 {age:%m-%d %H:%M}）：本县其他单位可能已登记此人的事项 {len(others)} 件。"
        "联网后可看到编号和承办单位。"
    )
    return (Finding(Rule.HELD_ELSEWHERE, Effect.INFO, "", message),)


def _told(one: wire.Elsewhere) -> Finding:
    state = STATES_ZH.get(one.state, one.state)
    unit = f"，承办单位 {one.unit}" if one.unit else ""
    why = "同一证件" if one.why == "person" else "内容相近"
    office = one.office_name or one.office
    message = f"{office}于 {one.registered_on} 已登记（{why}）：{one.reg_no}，{state}{unit}。"
    return Finding(Rule.HELD_ELSEWHERE, Effect.INFO, "", message)
