"""What an edit of a field does to the form, side effects on neighbouring answers included. Pure."""

from dataclasses import dataclass

from app.config import MOST_REPRESENTATIVES
from app.domain.finding import Candidate
from ui.pages.reception.form import AcknowledgedForm, Key, MatterForm, PersonForm, VisitForm

_PERSON_FIELDS = {
    "personName": "name",
    "personRole": "role",
    "personIdType": "id_type",
    "personIdNo": "id_no",
    "personAddress": "address",
    "personPhone": "phone",
    "authorityScope": "authority_scope",
    "authorityFrom": "authority_from",
    "authorityTo": "authority_to",
}
_DOCUMENT_FIELDS = ("sex", "ethnic", "born_on", "id_valid_to", "issuer")
_VISIT_FIELDS = {
    "notifyBy": "notify_by",
    "urgent": "urgent",
    "leftEarly": "left_early",
    "jointSigned": "joint_signed",
    "anonymous": "anonymous",
    "remark": "remark",
    "assistance": "assistance",
}
_MATTER_FIELDS = {
    "purpose": "purpose",
    "route": "route",
    "competentLevel": "competent_level",
    "placeCode": "place_code",
    "place": "place",
    "reportedUnit": "reported_unit",
    "reportedPerson": "reported_person",
    "aboutOwnOffice": "about_own_office",
    "demand": "demand",
    "facts": "facts",
    "oral": "oral",
    "procedures": "procedures",
    "outcome": "outcome",
    "targetUnit": "target_unit",
    "coUnits": "co_units",
    "inDispute": "in_dispute",
    "reason": "reason",
}
_VISIT_READ_ALOUD = frozenset({"notifyBy"})
_READ_ALOUD = frozenset({"name", "demand", "facts", "place", "reported_unit"})


def empty_person(form: VisitForm, rep_limit: int) -> PersonForm:
    """What the fields show while no row is selected."""
    return PersonForm(role=form.default_role(rep_limit))


def edit_person(
    form: VisitForm, field: str, value: str, *, rep_limit: int = MOST_REPRESENTATIVES
) -> PersonForm:
    """Change a field of the selected row; typing without a row makes the first one."""
    if form.person is None:
        form.row_for_new(rep_limit)
    person = form.people[form.selected]
    name = _PERSON_FIELDS[field]
    if getattr(person, name) == value:
        return person
    setattr(person, name, value)
    if name in person.doubts:
        person.doubts = [d for d in person.doubts if d != name]
    if name in {"name", "id_no"} and person.id_state == "chip":
        # What a person changed is no longer what the chip said.
        person.id_state = "manual"
    if name == "id_no":
        number_typed(person)
    if name == "role" and value != "representative":
        person.acts_from = person.acts_until = ""
    if name in _READ_ALOUD:
        form.confirmed = None
    form.count_up()
    return person


def number_typed(person: PersonForm) -> None:
    """The number was typed by a person: what kind of card it tells, unless a machine has read one."""
    number = person.id_no.strip().upper()
    if person.id_state in {"manual", "not_shown"}:
        person.id_state = "manual" if number else "not_shown"
    if not person.id_type and len(number) == 18 and number[:17].isdigit():
        # The first digit tells the card: domain reference 11.
        kinds = {"8": "hmt_residence", "9": "foreign_permanent_residence"}
        person.id_type = kinds.get(number[0], "prc_id")


def set_person_option(form: VisitForm, option: str, value: object) -> None:
    """Change one of the rarer answers: anonymous, concerned, represents, matter (index, on), document."""
    person = form.person
    if person is None:
        person = form.people[form.row_for_new()]
    if option == "anonymous":
        person.anonymous = bool(value)
    elif option == "concerned":
        person.concerned = bool(value)
    elif option == "represents":
        person.represents = value if isinstance(value, int) else None
    elif option == "document" and isinstance(value, dict):
        _correct_document(person, value)
    elif option == "matter" and isinstance(value, tuple):
        index, on = value
        taken = set(range(len(form.matters)) if person.matters is None else person.matters)
        taken = taken | {index} if on else taken - {index}
        # Nobody is here for nothing: taking part in none means the question is open, so all.
        person.matters = None if len(taken) in {0, len(form.matters)} else sorted(taken)
    form.count_up()


def _correct_document(person: PersonForm, values: dict[str, str]) -> None:
    """Sex, ethnic group, day of birth, end of validity and issuer as a person states them."""
    changed = {name for name in _DOCUMENT_FIELDS if values[name] != getattr(person, name)}
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        person.doubts = [d for d in person.doubts if d not in changed]
        if person.id_state == "chip":
            # What a person changed is no longer what the chip said.
            person.id_state = "manual"


