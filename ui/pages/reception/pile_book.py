"""连续读取: a pile of cards becomes rows of the form, one by one, each step to be undone. Pure."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from app.config import MOST_REPRESENTATIVES
from app.domain.identity import IdDocument
from app.scanning.pile import Pile, PileStepKind, needs_back
from app.scanning.sides import is_back
from ui.pages.reception.form import PersonForm, VisitForm
from ui.pages.reception.reading import Reading, Taken, add_side, settle, take
from ui.pages.reception.scan_words import pile_number, pile_title


@dataclass(frozen=True)
class PileLine:
    """One document of the pile as listed.

    Attributes:
        number: masked.
        mark: what is to be known of it.
        row: of the form, -1 = in none.
        wants_person: somebody must say whose side it is.
    """

    name: str
    number: str
    mark: str
    row: int = -1
    wants_person: bool = False


@dataclass(frozen=True)
class PileTaken:
    """What became of one picture; `reading` is None when the form was left as it is."""

    what: PileStepKind
    line: PileLine | None = None
    reading: Reading | None = None


@dataclass
class _Step:
    """What is needed to take the last picture back."""

    owners: list[PersonForm | None]
    added: PersonForm | None
    changed: tuple[PersonForm, PersonForm] | None


class PileBook:
    """Which row each document of the pile went to.

    People go into the form as they are read: nothing waits in a second list, and what the rules say
    of the sixth representative is seen while the group still stands there.
    """

    def __init__(self, make_pile: Callable[[], Pile] = Pile) -> None:
        self._make_pile = make_pile
        self._pile = make_pile()
        self._read: list[IdDocument] = []
        self._owners: list[PersonForm | None] = []
        self._steps: list[_Step] = []

    def clear(self) -> None:
        """Forget everything; the rows stay."""
        self._pile = self._make_pile()
        self._read, self._owners, self._steps = [], [], []

    @property
    def can_undo(self) -> bool:
        """Whether there is a last picture to take back."""
        return bool(self._steps)

    def add(self, form: VisitForm, document: IdDocument, rep_limit: int = MOST_REPRESENTATIVES) -> PileTaken:
        """Put a document on the pile and what is new of it into the form."""
        owners = list(self._owners)
        step = self._pile.add(document)
        if step.what is PileStepKind.NOTHING:
            return PileTaken(step.what)
        if step.index == len(self._owners):
            self._owners.append(None)
        whole, owner = self._pile.documents[step.index], self._owners[step.index]
        before, rows = deepcopy(owner), list(map(id, form.people))
        reading: Reading | None = None
        if owner is not None and any(p is owner for p in form.people):
            add_side(owner, whole)
            settle(owner, whole)
        elif not is_back(whole):
            reading = take(form, whole, rep_limit=rep_limit)
            if reading.row >= 0 and reading.taken is not Taken.NOTHING:
                self._owners[step.index] = form.people[reading.row]
        self._read.append(document)
        added = next((p for p in form.people if id(p) not in rows), None)
        if added is None and reading is not None and reading.taken is Taken.NEW:
            added = form.people[reading.row]  # an empty row that stood ready
        changed = None if owner is None or before is None or before == owner else (owner, before)
        self._steps.append(_Step(owners, added, changed))
        return PileTaken(step.what, self._line(form, step.index), reading)

    def undo(self, form: VisitForm) -> str | None:
        """Take the last picture back; its name, None when there is nothing to take back."""
        if not self._steps:
            return None
        step = self._steps.pop()
        name = pile_title(self._read.pop())
        again, self._pile = self._read, self._make_pile()
        for document in again:
            self._pile.add(document)
        self._owners = step.owners
        index = next((i for i, p in enumerate(form.people) if p is step.added), None)
        if index is not None:
            form.remove_person(index)
        if step.changed is not None:
            owner, before = step.changed
            for field, value in vars(before).items():
                setattr(owner, field, value)
        return name

    def assign(self, form: VisitForm, index: int, row: int) -> bool:
        """Somebody says whose side an unsure entry is; False when it cannot be of that document."""
        target = next((i for i, p in enumerate(self._owners) if p is form.people[row]), None)
        side = self._pile.documents[index]
        if target is not None and not self._pile.join(index, target):
            return False
        add_side(form.people[row], side)
        if target is not None:
            del self._owners[index]
        else:
            self._owners[index] = form.people[row]
            self._pile.keep(index)
        self._steps.clear()  # earlier pictures can no longer be told apart from what a person joined
        return True

    def lines(self, form: VisitForm) -> list[PileLine]:
        """The pile as listed, in the order it was read."""
        return [self._line(form, index) for index in range(len(self._owners))]

    def _line(self, form: VisitForm, index: int) -> PileLine:
        document, owner = self._pile.documents[index], self._owners[index]
        row = next((i for i, p in enumerate(form.people) if p is owner), -1)
        unsure = index in self._pile.unsure
        if row < 0:
            mark = "不知是谁的：先选中人，再点这里" if is_back(document) else "已从名单删除"
        elif form.people[row].doubts:
            mark = "有字认不准"
        elif unsure:
            mark = "两次读出的不一样"
        else:
            mark = "只读了人像面" if needs_back(document) else ""
        return PileLine(
            pile_title(document), pile_number(document), mark, row, unsure and row < 0 and is_back(document)
        )
