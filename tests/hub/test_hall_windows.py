"""How the windows of a hall stand: told by each, known to all of its office and to nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import StationError
from app.hub import wire
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url


def report(window: int, state: str = "free", **changes: object) -> wire.HallReport:
    given = {"who": "林知夏", "unfinished": 1, "visits": 4, **changes}
    return wire.HallReport(window, state=wire.DeskState(state), **given)  # type: ignore[arg-type]


def test_every_window_of_the_office_sees_the_hall_and_others_do_not(tmp_path: Path) -> None:
    with LiveHub(fresh_hub(sqlite_url(tmp_path))) as hub:
        first, second, elsewhere = Replica(office()), Replica(office()), Replica(office(2))
        with (
            first.enrolled(hub.engine, hub.address) as one,
            second.enrolled(hub.engine, hub.address) as two,
            elsewhere.enrolled(hub.engine, hub.address) as three,
        ):
            one.hall(report(2, "receiving"))
            hall = two.hall(report(1))
            assert [(d.window, d.state, d.unfinished, d.visits) for d in hall.desks] == [
                (1, "free", 1, 4),
                (2, "receiving", 1, 4),
            ]
            assert abs(hall.hub_time - datetime.now(UTC)) < timedelta(minutes=1)
            assert [d.window for d in three.hall(report(1)).desks] == [1]
            again = one.hall(report(2, "away", who="", unfinished=0))
            assert [(d.window, d.who, d.state) for d in again.desks] == [
                (1, "林知夏", "free"),
                (2, "", "away"),
            ]


def test_a_report_that_is_none_is_refused_with_a_problem(tmp_path: Path) -> None:
    with LiveHub(fresh_hub(sqlite_url(tmp_path))) as hub:
        replica = Replica(office())
        with replica.enrolled(hub.engine, hub.address) as line, pytest.raises(StationError):
            line.hall(report(1, unfinished=-1))