def edit_visit(form: VisitForm, field: str, value: object) -> None:
    """Change one of the answers about the visit as a whole."""
    setattr(form, _VISIT_FIELDS[field], value)
    if field in _VISIT_READ_ALOUD:
        form.confirmed = None


def check_reading(form: VisitForm) -> None:
    """A person has compared the selected row with the document."""
    if form.person is not None:
        form.person.doubts = []
        form.person.crops = {}
        form.person.checked = True


def confirm_field(form: VisitForm, name: str) -> None:
    """A person has compared one field of the selected row with its strip; the strip is forgotten."""
    if form.person is not None:
        form.person.doubts = [d for d in form.person.doubts if d != name]
        form.person.crops.pop(name, None)


def next_unchecked(form: VisitForm) -> int | None:
    """The first row read from a picture that nobody has compared yet, after the selected one first."""
    count = len(form.people)
    order = [(form.selected + 1 + i) % count for i in range(count)] if count else []
    return next((row for row in order if not form.people[row].checked), None)


def edit_matter(form: VisitForm, field: str, value: object) -> MatterForm:
    """Change a field of the open matter."""
    matter = form.current_matter
    name = _MATTER_FIELDS[field]
    if getattr(matter, name) == value:
        return matter
    setattr(matter, name, value)
    if name in _READ_ALOUD:
        form.confirmed = None
    return matter


def add_matter(form: VisitForm, division_code: str) -> None:
    """Open another matter; people take part in all unless they said otherwise."""
    form.matters.append(MatterForm(place_code=division_code))
    form.matter = len(form.matters) - 1


def choose_outcome(matter: MatterForm, value: str, proposed: str) -> None:
    """A person's choice; choosing the proposal means going along with it, also if it changes."""
    matter.outcome = "" if value == proposed else value
    if not matter.outcome:
        matter.reason = ""


def decide_candidate(matter: MatterForm, reg_no: str, decision: str, facts: str) -> None:
    """A person's word on a candidate: `same` with facts, `not_same`, `unsure`, `undo`, `restore`.

    `undo` takes a word back; `restore` all those that said it is another matter.
    """
    if decision == "restore":
        matter.not_same = []
        return
    if matter.same_as and matter.same_as["reg_no"] == reg_no:
        matter.same_as = None
    matter.not_same = [n for n in matter.not_same if n != reg_no]
    matter.unsure = [n for n in matter.unsure if n != reg_no]
    if decision == "same":
        matter.same_as = {"reg_no": reg_no, "facts": facts}
    elif decision == "not_same":
        matter.not_same.append(reg_no)
    elif decision == "unsure":
        matter.unsure.append(reg_no)


@dataclass(frozen=True)
class Words:
    """What a person has said about the candidates of a matter, so that it can be put back."""

    same_as: dict[str, str] | None
    not_same: tuple[str, ...]
    unsure: tuple[str, ...]

    @classmethod
    def of(cls, matter: MatterForm) -> "Words":
        """As they stand now."""
        same_as = dict(matter.same_as) if matter.same_as else None
        return cls(same_as, tuple(matter.not_same), tuple(matter.unsure))

    def put_back(self, matter: MatterForm) -> None:
        """Make them stand again."""
        matter.same_as = dict(self.same_as) if self.same_as else None
        matter.not_same, matter.unsure = list(self.not_same), list(self.unsure)


def acknowledge(form: VisitForm, key: Key, reason: str) -> None:
    """A person has seen a warning and goes on; pressed again, only the reason changes."""
    take_back(form, key)
    form.acknowledged.append(AcknowledgedForm(*key, reason))


def take_back(form: VisitForm, key: Key) -> None:
    """The warning waits again."""
    form.acknowledged = [a for a in form.acknowledged if a.key != key]


def keep_acknowledged(form: VisitForm, standing: set[Key]) -> None:
    """What is no longer warned of was not gone on from; if it comes back, it is asked again."""
    form.acknowledged = [a for a in form.acknowledged if a.key in standing]


def remember(known: dict[str, Candidate], candidates: tuple[Candidate, ...]) -> None:
    """Keep what was shown, so that a decided one can still be shown."""
    known.update({c.reg_no: c for c in candidates})


def replace_representative(form: VisitForm, leaving: int, coming: int, clock: str) -> None:
    """One representative gives the seat to another at this time, `HH:MM` [Art. 20(3)].

    Both times are kept, so that at every moment no more than the limit speak.
    """
    form.people[leaving].acts_until = clock
    form.people[coming].role = "representative"
    form.people[coming].acts_from = clock
    form.people[coming].acts_until = ""
