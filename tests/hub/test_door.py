"""Who is let in: codes, signatures, clocks, sizes; every refusal is a problem with a sentence."""

from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import HubAway, HubRefused
from app.hub import wire
from app.hub.client import Address, HubClient
from app.hub.packing import NotPacked, TooLarge, pack, unpack
from app.hub.person_keys import person_key
from app.hub.signing import RequestSigner
from app.hub.wire import OpResult
from db.hub.enrolment import new_code, revoke
from tests.fakes.replica import Replica, office
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub


def _problem(answer: httpx.Response) -> wire.Problem:
    assert answer.headers["content-type"] == "application/problem+json"
    told = msgspec.json.decode(answer.content, type=wire.Problem)
    assert told.status == answer.status_code
    assert told.detail.endswith(("。", "）"))
    return told


def test_a_code_works_once_for_one_key_and_repeats_its_answer(hub: LiveHub) -> None:
    replica = Replica(office())
    with hub.engine.begin() as connection:
        code, expires_at = new_code(connection, replica.office, datetime.now(UTC))
    assert timedelta(minutes=14) < expires_at - datetime.now(UTC) <= timedelta(minutes=15)
    with HubClient(hub.address) as line:
        first = line.enrol(replica.enrolment(code))
        assert (first.county, first.office) == (replica.office.division_code, replica.office.code)
        assert line.enrol(replica.enrolment(code.lower().replace("-", " "))).station_id == first.station_id
        with pytest.raises(HubRefused, match="403 code"):
            line.enrol(Replica(office()).enrolment(code))
        with pytest.raises(HubRefused, match="403 code"):
            line.enrol(Replica(office()).enrolment("0000-0000-0000-0000"))


def test_an_old_code_is_refused(hub: LiveHub) -> None:
    with hub.engine.begin() as connection:
        code, _ = new_code(connection, office(), datetime.now(UTC) - timedelta(minutes=16))
    with HubClient(hub.address) as line, pytest.raises(HubRefused, match="403 code"):
        line.enrol(Replica(office()).enrolment(code))


def test_unsigned_wrongly_signed_and_unknown_are_refused(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, _ = enrolled()
    assert _problem(hub.raw("GET", "/v1/feed?channel=x")).word == "missing"
    for signer, word in (
        (RequestSigner(replica.station_id, Ed25519PrivateKey.generate()), "wrong"),
        (RequestSigner(Replica(office()).station_id, replica.key), "unknown_key"),
        (RequestSigner("'; DROP TABLE op; --", replica.key), "unknown_key"),
    ):
        with HubClient(hub.address, signer) as line, pytest.raises(HubRefused, match=f"401 {word}"):
            line.hello(replica.hello())


def test_a_signature_works_for_no_other_path_or_body(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, _ = enrolled()
    body = wire.encode(wire.Push([replica.register()]))
    headers = replica.signer.headers("POST", hub.address.url + "/v1/ops", body, datetime.now(UTC))
    assert _problem(hub.raw("POST", "/v1/hello", content=body, headers=headers)).word == "wrong"
    assert _problem(hub.raw("POST", "/v1/ops", content=body + b" ", headers=headers)).word == "wrong"
    assert hub.raw("POST", "/v1/ops", content=body, headers=headers).status_code == 200
    again = hub.raw("POST", "/v1/ops", content=body, headers=headers)
    told = msgspec.json.decode(again.content, type=wire.PushAnswer)
    assert told.results[0].result is OpResult.DUPLICATE


def test_a_station_with_a_clock_days_off_learns_the_time_and_gets_through(hub: LiveHub) -> None:
    replica = Replica(office())
    replica.enrolled(hub.engine, hub.address).close()
    for off in (timedelta(days=3), timedelta(days=-6000), timedelta(hours=5)):
        with HubClient(hub.address, replica.signer, now=lambda off=off: datetime.now(UTC) + off) as line:  # type: ignore[misc]
            assert line.hello(replica.hello()).station_id == replica.station_id
            assert abs(line.offset + off) < timedelta(seconds=5)


def test_a_revoked_station_is_quarantined_not_discarded(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    with hub.engine.begin() as connection:
        assert revoke(connection, replica.station_id, datetime.now(UTC))
        assert not revoke(connection, Replica(office()).station_id, datetime.now(UTC))
    (answer,) = line.push(wire.Push([replica.register()])).results
    assert answer.result is OpResult.QUARANTINED
    assert line.hello(replica.hello()).revoked
    with pytest.raises(HubRefused, match="403 revoked"):
        line.feed(replica.office.code, 0, "")


def test_a_station_reads_its_own_office_and_its_county_only(enrolled: Enrolled) -> None:
    _, line = enrolled()
    assert line.feed("county", 0, "").in_step
    with pytest.raises(HubRefused, match="403 channel"):
        line.feed(office(2).code, 0, "")


@pytest.mark.parametrize(
    ("content", "headers", "word"),
    [
        (b"{", {}, "not_json"),
        (b"[]", {}, "bad_shape"),
        (b'{"ops": []}', {}, "bad_shape"),
        (b"\xff\xfe", {}, "not_json"),
        (b"[" * 100_000, {}, "bad_shape"),
        (b"nothing packed", {"content-encoding": "zstd"}, "not_packed"),
        (pack(b"{}")[:-2], {"content-encoding": "zstd"}, "not_packed"),
        (pack(b"0" * 50_000_000), {"content-encoding": "zstd"}, "too_large"),
        (b"{}", {"content-encoding": "gzip"}, "encoding"),
        (b"0" * 8_000_001, {}, "too_large"),
    ],
)
def test_garbage_is_told_in_a_sentence(
    hub: LiveHub, enrolled: Enrolled, content: bytes, headers: dict[str, str], word: str
) -> None:
    replica, _ = enrolled()
    signed = replica.signer.headers("POST", hub.address.url + "/v1/ops", content, datetime.now(UTC))
    assert _problem(hub.raw("POST", "/v1/ops", content=content, headers=signed | headers)).word == word


def test_what_is_not_there_is_a_problem_too(hub: LiveHub) -> None:
    assert _problem(hub.raw("GET", "/v1/nothing")).word == "not_found"
    assert _problem(hub.raw("DELETE", "/v1/ops")).word == "method"
    assert hub.raw("GET", "/healthz").text == "ok\n"


def test_no_more_is_unpacked_than_allowed() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(200_000_000))
    assert len(bomb) < 30_000
    with pytest.raises(TooLarge):
        unpack(bomb, 1_000_000)
    with pytest.raises(NotPacked):
        unpack(pack(b"whole")[:-1], 100)
    with pytest.raises(NotPacked):
        unpack(pack(b"whole") + b"more", 100)
    assert unpack(pack(b""), 0) == b""


def test_a_page_of_a_captive_portal_is_no_answer() -> None:
    def portal(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<html>请先登录</html>")

    def cut(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, content=b'{"incarnation": "a', headers={"content-type": "application/json"}
        )

    replica = Replica(office())
    for answer in (portal, cut):
        with (
            HubClient(
                Address("http://hub.test"), replica.signer, transport=httpx.MockTransport(answer)
            ) as line,
            pytest.raises(HubAway),
        ):
            line.push(wire.Push([replica.register()]))


def test_persons_are_known_by_number_however_it_is_written() -> None:
    key = b"k" * 32
    assert person_key(key, "11010519491231002x") == person_key(key, " 110105 19491231 002X")
    assert person_key(key, "11010519491231002X") != person_key(b"j" * 32, "11010519491231002X")
    assert person_key(key, "不详") == ""
