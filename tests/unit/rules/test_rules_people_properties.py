"""Domain reference 3, 5 and 6 read a second time: any group, any level, any route."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.domain.finding import Effect
from app.domain.matter import REFUSALS, Level, Purpose, Route
from tests.fakes.rule_cases import claim, crowd, findings, office, proposals, visit

ROLES = ("petitioner", "representative", "group_member", "companion")
LEVELS = [level.value for level in Level]
LEGAL = {"31.1", "31.2", "31.3", "31.4"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ROLES), min_size=1, max_size=60), st.integers(1, 5), st.integers(0, 80))
def test_any_group_has_no_more_speakers_than_the_limit_and_is_never_turned_away(
    roles: list[str], limit: int, present: int
) -> None:
    counted = [role for role in roles if role != "companion"]
    people = crowd(*((role, 1) for role in roles))
    draft = visit(people, present_count=max(present, len(counted), 1))
    found = findings(draft, settings=Settings(rep_limit=limit))
    blocked = {f.about.person for f in found if f.rule == "rep_limit"}
    speakers = [place for place, role in enumerate(roles) if role == "representative"]
    # who comes first in the file keeps the seat; everybody else stays as group member
    assert blocked == set(speakers[limit:])
    assert len(speakers) - len(blocked) <= limit <= 5
    assert {f.effect for f in found if f.rule == "rep_limit"} <= {Effect.BLOCK}
    assert all(f.effect is not Effect.BLOCK for f in found if f.rule != "rep_limit")
    pending = any(f.rule == "reps_pending" for f in found)
    assert pending == (draft.present_count is not None and max(len(counted), present) >= 6 and not speakers)
    assert not (pending and blocked)
    (proposal,) = proposals(draft)
    assert proposal.outcome not in REFUSALS
    assert proposal.notices[0] == "visit_receipt"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(("xinfang", "organ", "township")),
    st.sampled_from(LEVELS[:4]),
    st.sampled_from((None, *LEVELS)),
    st.sampled_from((None, *(r.value for r in Route))),
    st.sampled_from((Purpose.CLAIM, Purpose.SUGGESTION, Purpose.ACCUSATION)),
    st.booleans(),
)
def test_any_level_and_route_leads_somewhere_and_level_skipping_is_no_refusal(
    kind: str, level: str, competent: str | None, route: str | None, purpose: Purpose, reported: bool
) -> None:
    here = office(kind, level)
    stated = claim(
        purpose=purpose,
        competent_level=Level(competent) if competent else None,
        route=Route(route) if route else None,
        reported_unit="雾泽县某局" if reported else "",
    )
    draft = visit(matters=(stated,))
    (proposal,) = proposals(draft, at=here)
    found = {f.rule: f for f in findings(draft, at=here)}
    above = LEVELS.index(level) - LEVELS.index(competent) if competent else None
    skipping = above is not None and above >= 2
    assert ("level_skipping" in found) == skipping
    if skipping:
        assert found["level_skipping"].effect is Effect.WARN
    assert proposal.outcome not in REFUSALS
    assert proposal.articles
    if purpose is Purpose.ACCUSATION:
        assert proposal.outcome == "TRANSFER"
        assert proposal.notices == ("visit_receipt_sealed",)
        assert "纪检监察" in proposal.target_unit
        assert proposal.target_unit != stated.reported_unit
        return
    if route in LEGAL:
        assert (proposal.outcome, proposal.notices[1]) == ("GUIDE_LEGAL_ROUTE", "legal_route_notice")
    elif above is not None and (above < 0 or above >= 2):
        assert (proposal.outcome, proposal.notices[1]) == ("REFER", "referral_notice")
    elif kind == "xinfang" or above == 1:
        assert (proposal.outcome, proposal.notices[1]) == ("TRANSFER", "transfer_notice")
    else:
        assert proposal.outcome == "ACCEPT"
        assert proposal.notices == (
            ("visit_receipt",)
            if purpose is Purpose.SUGGESTION
            else (
                "visit_receipt",
                "acceptance_notice",
            )
        )
