"""Cards read one after another (连续读取): which belong together, which were read before.

Nothing is guessed in silence. A side that cannot be placed stays by itself and is told as unsure;
two readings that contradict each other stay apart.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.identity import DocType, IdDocument
from app.scanning.sides import Relation, family, has_back, is_back, joined, merge_sides, relation

__all__ = ["Pile", "PileStep", "PileStepKind", "merge_sides"]


class PileStepKind(StrEnum):
    """What became of a reading.

    `NEW`: a further document. `MERGED`: the other side of one that was there. `REPEATED`: one that was
    there; where this reading is surer, it is taken over. `UNSURE`: put by itself, somebody must say
    whose it is, or which of two readings is right. `NOTHING`: no document, nothing changed.
    """

    NEW = "new"
    MERGED = "merged"
    REPEATED = "repeated"
    UNSURE = "unsure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class PileStep:
    """Result of `Pile.add`: what happened, and to which of `Pile.documents` (-1: to none)."""

    what: PileStepKind
    index: int = -1


class Pile:
    """The documents of one sitting, in the order in which they were first seen. In memory only."""

    def __init__(self) -> None:
        self._documents: list[IdDocument] = []
        self._unsure: set[int] = set()

    @property
    def documents(self) -> tuple[IdDocument, ...]:
        """One for each card, both sides together; those of `unsure` among them."""
        return tuple(self._documents)

    @property
    def unsure(self) -> tuple[int, ...]:
        """Indices of what somebody has to place or to compare."""
        return tuple(sorted(self._unsure))

    def add(self, document: IdDocument) -> PileStep:
        """Put a reading on the pile.

        A side goes to the last card of its kind, when that still lacks one: a passport or a card of
        another kind read in between does not part the two sides.
        """
        if document.doc_type is DocType.NONE or not document.fields.present():
            return PileStep(PileStepKind.NOTHING)
        for index, known in enumerate(self._documents):
            what = relation(known, document)
            if what is Relation.SAME_SIDE:
                return self._take(index, document, PileStepKind.REPEATED)
            if what is Relation.OTHER_SIDE:
                return self._take(index, document, PileStepKind.MERGED)
        alike = [i for i, known in enumerate(self._documents) if family(known) is family(document)]
        if alike and relation(self._documents[alike[-1]], document) is Relation.POSSIBLE:
            return self._take(alike[-1], document, PileStepKind.MERGED)
        self._documents.append(document)
        newest = len(self._documents) - 1
        if is_back(document) or self._contradicts(document):
            self._unsure.add(newest)
            return PileStep(PileStepKind.UNSURE, newest)
        return PileStep(PileStepKind.NEW, newest)

    def join(self, side: int, person: int) -> bool:
        """Somebody says that two entries are one card; False = they are not of one kind.

        The entry `side` goes away, later indices move up by one.
        """
        one, other = self._documents[person], self._documents[side]
        kinds = relation(one, other)
        if side == person or (kinds is Relation.FOREIGN and is_back(one) == is_back(other)):
            return False
        self._documents[person] = joined(one, other)
        if not is_back(self._documents[person]):
            self._unsure.discard(person)
        self.remove(side)
        return True

    def lay_aside(self, document: IdDocument) -> None:
        """Put a reading by itself, to be placed by somebody; it is merged with nothing."""
        self._documents.append(document)
        self._unsure.add(len(self._documents) - 1)

    def keep(self, index: int) -> None:
        """Somebody says that an unsure entry is right as it stands."""
        self._unsure.discard(index)

    def remove(self, index: int) -> None:
        """Take an entry away; later indices move up by one."""
        del self._documents[index]
        self._unsure = {i - (i > index) for i in self._unsure if i != index}

    def clear(self) -> None:
        """Begin anew."""
        self._documents.clear()
        self._unsure.clear()

    def copy(self) -> "Pile":
        """The pile as it stands now, to go back to; what is done to one leaves the other as it is."""
        other = type(self)()
        other._documents, other._unsure = list(self._documents), set(self._unsure)
        return other

    def _take(self, index: int, document: IdDocument, what: PileStepKind) -> PileStep:
        self._documents[index] = joined(self._documents[index], document)
        if not is_back(self._documents[index]) and not self._contradicts(self._documents[index], index):
            self._unsure.discard(index)
        return PileStep(what, index)

    def _contradicts(self, document: IdDocument, own: int = -1) -> bool:
        """Whether the same number is on the pile under another name."""
        numbers = {document.fields.number, document.fields.document_number} - {""}
        return any(
            numbers & {known.fields.number, known.fields.document_number}
            for index, known in enumerate(self._documents[:-1] if own < 0 else self._documents)
            if index != own
        )


def needs_back(document: IdDocument) -> bool:
    """Whether the other side of a resident card or residence permit has still to be read."""
    two_sided = document.doc_type in (DocType.PRC_ID_FRONT, DocType.HMT_RESIDENCE)
    return two_sided and not has_back(document)
