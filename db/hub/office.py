"""Administration of a hub on its database."""

import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.office import Office
from app.errors import BadInput, NotFound
from app.hub import wire
from app.hub.client import Address, HubClient, ca_of
from app.hub.signing import public_key_text
from app.intake.hub_fitness import Fitness
from app.intake.results import ListedMatter, VisitLine
from app.intake.upstream import StandingAbove, UpstreamStep
from app.rulepacks import RulePack
from db.hub import enrolment, listing
from db.hub.decisions import Decision
from db.hub.engine import open_hub_engine
from db.hub.migrate import migrate_hub
from db.hub.settings import INCARNATION, first_settings, read_setting, write_setting
from db.hub.standing_above import standings_above
from db.hub.startup import look_at_database, require_fit
from db.hub.store import SqlHub
from db.hub.uppers import KeysDiffer, SqlUppers


def create_hub(url: str, name: str, ca: str) -> str:
    """Make or upgrade the tables of a hub; what is in them stays.

    Returns:
        Its incarnation.

    Raises:
        BadInput: the database cannot be reached, or is not fit.
    """
    engine = open_hub_engine(url)
    try:
        require_fit(engine, url, fresh=True)
        migrate_hub(engine)
        with engine.begin() as connection:
            if not read_setting(connection, INCARNATION):
                first_settings(connection, name, ca)
            elif ca:
                write_setting(connection, "ca", ca)
            return read_setting(connection, INCARNATION)
    finally:
        engine.dispose()


def open_hub(
    url: str, rules: RulePack, blobs: Path, *, pool_size: int = 4, papers_key: bytes | None = None
) -> SqlHub:
    """A hub's store, once its database was found fit.

    Args:
        blobs: folder for pictures of papers.
        papers_key: under which these are encrypted; None: that of this computer's user.

    Raises:
        BadInput: it is not, with the reasons.
    """
    engine = open_hub_engine(url, pool_size=pool_size, must_exist=True)
    try:
        require_fit(engine, url)
    except BaseException:
        engine.dispose()
        raise
    return SqlHub(engine, rules, blobs, papers_key)


def look_at_hub(url: str) -> list[Fitness]:
    """What is good and bad about a hub's database.

    Raises:
        BadInput: it cannot be reached.
    """
    engine = open_hub_engine(url, pool_size=1, must_exist=True)
    try:
        return look_at_database(engine, url)
    finally:
        engine.dispose()


class SqlHubOffice:
    """Fits `app.intake.upstream.HubOffice`."""

    def __init__(self, store: SqlHub) -> None:
        self._store = store

    def close(self) -> None:
        """See the port."""
        self._store.close()

    def enrol_code(self, office: Office, now: datetime) -> tuple[str, datetime]:
        """See the port."""
        return self._store.write(lambda c: enrolment.new_code(c, office, now))

    def visits(self) -> Iterator[VisitLine]:
        """See the port. What was taken in a moment ago is worked up first."""
        self._catch_up()
        with self._store.reading() as connection:
            yield from listing.list_visits(connection)

    def matters(self, now: datetime) -> Iterator[ListedMatter]:
        """See the port."""
        self._catch_up()
        with self._store.reading() as connection:
            yield from listing.list_matters(connection, self._store.standing_of(now))

    def decide(self, reg_no: str, step: UpstreamStep, now: datetime) -> tuple[str, int]:
        """See the port."""
        self._catch_up()
        decision = Decision(step.kind, step.on, step.by, step.text, step.extended_to, step.supported)
        try:
            return self._store.decide(reg_no, decision, now)
        except LookupError as error:
            raise NotFound(reg_no) from error

    def revoke(self, station_id: str, now: datetime) -> None:
        """See the port."""
        if len(station_id) != 36:
            raise BadInput(["应为接访台编号（station init 或 station enrol 给出的 36 位编号）。"])
        if not self._store.write(lambda c: enrolment.revoke(c, station_id, now)):
            raise NotFound(station_id)

    def join(self, url: str, code: str) -> tuple[str, str]:
        """See the port."""
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise BadInput(["--upper：应为上级平台的地址，例如 https://hub.example.gov.cn。"])
        address = Address(url.rstrip("/"))
        pinned = enrolment.pinned_in(code)
        if pinned:
            address = Address(address.url, ca_of(address))
            if enrolment.pin_of(address.ca) != pinned:
                raise BadInput(["接入码与这个地址不是同一个上级平台，没有接入。请核对地址，索取新的接入码。"])
        key = Ed25519PrivateKey.generate()
        with HubClient(address) as line:
            answer = line.enrol(wire.Enrol(code, public_key_text(key), str(uuid.uuid4())))
        try:
            SqlUppers(self._store).join(address.url, address.ca, key.private_bytes_raw(), answer)
        except KeysDiffer as error:
            raise BadInput(
                [
                    "本平台已有接访台接入，它们识别人员的密钥与上级不同，没有接入上级。"
                    "请另建一个空的数据库，先接入上级，再让接访台重新接入。"
                ]
            ) from error
        return answer.hub, answer.office

    def standings(self) -> tuple[StandingAbove, ...]:
        """See the port."""
        return self._store.read(standings_above)

    def restored(self) -> str:
        """See the port."""
        fresh = secrets.token_hex(8)
        self._store.write(lambda c: write_setting(c, INCARNATION, fresh))
        return fresh

    def _catch_up(self) -> None:
        while self._store.work(datetime.now(UTC)):
            pass
