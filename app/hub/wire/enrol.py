"""Binding a station to its hub."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

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
    """`person_key`: the province's key for `person_keys`, hex; kept only inside the encrypted store.
    `directory_key`: Ed25519 public key, hex, by which the highest hub vouches for offices' keys."""

    station_id: str
    county: str
    office: str
    hub: str
    incarnation: str
    person_key: str
    hub_time: Moment
    directory_key: str = ""
