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
from starlette.routing import Route

from app.hub import wire
from app.hub.blob_routes import PART
from app.hub.calls import CALLS
from app.hub.openapi import describe
from app.hub.server import hub_application
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url

_METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}
_KEPT = {"content-type", "accept"}


@schemathesis.serializer(PART)
def _part(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


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
    headers = {k: v for k, v in asked.headers.items() if k.lower() in _KEPT or k.startswith("upload-")}
    headers |= replica.signer.headers(str(asked.method), str(asked.url), content, datetime.now(UTC))
    answer = httpx.request(
        str(asked.method), str(asked.url), content=content, headers=headers, timeout=30, trust_env=False
    )
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        if asked.method != "HEAD":
            assert msgspec.json.decode(answer.content, type=wire.Problem).detail
    elif answer.headers.get("content-type") == "application/json":
        assert msgspec.json.decode(answer.content)


def test_the_description_is_served_as_it_is(running: tuple[LiveHub, Replica]) -> None:
    hub, _ = running
    told = hub.raw("GET", "/v1/openapi.json").json()
    assert told == describe(CALLS)
    there = {
        (route.path, method)
        for route in hub_application(hub.store, at_once=1).routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    described = {
        (path, method.upper())
        for path, calls in told["paths"].items()
        for method in calls
        if method in _METHODS
    }
    # Whoever answers GET answers HEAD as well.
    assert there - {(path, "HEAD") for path, method in there if method == "GET"} == described - {
        ("/v1/blobs/{sha256}", "HEAD")
    }
