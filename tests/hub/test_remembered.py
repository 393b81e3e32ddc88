"""What a worker remembers is a second old at most: revoking and enrolling anew take effect."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.hub import wire
from db.hub import remembered
from db.hub.office import SqlHubOffice
from db.hub.remembered import Remembered
from tests.fakes.replica import Replica
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub


def test_a_value_is_asked_for_again_after_a_second_and_absence_is_not_kept() -> None:
    now, told = [0.0], ["a"]
    held: Remembered[str] = Remembered(lambda: now[0])
    asked = []

    def ask() -> str | None:
        asked.append(now[0])
        return told[0] or None

    assert held.get("x", ask) == held.get("x", ask) == "a"
    told[0] = ""
    now[0] = remembered.FOR_S - 0.01
    assert held.get("x", ask) == "a"
    assert held.get("x", ask, fresh=True) is None
    told[0] = "b"
    assert held.get("x", ask) == "b"
    assert len(asked) == 3
    now[0] += remembered.FOR_S
    told[0] = "c"
    assert held.get("x", ask) == "c"


def test_revoking_takes_effect_at_a_running_worker_within_its_second(
    hub: LiveHub, enrolled: Enrolled
) -> None:
    replica, line = enrolled()
    line.push(wire.Push([replica.register()]))
    SqlHubOffice(hub.store).revoke(replica.station_id, datetime.now(UTC))
    until = datetime.now(UTC) + timedelta(seconds=remembered.FOR_S + 5)
    while True:
        (told,) = line.push(wire.Push([replica.register()])).results
        if told.result is wire.OpResult.QUARANTINED:
            return
        assert datetime.now(UTC) < until


def test_a_station_enrolled_anew_with_another_key_is_known_at_once(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    line.push(wire.Push([replica.register()]))
    again = Replica(replica.office, station_id=replica.station_id, key=Ed25519PrivateKey.generate())
    with again.enrolled(hub.engine, hub.address) as other:
        assert other.push(wire.Push([again.register()])).results[0].result is wire.OpResult.ACCEPTED
