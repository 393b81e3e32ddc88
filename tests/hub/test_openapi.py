"""Whatever fits the description of the API, and what does not, gets an answer or a problem, never a 500."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from requests import Request

from app.hub import wire
from app.hub.calls import CALLS
from app.hub.openapi import describe
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url

schema = schemathesis.openapi.from_dict(describe(CALLS))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveHub, Replica]]:
    folder: Path = tmp_path_factory.mktemp("hub")
    with LiveHub(fresh_hub(sqlite_url(folder))) as hub:
        replica = Replica(office())
        replica.enrolled(hub.engine, hub.address).close()
        yield hub, replica


@schema.parametrize()
@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_call_answers_or_says_why_not(
    case: schemathesis.Case, running: tuple[LiveHub, Replica]
) -> None:
    hub, replica = running
    given = case.as_transport_kwargs(base_url=hub.address.url)
    plain = {k: given[k] for k in ("method", "url", "params", "json", "data", "headers") if k in given}
    asked = Request(**plain).prepare()
    body = asked.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    headers = {k: v for k, v in asked.headers.items() if k.lower() in {"content-type", "accept"}}
    headers |= replica.signer.headers(str(asked.method), str(asked.url), content, datetime.now(UTC))
    answer = httpx.request(
        str(asked.method), str(asked.url), content=content, headers=headers, timeout=30, trust_env=False
    )
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert msgspec.json.decode(answer.content, type=wire.Problem).detail
    elif answer.headers["content-type"] == "application/json":
        assert msgspec.json.decode(answer.content)


def test_the_description_is_served_as_it_is(running: tuple[LiveHub, Replica]) -> None:
    hub, _ = running
    told = hub.raw("GET", "/v1/openapi.json").json()
    assert told == describe(CALLS)
    assert set(told["paths"]) >= {
        "/v1/hello",
        "/v1/ops",
        "/v1/ops/raw",
        "/v1/feed",
        "/v1/claims",
        "/v1/check",
    }
