"""A station as the hub sees one: its key, its epoch, its operations; no store behind it."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from app.domain.matter import Level
from app.domain.numbers import receipt_number
from app.domain.office import Office, OfficeKind
from app.hub import wire
from app.hub.client import Address, HubClient
from app.hub.digests import block_digests, root_digest
from app.hub.signing import RequestSigner, public_key_text
from db.hub.enrolment import new_code

COUNTY = "110199"


def office(number: int = 1, county: str = COUNTY) -> Office:
    return Office(
        code=f"{county}{number:04d}",
        name=f"云岭省雾泽县第{number}接访点",
        short="雾信访",
        kind=OfficeKind.XINFANG,
        level=Level.COUNTY,
        division_code=county,
        seq3=f"{number:03d}",
    )


@dataclass
class Replica:
    """Writes operations and signs requests."""

    office: Office
    window: int = 1
    station_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    ops: list[wire.Op] = field(default_factory=list)
    serial: int = 0

    @property
    def signer(self) -> RequestSigner:
        return RequestSigner(self.station_id, self.key)

    def enrolled(self, engine: Engine, address: Address) -> HubClient:
        """Bind this station by a code, as its people would; a line to the hub."""
        with engine.begin() as connection:
            code, _ = new_code(connection, self.office, datetime.now(UTC))
        client = HubClient(address, self.signer)
        client.enrol(self.enrolment(code))
        return client

    def enrolment(self, code: str) -> wire.Enrol:
        return wire.Enrol(code, public_key_text(self.key), self.station_id, self.window)

    def write(self, kind: str, body: Any, *, v: int = 1, about: str = "") -> wire.Op:
        """One more operation."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        made = wire.Op(
            op_id=str(uuid_utils.uuid7()),
            epoch=self.epoch,
            seq=1 + max((o.seq for o in self.ops if o.epoch == self.epoch), default=0),
            county=self.office.division_code,
            office=self.office.code,
            kind=kind,
            v=v,
            body=wire.Body.of(content),
            digest=hashlib.sha256(content).hexdigest(),
            wall=datetime.now(UTC),
            about=about,
        )
        self.ops.append(made)
        return made

    def visit(self, *, day: date = date(2026, 11, 23), **changed: Any) -> dict[str, Any]:
        """Body of a visit with one matter, as a store writes it; keywords change the matter."""
        self.serial += 1
        number = receipt_number(
            self.office.division_code, self.office.seq3, day, self.window, self.epoch, self.serial
        )
        moment = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(seconds=self.serial)
        people = changed.pop("people", [{"name": "骆青崖", "role": "petitioner", "id_no": ""}])
        stated = {
            "purpose": "claim",
            "content_code": "0201",
            "place_code": self.office.division_code,
            "demand": "请求补足水库扩建征地的青苗补偿款",
            "facts": "征收水田十八亩六分,每亩只领到一千一百元。",
            **changed.pop("stated", {}),
        }
        matter = {
            "matter_id": str(uuid_utils.uuid7()),
            "reg_no": f"{number}-1",
            "query_code": "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(12)),
            "outcome": "ACCEPT",
            "proposed": "ACCEPT",
            "target_unit": "雾泽县自然资源局",
            "due_on": None,
            "rule_id": "",
            "confirm_by": "receptionist",
            "sealed": False,
            "version": 1,
            "link": None,
            "stated": stated,
            **changed,
        }
        return {
            "visit_id": str(uuid_utils.uuid7()),
            "visit_no": number,
            "serial": self.serial,
            "local_date": day.isoformat(),
            "visited_at": moment.isoformat(),
            "registered_at": moment.isoformat(),
            "received_by": "周予安",
            "stated": {"window": self.window, "present_count": len(people), "people": [], "matters": []},
            "participants": [
                {
                    "person_id": str(uuid_utils.uuid7()),
                    "role": p["role"],
                    "role_asked": p["role"],
                    "id_check": "none",
                    "stated": p,
                }
                for p in people
            ],
            "matters": [matter],
        }

    def register(self, **changed: Any) -> wire.Op:
        """One more visit."""
        body = self.visit(**changed)
        return self.write("visit", body, about=body["visit_no"])

    def state(self, ops: Sequence[wire.Op] | None = None, *, blocks: bool = False) -> wire.ReplicaState:
        """What this store would say of its present epoch, all of it acknowledged."""
        mine = [o for o in (self.ops if ops is None else ops) if o.epoch == self.epoch]
        reckoned = list(block_digests((o.seq, o.op_id, o.digest) for o in mine))
        last = mine[-1].seq if mine else 0
        return wire.ReplicaState(
            self.epoch,
            last,
            last,
            len(mine),
            root_digest(reckoned),
            [digest for _, digest in reckoned] if blocks else None,
        )

    def hello(self, incarnation: str = "", *, blocks: bool = False) -> wire.Hello:
        return wire.Hello(datetime.now(UTC), "0.1.0", wire.PROTOCOL, incarnation, [self.state(blocks=blocks)])
