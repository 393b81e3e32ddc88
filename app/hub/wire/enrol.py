"""Binding a station to its hub."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from app.hub.wire.common import Moment, Uuid


class Enrol(Struct, frozen=True):
    """`POST /v1/enrol`, unsigned; the same code with the same key gives the same answer.

    Attributes:
        code: as printed by `station hub enrol-code`; case and dashes do not matter.
        public_key: Ed25519, 32 bytes in URL-safe base64.
        station_id: of the store, as `station init` told it.
    """

    code: Annotated[str, Meta(min_length=4, max_length=80)]
    public_key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}=?$", max_length=44)]
    station_id: Uuid
    window: Annotated[int, Meta(ge=1, le=99)] = 1
    algorithm: Literal["ed25519"] = "ed25519"


class EnrolAnswer(Struct, frozen=True):
    """`sealing_keys`: X25519 public keys, hex, by the office that may read sealed matters of this one;
    `person_key`: the province's key for `person_keys`, hex; kept only inside the encrypted store."""

    station_id: str
    county: str
    office: str
    hub: str
    incarnation: str
    person_key: str
    hub_time: Moment
    sealing_keys: dict[str, str] = field(default_factory=dict)
