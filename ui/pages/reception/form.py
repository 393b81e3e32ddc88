"""What stands in the form right now: mutable, plain, and always able to be kept as JSON.

The form holds texts as they were typed, however incomplete; `draft_of` makes of it what the rules
and the store understand. Nothing here knows a widget, a clock or the store.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from app.config import MOST_REPRESENTATIVES
from app.domain.person import PersonRole
from app.domain.signature import Signature, signature_bytes, signature_from

FORM_VERSION = 1

T = TypeVar("T")


@dataclass
class PersonForm:
    """One row of the people table.

    Attributes:
        doubts: names of fields a machine read and a person has not looked at yet.
        checked: whether a person has confirmed what a picture gave.
        crops: PNG of the strip an uncertain field was read from, by field; in memory only, gone
            once the field is confirmed.
        printed_address: what stands on the card where its chip holds a later address.
        matters: indices of the matters this person takes part in; None = all.
        represents: index of the person an agent acts for; None = the whole group.
        acts_from, acts_until: `HH:MM` between which a representative speaks, after a replacement.
        authority_scope, authority_from, authority_to: written authority of an agent or guardian as
            typed; an empty day sets no bound.
    """

    name: str = ""
    role: str = PersonRole.PETITIONER.value
    id_state: str = "not_shown"
    id_type: str = ""
    id_no: str = ""
    address: str = ""
    printed_address: str = ""
    phone: str = ""
    sex: str = ""
    ethnic: str = ""
    born_on: str = ""
    nationality: str = ""
    id_valid_to: str = ""
    issuer: str = ""
    matters: list[int] | None = None
    represents: int | None = None
    concerned: bool = True
    anonymous: bool = False
    acts_from: str = ""
    acts_until: str = ""
    authority_scope: str = ""
    authority_from: str = ""
    authority_to: str = ""
    doubts: list[str] = field(default_factory=list)
    checked: bool = True
    crops: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """Nothing typed or read in this row yet."""
        return not (self.name or self.id_no or self.address or self.phone or self.anonymous)

    @property
    def counts(self) -> bool:
        """Counted among those present with the demand: companions are not."""
        return self.role != PersonRole.COMPANION.value

    @property
    def acts_for_others(self) -> bool:
        """Agent or guardian, of whom written authority is asked."""
        return self.role in {PersonRole.AGENT.value, PersonRole.GUARDIAN.value}


@dataclass
class MatterForm:
    """One matter tab. `same_as`, `not_same` and `unsure` are a person's words on candidates, by number."""

    purpose: str = "claim"
    route: str = ""
    content_code: str = ""
    content_text: str = ""
    competent_level: str = ""
    place_code: str = ""
    place: str = ""
    reported_unit: str = ""
    reported_person: str = ""
    about_own_office: bool = False
    demand: str = ""
    facts: str = ""
    oral: bool = True
    procedures: list[str] = field(default_factory=list)
    outcome: str = ""
    target_unit: str = ""
    co_units: str = ""
    in_dispute: bool = False
    reason: str = ""
    same_as: dict[str, str] | None = None
    not_same: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing of the visitor's own words yet."""
        return not (self.demand or self.facts or self.content_code or self.content_text)


@dataclass
class MaterialForm:
    """A paper the visitor brought.

    `content` is its picture when the visitor wants that attached; in memory only until registered.
    """

    name: str = ""
    pages: int = 1
    original: bool = False
    content: bytes = field(default=b"", repr=False)


Key = tuple[str, int | None, int | None]
"""Rule word, row and matter: what makes a finding the same when the rules are asked again."""


@dataclass
class AcknowledgedForm:
    """A warning somebody saw and went on from; `person` and `matter` are indices of the form."""

    rule: str
    person: int | None = None
    matter: int | None = None
    reason: str = ""

    @property
    def key(self) -> Key:
        """Which finding is meant."""
        return (self.rule, self.person, self.matter)


def signed(signature: Signature | None) -> dict[str, str]:
    """What `VisitForm.confirmed` holds of a signature; nothing without one."""
    return {"strokes": signature_bytes(signature).decode()} if signature is not None else {}


