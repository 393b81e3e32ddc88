"""连续读取: a pile of cards becomes rows of the form, one by one, each step to be undone. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.config import MOST_REPRESENTATIVES
from app.domain.identity import IdDocument
from app.scanning.pile import Pile, PileStepKind, needs_back
from app.scanning.sides import family, is_back
from ui.pages.reception.form import PersonForm, VisitForm
from ui.pages.reception.reading import Reading, Taken, add_side, document_of, settle, take
from ui.pages.reception.scan_words import pile_number, pile_title
from ui.pages.reception.trace import Trace


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


@dataclass(frozen=True)
class Undone:
    """What was taken back.

    Attributes:
        name: of the picture.
        kept_row: of the form, where somebody has typed into what it had filled; -1 = nothing of it stays.
    """

    name: str
    kept_row: int = -1


@dataclass(frozen=True)
class _Step:
    """How everything stood before one picture, and what it changed in the form."""

    name: str
    pile: Pile
    owners: list[PersonForm | None]
    traces: list[Trace]
    present: tuple[int | None, int | None]


class PileBook:
    """Which row each document of the pile went to.

    People go into the form as they are read: nothing waits in a second list, and what the rules say
    of the sixth representative is seen while the group still stands there.
    """

    def __init__(self, make_pile: Callable[[], Pile] = Pile) -> None:
        self._make_pile = make_pile
        self._pile = make_pile()
        self._owners: list[PersonForm | None] = []
        self._steps: list[_Step] = []

    def clear(self) -> None:
        """Forget everything; the rows stay."""
        self._pile = self._make_pile()
        self._owners, self._steps = [], []

    @property
    def steps(self) -> int:
        """How many pictures and placings can be taken back, one after the other."""
        return len(self._steps)

    def take(
        self,
        form: VisitForm,
        document: IdDocument,
        *,
        even_if_repeated: bool = False,
        rep_limit: int = MOST_REPRESENTATIVES,
        beside: PersonForm | None = None,
        front: PersonForm | None = None,
    ) -> Reading:
        """Put a single document into the form as `reading.take`; a picture's can be taken back too."""
        before = self._before(form, pile_title(document))
        reading = take(
            form,
            document,
            even_if_repeated=even_if_repeated,
            rep_limit=rep_limit,
            beside=beside,
            front=front,
        )
        if document.source != "chip" and reading.taken in {Taken.NEW, Taken.BACK}:
            self._done(form, before)
        return reading

    def add(
        self,
        form: VisitForm,
        document: IdDocument,
        rep_limit: int = MOST_REPRESENTATIVES,
        *,
        beside: PersonForm | None = None,
    ) -> PileTaken:
        """Put a document on the pile and what is new of it into the form, not into the row `beside`."""
        before = self._before(form, pile_title(document))
        step = self._pile.add(document)
        if step.what is PileStepKind.NOTHING:
            return PileTaken(step.what)
        if step.index == len(self._owners):
            self._owners.append(None)
        whole, owner = self._pile.documents[step.index], self._owners[step.index]
        reading: Reading | None = None
        if owner is not None and any(p is owner for p in form.people):
            add_side(owner, whole)
            settle(owner, whole)
        elif not is_back(whole):
            reading = take(form, whole, rep_limit=rep_limit, beside=beside)
            if reading.row >= 0 and reading.taken is not Taken.NOTHING:
                self._owners[step.index] = form.people[reading.row]
        self._done(form, before)
        return PileTaken(step.what, self._line(form, step.index), reading)

    def lay_aside(self, form: VisitForm, document: IdDocument) -> None:
        """List a side that may be of two people until somebody says whose it is; the form stays."""
        before = self._before(form, pile_title(document))
        self._pile.lay_aside(document)
        self._owners.append(None)
        self._done(form, before)

    def undo(self, form: VisitForm) -> Undone | None:
        """Take the last picture, or the last placing of one, back; None when there is none.

        Only what that step put into the form is taken out, and only where it still stands: what
        somebody has typed since stays, and what a chip has confirmed since stays as a whole.
        """
        if not self._steps:
            return None
        step = self._steps.pop()
        self._pile, self._owners = step.pile, step.owners
        kept = -1
        was, became = step.present
        if form.present_count == became:
            form.present_count = was
        for trace in step.traces:
            row = next((i for i, p in enumerate(form.people) if p is trace.person), -1)
            if row < 0:
                continue
            trace.take_out()
            if trace.nothing_left:
                form.remove_person(row)
            elif trace.made_row:
                kept = row
        return Undone(step.name, kept)

    def assign(self, form: VisitForm, index: int, row: int) -> bool:
        """Somebody says whose side an unsure entry is; False when it cannot be of that document."""
        person, side = form.people[row], self._pile.documents[index]
        target = next((i for i, p in enumerate(self._owners) if p is person), None)
        before = self._before(form, pile_title(side))
        if family(document_of(person, side)) is not family(side):
            return False
        if target is not None:
            if not self._pile.join(index, target):
                return False
            del self._owners[index]
        else:
            self._owners[index] = person
            self._pile.keep(index)
        add_side(person, side)
        self._done(form, before)
        return True

    def _before(self, form: VisitForm, name: str) -> _Step:
        traces = [Trace(person) for person in form.people]
        present = (form.present_count, form.present_count)
        return _Step(name, self._pile.copy(), list(self._owners), traces, present)

    def _done(self, form: VisitForm, before: _Step) -> None:
        known = {id(trace.person) for trace in before.traces}
        made = [Trace.of_new(person) for person in form.people if id(person) not in known]
        traces = [trace for trace in (*before.traces, *made) if trace.close()]
        present = (before.present[0], form.present_count)
        self._steps.append(replace(before, traces=traces, present=present))

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
