"""People who come to the window (domain reference 2.1 and 11)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PersonRole(StrEnum):
    """身份: in which capacity somebody is present."""

    PETITIONER = "petitioner"
    REPRESENTATIVE = "representative"
    GROUP_MEMBER = "group_member"
    AGENT = "agent"
    GUARDIAN = "guardian"
    COMPANION = "companion"


class IdState(StrEnum):
    """How the identity came in: chip, picture, typed, or no document shown."""

    CHIP = "chip"
    OCR = "ocr"
    MANUAL = "manual"
    NOT_SHOWN = "not_shown"


class Sex(StrEnum):
    """Sex as documents state it."""

    MALE = "male"
    FEMALE = "female"
    X = "X"


class IdType(StrEnum):
    """Kind of identity paper of a person in a visit."""

    PRC_ID = "prc_id"
    PRC_TEMP_ID = "prc_temp_id"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_PERMANENT_RESIDENCE = "foreign_permanent_residence"
    MAINLAND_TRAVEL_PERMIT = "mainland_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    PASSPORT = "passport"
    TD1 = "td1"
    HOUSEHOLD_REGISTER = "household_register"
    DRIVING_LICENCE = "driving_licence"
    SOCIAL_CARD = "social_card"
    CREDIT_CODE = "credit_code"
    OTHER = "other"


@dataclass(frozen=True)
class AuthorityDoc:
    """Written authority of an agent or guardian: what it covers and how long."""

    scope: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    attachment: str = ""


@dataclass(frozen=True)
class PersonDraft:
    """One person of a visit as stated at the window; nothing is required to be true.

    `matters` are indices into `VisitDraft.matters`, None meaning all. `represents` is the index of
    the group member an agent acts for. `concerned=False` marks an outsider. `born_on` and `sex` as
    given; `app.domain.id_numbers.completed` derives them from a valid 18-digit number.
    `acts_from`/`acts_until` bound the time a representative is active (replacement, 20(3)).
    """

    name: str = ""
    role: PersonRole = PersonRole.PETITIONER
    id_state: IdState = IdState.NOT_SHOWN
    id_type: IdType | None = None
    id_no: str = ""
    id_valid_to: date | None = None
    sex: Sex | None = None
    ethnic: str = ""
    born_on: date | None = None
    nationality: str = ""
    address: str = ""
    domicile: str = ""
    post_address: str = ""
    phone: str = ""
    notify_by: str = ""
    authority_doc: AuthorityDoc | None = None
    matters: tuple[int, ...] | None = None
    represents: int | None = None
    concerned: bool = True
    anonymous: bool = False
    acts_from: str = ""
    acts_until: str = ""

    def raises(self, matter: int) -> bool:
        """Whether this person takes part in the matter with that index."""
        return self.matters is None or matter in self.matters
