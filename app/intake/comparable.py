"""What is compared of a matter, own or foreign, and by which marks its people are found again.

People stand in it as keyed digests only: numbers and names can be guessed, the store's key cannot.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.findable import Findable, ForeignMatter
from app.domain.id_numbers import normal_name, normal_number
from app.domain.matter import MatterDraft
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterFile
from app.domain.representatives import number_key
from app.duplicates.prepared import Prepared, index_terms, pack, prepare
from app.duplicates.record import MatterText
from app.duplicates.sounds import by_sound

_SAID = frozenset({"", "unknown", "declined"})
_ACTING = frozenset({PersonRole.AGENT, PersonRole.GUARDIAN, PersonRole.COMPANION})
_PERSON_TERM, _TRACE_TERM = "p", "t"
_MOST_PEOPLE = 20
"""Of a large group the first ones are enough to find the matter again."""


@dataclass(frozen=True)
class Comparable:
    """A matter ready to be looked for or to be kept.

    Attributes:
        text: what is compared; `person_keys` are digests.
        traces: digests of telephone and name by sound, by which somebody is found but not known.
    """

    text: MatterText
    traces: frozenset[str] = frozenset()

    def findable(self) -> Findable:
        """For the index."""
        prepared = prepare(self.text)
        return Findable(pack(prepared), index_terms(prepared) | self.people(prepared))

    def people(self, prepared: Prepared) -> frozenset[str]:
        """The index terms of the people."""
        known = (_PERSON_TERM + digest.hex() for digest in prepared.persons)
        return frozenset((*known, *(_TRACE_TERM + trace for trace in self.traces)))


class Comparing:
    """Makes matters comparable under one store's key."""

    def __init__(self, key: bytes, classes: Mapping[str, tuple[str, str]]) -> None:
        """Take the key (32 bytes) and the names of the content classes by code."""
        self._key = key
        self._classes = classes

    def own(self, matter: MatterDraft, people: Sequence[PersonDraft], on: date | None) -> Comparable:
        """A matter told at this desk by these people, who all raise it; agents stand back for principals."""
        mine = [p for p in people if p.role not in _ACTING] or [
            p for p in people if p.role is not PersonRole.COMPANION
        ]
        mine = mine[:_MOST_PEOPLE]
        text = MatterText(
            place=matter.place,
            unit=matter.reported_unit,
            content_class="/".join(self._classes.get(matter.content_code, (matter.content_code,))),
            demand=matter.demand,
            facts=matter.facts,
            date=on,
            person_keys=frozenset(self.digest(k) for p in mine for k in _keys(p)),
        )
        return Comparable(text, frozenset(self.digest(t) for p in mine for t in _traces(p)))

    def registered(self, file: MatterFile) -> Comparable:
        """An unsealed matter of the store."""
        return self.own(file.record.stated, file.people, file.local_date)

    def foreign(self, matter: ForeignMatter) -> Comparable:
        """A matter known elsewhere."""
        return Comparable(
            MatterText(
                place=matter.place,
                unit=matter.unit,
                content_class=matter.content_class,
                demand=matter.demand,
                facts=matter.facts,
                date=matter.day,
                person_keys=frozenset({matter.person} if matter.person else ()),
            )
        )

    def person(self, key: str) -> str:
        """Digest of a person key given from outside; a document number equals the same one shown here."""
        number = normal_number(key)
        return self.digest(f"no::{number}") if number else ""

    def digest(self, text: str) -> str:
        """16 hexadecimal digits that only this store can make (HMAC-SHA-256, RFC 2104)."""
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")[:8].hex()


def says_something(*texts: str) -> bool:
    """Whether there is a letter, digit or character at all: of mere punctuation nothing can be compared."""
    return any(sign.isalnum() for text in texts for sign in text)


def has_words(matter: MatterDraft) -> bool:
    """Whether it may and can be compared: not sealed, and something was said."""
    return not matter.is_sealed and bool(matter.demand.strip() or matter.facts.strip())


def _keys(person: PersonDraft) -> list[str]:
    """What makes two entries one person: the number; or the name by sound with half of the number, the
    address or the telephone, so that a wrong digit or hanzi hides nobody."""
    number = number_key(person)
    keys = [number] if number else []
    name = _name(person)
    if name:
        digits = normal_number(person.id_no)
        if len(digits) == 18:
            keys += [f"born:{name}|{digits[6:14]}", f"rest:{name}|{digits[:6]}{digits[14:]}"]
        for kind, said in (("address", person.address), ("phone", person.phone)):
            if said.strip() not in _SAID:
                keys.append(f"{kind}:{name}|{said.strip()}")
    return keys


def _traces(person: PersonDraft) -> list[str]:
    name, phone = _name(person), person.phone.strip()
    return [f"name:{name}"] * bool(name) + [f"phone:{phone}"] * (phone not in _SAID)


def _name(person: PersonDraft) -> str:
    name = normal_name(person.name)
    return "" if name.lower() in _SAID else by_sound(name)
