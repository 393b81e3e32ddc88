"""Persons of a visit as other windows recognise them."""

from app.domain.person import PersonRole
from app.hub.contents import VisitBody, VisitParticipant
from app.hub.person_keys import person_key

_CONCERNED = frozenset({PersonRole.PETITIONER, PersonRole.REPRESENTATIVE, PersonRole.GROUP_MEMBER})


def raises(person: VisitParticipant, matter: int) -> bool:
    """Whether the person takes part in the matter with that index."""
    if person.stated is None:
        return False
    mine = person.stated.get("matters")
    return mine is None or (isinstance(mine, list) and matter in mine)


def keys_of(visit: VisitBody, matter: int, province_key: bytes) -> list[str]:
    """Keys of those whose matter it is, by document number; who showed none has no key."""
    found = (
        person_key(province_key, _text(person, "id_no"))
        for person in visit.participants
        if person.role in _CONCERNED and raises(person, matter)
    )
    return list(dict.fromkeys(key for key in found if key))


def representatives_of(visit: VisitBody, matter: int, province_key: bytes) -> list[str]:
    """Keys of those who act for the group of the matter, in the order listed."""
    found = (
        representative_key(province_key, _text(person, "id_no"), _text(person, "name"), person.person_id)
        for person in visit.participants
        if person.role == PersonRole.REPRESENTATIVE and raises(person, matter)
    )
    return list(dict.fromkeys(found))


def representative_key(province_key: bytes, id_no: str, name: str, person_id: str) -> str:
    """Key of a representative: by number; by name where no document was shown; else one of its own.

    Two people of one name without documents in one group would share a slot: that errs on the side of
    hearing somebody.
    """
    numbered = person_key(province_key, id_no)
    if numbered:
        return numbered
    return person_key(province_key, (name or person_id).encode().hex())


def _text(person: VisitParticipant, field: str) -> str:
    value = (person.stated or {}).get(field, "")
    return value if isinstance(value, str) else ""
