"""What the panels show: finished words, made by the presenter, held by no store."""

from dataclasses import dataclass, field

from ui.pages.reception.form import Key


@dataclass(frozen=True)
class PersonRow:
    """A line of the people table; number and telephone are masked already.

    `trouble` marks a role a rule blocks; `doubtful` a reading nobody has checked.
    """

    name: str
    id_type: str
    number: str
    address: str
    phone: str
    role: str
    state: str
    trouble: bool = False
    doubtful: bool = False

    @property
    def spoken(self) -> str:
        """The whole line for a screen reader."""
        words = (self.name, self.role, self.id_type, self.number, self.address, self.phone, self.state)
        return "，".join(w for w in words if w and w != "—")


@dataclass(frozen=True)
class FindingCard:
    """A finding as shown.

    Attributes:
        effect: block | warn | info | seen | good; decides colour and the word before the title.
        remedies: (word, label) of each button.
        advice: what else can be done, outside this window.
        person, matter: row and matter of the form it is about.
        reason: of a `seen` one, why it was gone on; `reason_open`: it may be put in other words.
    """

    effect: str
    title: str
    text: str
    article: str = ""
    remedies: tuple[tuple[str, str], ...] = ()
    advice: str = ""
    person: int | None = None
    matter: int | None = None
    rule: str = ""
    reason: str = ""
    reason_open: bool = False

    @property
    def key(self) -> Key:
        """What makes it the same finding when the rules are asked again."""
        return (self.rule, self.person, self.matter)


@dataclass(frozen=True)
class CandidateCard:
    """A possible same matter as shown.

    Attributes:
        reg_no: the number it is known by; of one registered elsewhere, its number there.
        state: where it stands, in words; `left`: how long is left, `overdue`: an office is late.
        marks: stretches (start, end) of `demand` that the visitor says too, in code points.
        about: who, when, at whom.
        verdict: what the program takes it for; why, against: what speaks for and against.
        follows, follows_new: what follows in law if it is the same, with the same and with new facts.
        decided: "", "same", "new" or "unsure".
    """

    reg_no: str
    state: str
    score: str
    demand: str
    marks: tuple[tuple[int, int], ...]
    about: str
    why: str
    against: str = ""
    verdict: str = ""
    left: str = ""
    overdue: bool = False
    follows: str = ""
    follows_new: str = ""
    decided: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class QueueLine:
    """A line of 今日来访. `key` is the visit number, or the draft id for `kept` ones."""

    key: str
    title: str
    detail: str
    kept: bool = False
    current: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class OutcomeShown:
    """The decision area: the proposal, the choice, and what follows from it."""

    choices: dict[str, str] = field(default_factory=dict)
    value: str = ""
    proposed: str = ""
    due: str = ""
    target_unit: str = ""
    target_hint: str = ""
    co_units: str = ""
    in_dispute: bool = False
    reason: str = ""
    ask_reason: bool = False
    warn: str = ""


@dataclass(frozen=True)
class BannerShown:
    """What is told after a registration; `state` follows the print job, `note` stays beside it."""

    number: str
    title: str
    state: str
    effect: str = "good"
    visit_no: str = ""
    note: str = ""
    papers: tuple[tuple[str, str, str], ...] = ()
    """Registration number, id and name of papers the visit also ends with."""


@dataclass(frozen=True)
class SideShown:
    """One side of a comparison: a heading, what stands below it, and its texts with their marks."""

    title: str
    about: str
    demand: str
    demand_marks: tuple[tuple[int, int], ...]
    facts: str
    facts_marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ItemShown:
    """A line of what can be held against each other; `differs` only where both say something else."""

    label: str
    now: str
    known: str
    standing: str
    differs: bool


@dataclass(frozen=True)
class ComparisonShown:
    """A comparison in words. `steps` are (day, what, by); `papers` one line each."""

    title: str
    state: str
    left: str
    overdue: bool
    follows: str
    now: SideShown
    known: SideShown
    items: tuple[ItemShown, ...]
    steps: tuple[tuple[str, str, str], ...]
    papers: tuple[str, ...]
