from datetime import date, timedelta

import pytest

from app.config import Settings
from app.domain.person import AuthorityDoc, IdState, IdType, PersonRole
from tests.fakes.rule_cases import AUTHORITY, TODAY, findings, person, proposals, told, visit

GOOD = "110199199003070017"
BAD = "110199199003070018"


def about(index: int, rule: str) -> tuple[str, str, int]:
    return (rule, "warn", index)


def test_nobody_must_show_a_document() -> None:
    assert findings(visit((person(0), person(1, "companion", address="")))) == ()


@pytest.mark.parametrize(
    ("id_type", "number", "failed"),
    [
        (IdType.PRC_ID, GOOD, False),
        (IdType.PRC_ID, BAD, True),
        (IdType.PRC_ID, "１１０１９９１９９００３０７００１７", False),
        (IdType.PRC_ID, "110199900307001", False),
        (IdType.PRC_ID, "unknown", False),
        (IdType.PASSPORT, "E1", True),
        (None, BAD, True),
        (None, "随手写的", False),
        (IdType.OTHER, "随手写的", False),
    ],
)
def test_a_failing_number_only_warns(id_type: IdType | None, number: str, failed: bool) -> None:
    draft = visit((person(0, id_type=id_type, id_no=number, id_state=IdState.MANUAL),))
    assert told(findings(draft)) == ([about(0, "id_check_failed")] if failed else [])


def test_a_number_twice_is_told_once_about_the_second() -> None:
    people = tuple(person(i, id_type=IdType.PRC_ID, id_no=GOOD) for i in range(3))
    assert told(findings(visit(people))) == [about(1, "id_repeated")]
    assert findings(visit(people[:1])) == ()


def test_a_wrong_number_twice_is_wrong_for_each() -> None:
    people = tuple(person(i, id_type=IdType.PRC_ID, id_no=BAD) for i in range(2))
    assert told(findings(visit(people))) == [
        about(0, "id_check_failed"),
        about(1, "id_check_failed"),
        about(1, "id_repeated"),
    ]


@pytest.mark.parametrize(("offset", "expired"), [(-1, True), (0, False), (1, False)])
def test_a_document_is_valid_on_its_last_day(offset: int, expired: bool) -> None:
    draft = visit((person(0, id_valid_to=TODAY + timedelta(days=offset)),))
    assert told(findings(draft)) == ([about(0, "id_expired")] if expired else [])


@pytest.mark.parametrize(
    ("setting", "role", "warned"),
    [
        ("none", "petitioner", False),
        ("none", "representative", False),
        ("petitioner", "petitioner", True),
        ("petitioner", "representative", True),
        ("petitioner", "group_member", False),
        ("petitioner", "companion", False),
        ("representative", "petitioner", False),
        ("representative", "representative", True),
    ],
)
def test_a_required_document_is_a_warning(setting: str, role: str, warned: bool) -> None:
    settings = Settings(id_required_for=setting)
    expected = [about(0, "id_check_failed")] if warned else []
    assert told(findings(visit((person(0, role),)), settings=settings)) == expected
    shown = person(0, role, id_type=IdType.PRC_ID, id_no=GOOD, id_state=IdState.CHIP)
    assert findings(visit((shown,)), settings=settings) == ()
    assert findings(visit((person(0, role, anonymous=True),)), settings=settings) == ()


@pytest.mark.parametrize(
    ("born_on", "minor"),
    [
        (date(2008, 11, 23), False),
        (date(2008, 11, 24), True),
        (date(2020, 1, 1), True),
        (date(1950, 1, 1), False),
    ],
)
def test_a_minor_as_representative(born_on: date, minor: bool) -> None:
    draft = visit((person(0, "representative", born_on=born_on),))
    assert told(findings(draft)) == ([about(0, "rep_minor")] if minor else [])
    assert findings(visit((person(0, born_on=born_on),))) == ()


@pytest.mark.parametrize(
    ("number", "minor"), [("110199201003070017", True), (GOOD, False), ("110199201003070014", False)]
)
def test_a_number_that_holds_tells_the_age(number: str, minor: bool) -> None:
    found = findings(visit((person(0, "representative", id_type=IdType.PRC_ID, id_no=number),)))
    assert ("rep_minor" in [f.rule for f in found]) is minor


def test_an_outsider_as_representative() -> None:
    assert told(findings(visit((person(0, "representative", concerned=False),)))) == [
        about(0, "rep_outsider")
    ]
    for role in ("petitioner", "agent", "companion"):
        assert findings(visit((person(0, role, concerned=False, authority_doc=AUTHORITY),))) == ()


@pytest.mark.parametrize("role", ["agent", "guardian"])
@pytest.mark.parametrize(
    ("doc", "pending"),
    [
        (None, True),
        (AuthorityDoc(), True),
        (AUTHORITY, False),
        (AuthorityDoc(attachment="scan-1"), False),
        (AuthorityDoc(scope="全权", valid_to=TODAY), False),
        (AuthorityDoc(scope="全权", valid_to=TODAY - timedelta(days=1)), True),
        (AuthorityDoc(scope="全权", valid_from=TODAY), False),
        (AuthorityDoc(scope="全权", valid_from=TODAY + timedelta(days=1)), True),
    ],
)
def test_authority_is_pending_until_shown(role: str, doc: AuthorityDoc | None, pending: bool) -> None:
    draft = visit((person(0), person(1, role, represents=0, authority_doc=doc)))
    assert told(findings(draft)) == ([about(1, "authority_pending")] if pending else [])


@pytest.mark.parametrize("role", ["agent", "guardian"])
@pytest.mark.parametrize(
    ("doc", "others", "notices"),
    [
        (None, (), ("visit_receipt",)),
        (AUTHORITY, (), ("visit_receipt", "acceptance_notice")),
        (None, ("petitioner",), ("visit_receipt", "acceptance_notice")),
        (None, ("companion",), ("visit_receipt",)),
    ],
)
def test_without_authority_only_the_receipt_is_given(
    role: str, doc: AuthorityDoc | None, others: tuple[str, ...], notices: tuple[str, ...]
) -> None:
    acting = (person(0), person(1, role, represents=0, authority_doc=doc))
    people = (*acting, *(person(9, other) for other in others))
    (proposal,) = proposals(visit(people))
    assert proposal.notices == notices
    (alone,) = proposals(visit((person(1, role, authority_doc=doc),)))
    assert ("acceptance_notice" in alone.notices) is (doc is not None)


def test_every_finding_speaks_and_says_what_can_be_done() -> None:
    people = (
        person(
            0, "representative", concerned=False, born_on=date(2015, 1, 1), id_type=IdType.PRC_ID, id_no=BAD
        ),
        person(1, "agent", id_type=IdType.PRC_ID, id_no=BAD, id_valid_to=date(2020, 1, 1)),
    )
    found = findings(visit(people))
    assert len(found) == 7
    for finding in found:
        assert finding.message.endswith("。")
        assert finding.message.count("。") == 1
        assert finding.article
        assert finding.remedies
        assert BAD not in finding.message


def test_roles_are_all_spoken_for() -> None:
    for role in PersonRole:
        assert isinstance(findings(visit((person(0, role.value),))), tuple)
