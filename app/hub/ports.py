"""What the hub's server needs of its store; `db.hub` fits it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.hub import relayed, wire


@dataclass(frozen=True)
class EnrolledStation:
    """A station the hub knows."""

    station_id: str
    county: str
    office: str
    window: int
    public_key: str
    revoked: bool


@dataclass(frozen=True)
class BlobAt:
    """How much of a picture has come; complete: its digest is the one it is named by, and it is durable."""

    offset: int
    length: int
    complete: bool = False


class BlobRefused(Exception):
    """A part does not fit.

    Attributes:
        word: no_blob | wrong_offset | wrong_digest (what had come is dropped, it begins anew) | blob_size.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class CodeRefused(Exception):
    """No such enrolment code, it has expired, or another key used it."""


class HubUnready(Exception):
    """The database does not answer or does not let us write; to be asked again later."""


class StandbyMissing(HubUnready):
    """Nothing is taken in until the standby is there that has to have it too."""


class HubStore(Protocol):
    """Each method is one transaction; what it answered is durable, on a standby too where one is asked for.

    Every method raises `HubUnready` where the database is away, full or read-only.
    """

    def incarnation(self, *, fresh: bool = False) -> str:
        """This life of the hub; a restored one has another.

        Args:
            fresh: False: what was known up to a second ago will do.
        """

    def require_writable(self) -> None:
        """Whether operations can be taken in right now.

        Raises:
            HubUnready: the database is away; StandbyMissing: a standby is.
        """

    def ca(self) -> str:
        """PEM of the certificate authority stations pin; empty if none was given."""

    def station(self, station_id: str, *, fresh: bool = False) -> EnrolledStation | None:
        """An enrolled station, revoked ones too.

        Args:
            fresh: False: what was known up to a second ago will do.
        """

    def enrol(self, request: wire.Enrol, now: datetime) -> wire.EnrolAnswer:
        """Use a code.

        Raises:
            CodeRefused.
        """

    def hello(self, station: EnrolledStation, request: wire.Hello, now: datetime) -> wire.HelloAnswer:
        """Compare."""

    def compare(self, station: EnrolledStation, request: wire.CompareRequest) -> wire.CompareAnswer:
        """List a block."""

    def push(
        self, station: EnrolledStation, request: wire.Push, now: datetime, *, raw: bool = False
    ) -> wire.PushAnswer:
        """Keep operations; of a revoked station in quarantine."""

    def relay(self, station: EnrolledStation, request: wire.Relay, now: datetime) -> wire.PushAnswer:
        """Keep operations that a lower hub hands on, each under the station that wrote it."""

    def relay_hello(self, station: EnrolledStation, request: relayed.RelayedLives) -> relayed.RelayedVerdicts:
        """Compare what a lower hub handed on."""

    def relay_compare(self, station: EnrolledStation, request: relayed.RelayedBlock) -> wire.CompareAnswer:
        """List a block of what a lower hub handed on."""

    def feed(
        self,
        station: EnrolledStation,
        channel: str,
        after: int,
        chain: str,
        limit: int,
        own: str,
        now: datetime,
    ) -> wire.FeedPage | None:
        """A page of a channel; None: not a channel of this station."""

    def claim(self, station: EnrolledStation, request: wire.Claim, now: datetime) -> wire.ClaimAnswer:
        """Give out slots of representatives."""

    def check(self, station: EnrolledStation, request: wire.Check, now: datetime) -> wire.CheckAnswer:
        """Matters of other offices."""

    def hall(self, station: EnrolledStation, request: wire.HallReport, now: datetime) -> wire.Hall:
        """Keep how a window stands, and tell of all windows of its office."""

    def witness(self, station: EnrolledStation, request: wire.Witness, now: datetime) -> wire.WitnessAnswer:
        """Keep events this hub does not know."""

    def work(self, now: datetime) -> bool:
        """Work up one more page of what was taken in; False: nothing was left to do."""

    def begin_blob(self, station: EnrolledStation, sha256: str, length: int, now: datetime) -> BlobAt:
        """Expect a picture; begun already, how far it is.

        Raises:
            BlobRefused.
        """

    def append_blob(
        self, station: EnrolledStation, sha256: str, offset: int, part: bytes, now: datetime
    ) -> BlobAt:
        """Keep one more part, durably.

        Raises:
            BlobRefused.
        """

    def blob(self, station: EnrolledStation, sha256: str) -> BlobAt | None:
        """How far a picture is; None if it is none of the station's office."""

    def blob_content(self, station: EnrolledStation, sha256: str) -> bytes:
        """A complete picture.

        Raises:
            BlobRefused: what lies on the disk is not that picture any more.
        """
