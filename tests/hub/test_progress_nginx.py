"""The visitor's page behind the nginx that is shipped: who guesses is known by the address it sees."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.intake.progress import MOST_WRONG
from app.rulepacks import load_rulepack
from db.hub.progress import SqlProgressBook
from tests.live_hub import LiveHub, fresh_hub, sqlite_url
from tests.private_nginx import PrivateNginx
from ui.web.progress_page import ProgressPage

TOLD = {"number": "110199001261123011A0001X", "code": "7" * 12}


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[PrivateNginx]:
    with (
        LiveHub(
            fresh_hub(sqlite_url(tmp_path)),
            lambda store: ProgressPage(SqlProgressBook(store), load_rulepack()).routes(),
        ) as hub,
        PrivateNginx(int(hub.address.url.rpartition(":")[2])) as running,
    ):
        yield running


def line_from(nginx: PrivateNginx, here: str) -> httpx.Client:
    there = httpx.HTTPTransport(local_address=here, verify=nginx.address.verify())
    return httpx.Client(base_url=nginx.address.url, transport=there, timeout=20)


def test_guesses_are_counted_by_the_address_that_nginx_sees(nginx: PrivateNginx) -> None:
    with line_from(nginx, "127.0.0.1") as guessing, line_from(nginx, "127.0.0.2") as other:
        for n in range(MOST_WRONG):
            untrue = {
                "x-real-ip": f"203.0.113.{n}",
                "x-forwarded-for": f"198.51.100.{n}",
                "forwarded": "for=x",
            }
            assert guessing.post("/progress", data=TOLD, headers=untrue).status_code == 404
        stopped = guessing.post("/progress", data=TOLD, headers={"x-real-ip": "192.0.2.1"})
        assert stopped.status_code == 429
        assert "请过一会儿再查" in stopped.text
        assert other.post("/progress", data=TOLD).status_code == 404
        assert TOLD["number"] not in nginx.log
        assert TOLD["code"] not in nginx.log


def test_a_flood_is_stopped_by_nginx_with_a_sentence(nginx: PrivateNginx) -> None:
    with line_from(nginx, "127.0.0.3") as line:
        answers = [line.get("/", headers={"accept": "text/html"}) for _ in range(60)]
    stopped = [answer for answer in answers if answer.status_code == 429]
    assert stopped
    assert all("请稍等再试" in answer.text for answer in stopped)
    assert stopped[0].headers["content-type"] == "text/html; charset=utf-8"


def test_a_hub_that_does_not_run_gets_a_sentence_for_visitors() -> None:
    with PrivateNginx(9) as nginx, line_from(nginx, "127.0.0.1") as line:
        away = line.post("/progress", data=TOLD)
        assert away.status_code == 503
        assert "现在查不了" in away.text
        assert line.get("/v1/feed").status_code == 502
