"""What one step did to a row of the form, so that it can be taken out again without what was typed. Pure."""

from copy import copy
from dataclasses import fields

from ui.pages.reception import edits
from ui.pages.reception.form import PersonForm

_OF_A_FIELD = frozenset({"doubts", "crops"})
"""They follow the field they speak of and are never set back by themselves."""
_PLAIN = tuple(f.name for f in fields(PersonForm) if f.name not in _OF_A_FIELD)


class Trace:
    """One row before a step and after it.

    Attributes:
        person: the row.
        made_row: the step made the row; it did not stand there before.
    """

    def __init__(self, person: PersonForm, before: PersonForm | None = None) -> None:
        self.person = person
        self.made_row = before is not None
        self._before = _copied(before or person)
        self._changed: dict[str, tuple[object, object]] = {}
        self._settled: frozenset[str] = frozenset()
        self._raised: frozenset[str] = frozenset()

    @classmethod
    def of_new(cls, person: PersonForm) -> "Trace":
        """Of a row the step made; in which capacity it was entered is no part of what was read."""
        return cls(person, PersonForm(role=person.role))

    def close(self) -> bool:
        """The step is done: note what it changed; False when it left the row as it was."""
        before, person = self._before, self.person
        self._settled = frozenset(before.doubts) - frozenset(person.doubts)
        self._raised = frozenset(person.doubts) - frozenset(before.doubts)
        for name in _PLAIN:
            was, became = getattr(before, name), getattr(person, name)
            if was != became or name in self._settled:
                self._changed[name] = (was, became)
        return bool(self._changed) or self.made_row

    def take_out(self) -> None:
        """Set back what still stands as the step left it.

        A chip read since goes before everything. A doubt comes back with the reading it was about,
        unless somebody has compared the row with the document meanwhile.
        """
        person, before = self.person, self._before
        if person.id_state == "chip" != before.id_state:
            return
        compared = person.checked and not before.checked
        for name, (was, became) in self._changed.items():
            if getattr(person, name) != became or (name in self._settled and compared):
                continue
            setattr(person, name, was)
            if name in self._settled:
                person.doubts = sorted({*person.doubts, name})
                if name in before.crops:
                    person.crops[name] = before.crops[name]
        person.doubts = [doubt for doubt in person.doubts if doubt not in self._raised]
        for name in self._raised:
            person.crops.pop(name, None)
        if self.made_row and person.id_no:
            edits.number_typed(person)

    @property
    def nothing_left(self) -> bool:
        """The step made the row, and nobody has put anything else into it."""
        return self.made_row and self.person == PersonForm(role=self.person.role)


def _copied(person: PersonForm) -> PersonForm:
    made = copy(person)
    made.doubts, made.crops = list(person.doubts), dict(person.crops)
    made.matters = None if person.matters is None else list(person.matters)
    return made