@dataclass
class VisitForm:
    """The whole form.

    Attributes:
        draft_id: under which it is kept; the same until it is registered or thrown away.
        started_at: ISO local time of the first input; the visit's time.
        present_count: None = unknown or declined.
        confirmed: {"how": signature|thumb|declined, "witnesses": [names]}, with "strokes" where the visitor
            signed on the pad; None = still open.
        assistance: words of `ASSISTANCE_ZH`; what helps this visitor.
        notify_by: paper | sms | post.
        anonymous: nobody is asked who they are.
        acknowledged: warnings gone on from, each with its reason.
        selected: index of the row the person fields edit.
    """

    draft_id: str
    started_at: str = ""
    people: list[PersonForm] = field(default_factory=list)
    matters: list[MatterForm] = field(default_factory=lambda: [MatterForm()])
    present_count: int | None = 1
    affected_count: int | None = None
    materials: list[MaterialForm] = field(default_factory=list)
    confirmed: dict[str, Any] | None = None
    assistance: list[str] = field(default_factory=list)
    notify_by: str = "paper"
    urgent: bool = False
    left_early: bool = False
    joint_signed: bool = False
    anonymous: bool = False
    remark: str = ""
    acknowledged: list[AcknowledgedForm] = field(default_factory=list)
    selected: int = -1
    matter: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        nothing_said = all(p.is_empty for p in self.people) and all(m.is_empty for m in self.matters)
        return nothing_said and not self.remark

    @property
    def signature(self) -> Signature | None:
        """What the visitor signed on the pad; None = signed on paper, or not at all."""
        strokes = (self.confirmed or {}).get("strokes")
        if not isinstance(strokes, str):
            return None
        try:
            return signature_from(strokes.encode())
        except ValueError:
            return None

    @property
    def person(self) -> PersonForm | None:
        """The selected row."""
        return self.people[self.selected] if 0 <= self.selected < len(self.people) else None

    @property
    def current_matter(self) -> MatterForm:
        """The matter whose tab is open."""
        return self.matters[self.matter]

    @property
    def listed(self) -> int:
        """People listed who count as present with the demand."""
        return sum(1 for p in self.people if p.counts and not p.is_empty)

    def default_role(self, rep_limit: int = MOST_REPRESENTATIVES) -> str:
        """In which capacity the next person is entered first.

        Where the group is larger than the limit it must choose representatives [Art. 20(3)], so who
        comes to the desk comes as one; a group that has named one goes on naming them. Otherwise
        everybody is a petitioner. A sixth representative is therefore seen, and told, not hidden.
        """
        roles = [p.role for p in self.people if not p.is_empty]
        if PersonRole.REPRESENTATIVE.value in roles:
            return PersonRole.REPRESENTATIVE.value
        if PersonRole.PETITIONER.value not in roles and (self.present_count or 0) > rep_limit:
            return PersonRole.REPRESENTATIVE.value
        return PersonRole.PETITIONER.value

    def row_for_new(self, rep_limit: int = MOST_REPRESENTATIVES, *, beside: PersonForm | None = None) -> int:
        """Index of an untouched row, made if there is none; becomes the selected one.

        Args:
            beside: a row somebody is just beginning to fill: it is not untouched.
        """
        for index, person in enumerate(self.people):
            if person.is_empty and person is not beside:
                self.selected = index
                return index
        self.people.append(PersonForm(role=self.default_role(rep_limit)))
        self.selected = len(self.people) - 1
        return self.selected

    def remove_person(self, index: int) -> PersonForm:
        """Take a row out; references of agents to other rows stay right."""
        followed = self.present_count is not None and self.present_count == self.listed
        gone = self.people.pop(index)
        for person in self.people:
            if person.represents is not None:
                if person.represents == index:
                    person.represents = None
                elif person.represents > index:
                    person.represents -= 1
        self.acknowledged = [a for a in self.acknowledged if a.person != index]
        for seen in self.acknowledged:
            if seen.person is not None and seen.person > index:
                seen.person -= 1
        if followed:
            self.present_count = max(1, self.listed)
        self.selected = min(index, len(self.people) - 1)
        return gone

    def count_up(self) -> bool:
        """Raise the number present to the people listed; True when it changed."""
        if self.present_count is None or self.listed <= self.present_count:
            return False
        self.present_count = self.listed
        return True

    def representatives(self) -> int:
        """How many rows speak as representatives now; replaced ones have given their seat back."""
        return sum(1 for p in self.people if p.role == PersonRole.REPRESENTATIVE.value and not p.acts_until)

    def remove_matter(self, index: int) -> None:
        """Take a matter out; people's shares in the others stay right. The last one stays."""
        if len(self.matters) == 1:
            return
        self.matters.pop(index)
        for person in self.people:
            if person.matters is not None:
                kept = [m - (m > index) for m in person.matters if m != index]
                person.matters = kept or None
        self.acknowledged = [a for a in self.acknowledged if a.matter != index]
        for seen in self.acknowledged:
            if seen.matter is not None and seen.matter > index:
                seen.matter -= 1
        self.matter = min(self.matter, len(self.matters) - 1)

    def to_json(self) -> dict[str, object]:
        """Plain data for the kept draft; strips and pictures of documents are left out."""
        data = asdict(self)
        for row in (*data["people"], *data["materials"]):
            for name in _NEVER_KEPT:
                row.pop(name, None)
        return {"form": FORM_VERSION, **data}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "VisitForm":
        """Take a kept draft back, also one from a program that knew fewer or more fields."""
        form = _taken(cls, data, {"draft_id": ""})
        form.people = [_taken(PersonForm, d) for d in _dicts(data.get("people"))]
        form.matters = [_taken(MatterForm, d) for d in _dicts(data.get("matters"))] or [MatterForm()]
        form.materials = [_taken(MaterialForm, d) for d in _dicts(data.get("materials"))]
        form.acknowledged = [
            _taken(AcknowledgedForm, d, {"rule": ""}) for d in _dicts(data.get("acknowledged"))
        ]
        form.selected = min(form.selected, len(form.people) - 1)
        form.matter = min(max(form.matter, 0), len(form.matters) - 1)
        return form


_NEVER_KEPT = frozenset({"crops", "content"})
_LISTS_OF_OTHERS = frozenset({"people", "matters", "materials", "acknowledged"})


def _dicts(value: object) -> list[dict[str, Any]]:
    return [d for d in value if isinstance(d, dict)] if isinstance(value, list) else []


def _taken(kind: Callable[..., T], data: Mapping[str, object], base: Mapping[str, object] | None = None) -> T:
    names = getattr(kind, "__dataclass_fields__")  # noqa: B009 - the callable is a dataclass
    known = {k: v for k, v in data.items() if k in names and k not in _NEVER_KEPT}
    if kind is VisitForm:
        known = {k: v for k, v in known.items() if k not in _LISTS_OF_OTHERS}
    return kind(**{**(base or {}), **known})
