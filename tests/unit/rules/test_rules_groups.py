"""Every case of domain reference 3, both sides of each limit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Settings
from app.domain.finding import Effect
from app.domain.known import KnownMatter
from app.domain.matter import Facts, Purpose, SameAs
from app.domain.matter_state import MatterDates
from app.domain.person import IdType
from app.domain.representatives import (
    blocked_representatives,
    blocked_seats,
    group_size,
    heads,
    person_key,
    seat_keys,
)
from tests.fakes.rule_cases import (
    AUTHORITY,
    TODAY,
    claim,
    crowd,
    earlier,
    findings,
    known,
    linked,
    person,
    told,
    visit,
    words,
)

PENDING = ("reps_pending", "warn", 0)
LARGE = ("large_group", "warn", None)


def limit(index: int) -> tuple[str, str, int]:
    return ("rep_limit", "block", index)


@pytest.mark.parametrize("count", range(1, 51))
def test_petitioners_alone(count: int) -> None:
    expected = ([PENDING] if count >= 6 else []) + ([LARGE] if count >= 50 else [])
    assert told(findings(visit(crowd(("petitioner", count)), present_count=count))) == expected


@pytest.mark.parametrize("count", [1, 5, 6, 7, 49, 50, 51, 300])
def test_people_present_count_without_being_entered(count: int) -> None:
    expected = ([PENDING] if count >= 6 else []) + ([LARGE] if count >= 50 else [])
    assert told(findings(visit(crowd(("petitioner", 1)), present_count=count))) == expected


@pytest.mark.parametrize("chosen", range(1, 11))
@pytest.mark.parametrize("others", [0, 1, 5, 40])
def test_representatives_beyond_the_fifth_are_blocked(chosen: int, others: int) -> None:
    draft = visit(crowd(("representative", chosen), ("group_member", others)))
    assert told(findings(draft)) == [limit(i) for i in range(5, chosen)] + (
        [LARGE] if chosen + others >= 50 else []
    )
    assert blocked_representatives(draft, known(), Settings()) == frozenset(range(5, chosen))


def test_who_comes_first_in_the_file_keeps_the_seat() -> None:
    people = crowd(("group_member", 3), ("representative", 3), ("petitioner", 1), ("representative", 3))
    assert told(findings(visit(people))) == [limit(9)]


def test_companions_are_outside_the_limit_and_the_count() -> None:
    people = crowd(("petitioner", 5), ("companion", 4))
    assert findings(visit(people, present_count=9)) == ()
    assert findings(visit(people, present_count=5)) == ()
    assert group_size(visit(people, present_count=9), 0) == 5
    assert findings(visit(crowd(("representative", 5), ("companion", 3)), present_count=8)) == ()
    assert heads(visit(people)) == 5


@pytest.mark.parametrize(("count", "reps"), [(49, 5), (50, 5), (50, 1)])
def test_a_large_group_is_told_to_the_lead(count: int, reps: int) -> None:
    draft = visit(crowd(("representative", reps)), present_count=count)
    assert told(findings(draft)) == ([LARGE] if count >= 50 else [])


def test_large_group_is_a_setting() -> None:
    draft = visit(crowd(("representative", 5)), present_count=20)
    assert told(findings(draft, settings=Settings(large_group=20))) == [LARGE]
    assert told(findings(draft, settings=Settings(large_group=21))) == []


def test_a_local_limit_follows_the_number_present() -> None:
    steps = Settings.of({"rep_limit": [[10, 3]]})
    ten = visit(crowd(("representative", 4)), present_count=10)
    eleven = visit(crowd(("representative", 4)), present_count=11)
    assert told(findings(ten, settings=steps)) == [limit(3)]
    assert told(findings(eleven, settings=steps)) == []
    assert told(findings(eleven, settings=Settings(rep_limit=2))) == [limit(2), limit(3)]


def test_talk_may_wait_for_representatives_but_never_the_registration() -> None:
    draft = visit(crowd(("petitioner", 6)))
    (strict,) = findings(draft, settings=Settings(talk_needs_reps=True))
    (plain,) = findings(draft)
    assert strict.effect is plain.effect is Effect.WARN
    assert "再谈" in strict.message
    assert "登记照常" in strict.message


# --- agents, guardians -------------------------------------------------------------------------


def agent(serial: int, represents: int | None = None, **given: object) -> object:
    return person(serial, "agent", represents=represents, authority_doc=AUTHORITY, **given)


def test_an_agent_takes_the_members_seat() -> None:
    people = (*crowd(("representative", 5), ("group_member", 1)), agent(9, 0))
    assert findings(visit(people)) == ()  # type: ignore[arg-type]


def test_an_agent_of_a_plain_member_needs_a_seat() -> None:
    people = (*crowd(("representative", 5), ("group_member", 1)), agent(9, 5))
    assert told(findings(visit(people))) == [limit(6)]  # type: ignore[arg-type]
    people = (*crowd(("representative", 4), ("group_member", 2)), agent(9, 5))
    assert findings(visit(people)) == ()  # type: ignore[arg-type]


def test_an_agent_of_the_whole_group_takes_one_seat() -> None:
    assert findings(visit((*crowd(("representative", 4), ("group_member", 4)), agent(9)))) == ()  # type: ignore[arg-type]
    full = visit((*crowd(("representative", 5), ("group_member", 4)), agent(10)))  # type: ignore[arg-type]
    assert told(findings(full)) == [limit(9)]
    alone = visit((*crowd(("petitioner", 8)), agent(9)))  # type: ignore[arg-type]
    assert findings(alone) == ()
    of_one = visit((*crowd(("petitioner", 8)), agent(9, 0)))  # type: ignore[arg-type]
    assert told(findings(of_one)) == [PENDING]


def test_two_agents_of_one_member_share_the_seat() -> None:
    people = (*crowd(("representative", 4), ("group_member", 1)), agent(8, 4), agent(9, 4))
    assert findings(visit(people)) == ()  # type: ignore[arg-type]


def test_the_agent_of_somebody_blocked_is_blocked_too() -> None:
    people = (*crowd(("representative", 6)), agent(9, 5))
    assert told(findings(visit(people))) == [limit(5), limit(6)]  # type: ignore[arg-type]


def test_an_agent_is_no_further_petitioner() -> None:
    assert group_size(visit((*crowd(("petitioner", 5)), agent(9, 0)), present_count=6), 0) == 5  # type: ignore[arg-type]
    assert group_size(visit((agent(0),)), 0) == 1  # type: ignore[arg-type]


def test_a_guardian_holds_no_seat() -> None:
    guardian = person(9, "guardian", authority_doc=AUTHORITY)
    assert findings(visit((*crowd(("representative", 5)), guardian))) == ()


# --- replacement -------------------------------------------------------------------------------


def test_a_replacement_sits_down_when_the_other_gets_up() -> None:
    old = person(4, "representative", acts_until="10:30")
    new = person(5, "representative", acts_from="10:30")
    first = crowd(("representative", 4))
    assert findings(visit((*first, old, new))) == ()
    early = replace(new, acts_from="10:29")
    assert told(findings(visit((*first, old, early)))) == [limit(5)]
    iso = replace(new, acts_from="2026-11-23T10:30:00+08:00")
    assert findings(visit((*first, old, iso))) == ()


def test_two_replacements_need_two_free_seats() -> None:
    leaving = person(4, "representative", acts_until="10:00")
    coming = [person(i, "representative", acts_from=start) for i, start in ((5, "10:00"), (6, "11:00"))]
    assert told(findings(visit((*crowd(("representative", 4)), leaving, *coming)))) == [limit(6)]


@given(
    st.lists(
        st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda t: t[0] < t[1]),
        min_size=1,
        max_size=14,
    )
)
def test_never_more_than_five_act_at_one_moment(terms: list[tuple[int, int]]) -> None:
    people = tuple(
        person(i, "representative", acts_from=f"{a:02}:00", acts_until=f"{b:02}:00")
        for i, (a, b) in enumerate(terms)
    )
    blocked = blocked_representatives(visit(people), known(), Settings())
    for hour in range(24):
        acting = [i for i, (a, b) in enumerate(terms) if a <= hour < b and i not in blocked]
        assert len(acting) <= 5
    for index in blocked:
        a, b = terms[index]
        free = set(range(len(terms))) - blocked - set(range(index, len(terms)))
        assert any(sum(terms[i][0] <= hour < terms[i][1] for i in free) >= 5 for hour in range(a, b))


# --- several matters ---------------------------------------------------------------------------


def test_the_limit_counts_per_matter() -> None:
    people = tuple(person(i, "representative", matters=(0,) if i < 5 else (1,)) for i in range(10))
    assert findings(visit(people, (claim(), claim(demand="请求修路")))) == ()
    sixth = (*people, person(10, "representative", matters=(1,)))
    draft = visit(sixth, (claim(), claim(demand="请求修路")))
    assert told(findings(draft)) == [limit(10)]
    assert [tuple(b) for b in blocked_seats(draft, known(), Settings())] == [(10, 1)]


def test_one_finding_per_person_over_several_matters() -> None:
    draft = visit(crowd(("representative", 6)), (claim(), claim(demand="请求修路")))
    assert told(findings(draft)) == [limit(5)]
    assert [tuple(b) for b in blocked_seats(draft, known(), Settings())] == [(5, 0), (5, 1)]


def test_pending_is_told_once_per_matter() -> None:
    draft = visit(crowd(("petitioner", 6)), (claim(), claim(demand="请求修路")))
    assert told(findings(draft)) == [PENDING, ("reps_pending", "warn", 1)]
    split = tuple(replace(p, matters=(i % 2,)) for i, p in enumerate(crowd(("petitioner", 10))))
    assert findings(visit(split, (claim(), claim(demand="请求修路")), present_count=10)) == ()


def test_an_accusation_by_several_has_the_same_limit() -> None:
    draft = visit(crowd(("representative", 6)), (claim(purpose=Purpose.ACCUSATION),))
    assert told(findings(draft)) == [limit(5), ("sealed", "info", 0)]


# --- today's other visits ----------------------------------------------------------------------


def matter_with(*visits: object, relation: object = "same") -> KnownMatter:
    return KnownMatter("R-1", MatterDates(received_on=TODAY), today_visits=visits)  # type: ignore[arg-type]


SAME = SameAs("R-1", Facts.SAME)


def people_from(start: int, role: str, count: int) -> tuple[object, ...]:
    return tuple(person(i, role) for i in range(start, start + count))


@pytest.mark.parametrize(
    ("before", "now", "blocked"), [(3, 2, []), (3, 3, [2]), (5, 1, [0]), (5, 5, [0, 1, 2, 3, 4])]
)
def test_representatives_of_linked_visits_count_together(before: int, now: int, blocked: list[int]) -> None:
    first = earlier(people_from(0, "representative", before))  # type: ignore[arg-type]
    draft = visit(people_from(100, "representative", now), (claim(same_as=SAME),))  # type: ignore[arg-type]
    found = findings(draft, linked(matter_with(first)))
    assert [f.about.person for f in found if f.rule == "rep_limit"] == blocked


def test_the_same_representatives_come_back() -> None:
    people = crowd(("representative", 5), ("group_member", 3))
    draft = visit(people, (claim(same_as=SAME),))
    found = findings(draft, linked(matter_with(earlier(people))))
    assert told(found) == [("repeat_visit", "warn", 0)]


def test_new_facts_have_representatives_of_their_own() -> None:
    first = earlier(people_from(0, "representative", 5))  # type: ignore[arg-type]
    draft = visit(people_from(100, "representative", 5), (claim(same_as=SameAs("R-1", Facts.NEW)),))  # type: ignore[arg-type]
    assert findings(draft, linked(matter_with(first))) == ()


@pytest.mark.parametrize(("others", "split"), [(4, False), (5, True)])
@pytest.mark.parametrize("judged", [True, False])
def test_a_group_split_into_single_visits(others: int, split: bool, judged: bool) -> None:
    visits = tuple(earlier((person(i),), number=f"V{i}") for i in range(others))
    matter = claim(same_as=SAME) if judged else claim()
    knows = linked(matter_with(*visits)) if judged else known(scored_today={0: visits})
    found = words(findings(visit((person(100),), (matter,)), knows))
    assert ("group_split" in found) is split
    assert "rep_limit" not in found


def test_linked_and_scored_visits_are_counted_once() -> None:
    visits = tuple(earlier((person(i),), number=f"V{i}") for i in range(4))
    knows = known(linked={0: matter_with(*visits)}, scored_today={0: visits})
    assert "group_split" not in words(findings(visit((person(100),), (claim(same_as=SAME),)), knows))


def test_the_same_group_at_another_window() -> None:
    people = crowd(("representative", 2))
    draft = visit(people, (claim(same_as=SAME),), window=2)
    other = findings(draft, linked(matter_with(earlier(people, window=1))))
    same = findings(draft, linked(matter_with(earlier(people, window=2))))
    assert "same_group_other_window" in words(other)
    assert "same_group_other_window" not in words(same)
    scored = known(scored_today={0: (earlier(people, window=1),)})
    assert "same_group_other_window" in words(findings(visit(people, window=2), scored))
    half = known(scored_today={0: (earlier(people_from(50, "petitioner", 2), window=1),)})  # type: ignore[arg-type]
    assert "same_group_other_window" in words(findings(visit(people, window=2), half))
    assert "same_group_other_window" not in words(findings(visit(people, window=1), half))


@pytest.mark.parametrize(("here", "there", "told_so"), [(1, 1, False), (2, 1, True), (1, 2, True)])
def test_one_text_at_two_windows_is_a_group_once_several_came(here: int, there: int, told_so: bool) -> None:
    """Nobody in common: a group over several windows has other people at each of them."""
    elsewhere = known(scored_today={0: (earlier((person(50),), present=there, window=1),)})
    draft = visit(crowd(("petitioner", here)), window=2)
    assert ("same_group_other_window" in words(findings(draft, elsewhere))) is told_so


def test_sealed_matters_are_compared_with_nothing() -> None:
    visits = tuple(earlier((person(i),), number=f"V{i}", window=3) for i in range(9))
    draft = visit((person(100),), (claim(purpose=Purpose.ACCUSATION),))
    assert words(findings(draft, known(scored_today={0: visits}))) == {"sealed"}


# --- who is who --------------------------------------------------------------------------------


def test_a_number_makes_the_person() -> None:
    one = person(1, id_no="110199199003070017", id_type=IdType.PRC_ID)
    typed = person(2, id_no="１１０１９９１９９００３０７００１７", id_type=IdType.HOUSEHOLD_REGISTER)
    assert person_key(one) == person_key(typed)
    permit = person(3, id_no="00000012", id_type=IdType.TAIWAN_TRAVEL_PERMIT)
    passport = person(3, id_no="00000012", id_type=IdType.PASSPORT)
    assert person_key(permit) != person_key(passport)


def test_without_a_number_name_and_address_make_the_person() -> None:
    assert person_key(person(1)) == person_key(person(1, "representative"))
    assert person_key(person(1)) != person_key(person(1, address="雾泽县另一村"))
    assert person_key(person(1, name="")) == person_key(person(1, name="unknown")) == ""


def test_seats_of_a_visit_for_later_ones() -> None:
    people = (*crowd(("representative", 2), ("group_member", 1)), agent(9, 2), agent(8, 0))
    assert seat_keys(visit(people), 0) == frozenset(person_key(people[i]) for i in range(3))  # type: ignore[arg-type]
