"""Whether an accusation is about the office itself: it then goes over its head."""

import pytest

from app.domain.matter import Level, MatterDraft, Purpose
from app.domain.office import Office, OfficeKind
from app.domain.routing import about_own_office

OFFICE = Office(
    code="1101990001",
    name="云岭省雾泽县信访局",
    short="雾信访",
    kind=OfficeKind.XINFANG,
    level=Level.COUNTY,
    division_code="110199",
    settings={"own_names": ["群众接待中心", "秦望舒"]},
)


@pytest.mark.parametrize(
    ("unit", "person", "ticked", "expected"),
    [
        ("云岭省雾泽县信访局", "", False, True),
        ("雾信访", "", False, True),
        ("1101990001", "", False, True),
        (" 云岭省雾泽县 信访局 ", "", False, True),
        ("云岭省雾泽县信访局接访科", "", False, True),
        ("群众接待中心", "", False, True),
        ("", "秦望舒", False, True),
        ("雾泽县水务局", "秦望舒", False, False),
        ("雾泽县水务局", "", False, False),
        ("雾泽县水务局", "", True, True),
        ("", "", False, False),
    ],
)
def test_names_of_the_office_and_a_persons_word(unit: str, person: str, ticked: bool, expected: bool) -> None:
    matter = MatterDraft(
        purpose=Purpose.ACCUSATION, reported_unit=unit, reported_person=person, about_own_office=ticked
    )
    assert about_own_office(matter, OFFICE) is expected


def test_a_claim_against_the_office_is_no_accusation() -> None:
    matter = MatterDraft(purpose=Purpose.CLAIM, reported_unit=OFFICE.name, about_own_office=True)
    assert not about_own_office(matter, OFFICE)
