"""The progress page: a number and a code are asked for, an answer is shown, a result may be rated."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from app.hub.door import body_of
from app.hub.ports import HubUnready
from app.hub.problems import Refused
from app.intake.progress import WITHIN, NotShown, Progress, ProgressBook, RatingOf, look_up, rate
from app.paths import resource
from app.rulepacks import RulePack
from ui.web import markup

_LARGEST_FORM = 4096
_AT_ONCE = 4
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_SAID = {
    NotShown.INCOMPLETE: "请填写来访编号或登记编号，以及查询码。编号抄错一位就查不到，请再核对。",
    NotShown.NO_MATCH: "编号和查询码对不上。请照回执核对；刚登记的事项要等上报后才能查到。",
    NotShown.WAIT: f"输错次数太多，请 {WITHIN // timedelta(minutes=1)} 分钟后再试，或者到登记单位当面查询。",
}
_AWAY = "系统正忙，请稍后再试。"

Answer = tuple[Progress, ...] | NotShown


class ProgressPage:
    """Routes of the page over a book."""

    def __init__(self, book: ProgressBook, rules: RulePack, *, source_key: bytes = b"") -> None:
        """Make the page.

        Args:
            source_key: under which places that guess are kept, the same in every process of a hub; without
                one each process counts by itself.
        """
        self._book = book
        self._rules = rules
        self._key = source_key or secrets.token_bytes(32)
        self._threads = CapacityLimiter(_AT_ONCE)
        self._style = resource("hub", "progress.css").read_bytes()

    def routes(self) -> Sequence[BaseRoute]:
        """For the application."""
        return [
            Route("/", self._ask, methods=["GET"]),
            Route("/progress", self._ask, methods=["GET"]),
            Route("/progress", self._show, methods=["POST"]),
            Route("/rating", self._rate, methods=["POST"]),
            Route("/progress.css", self._css, methods=["GET"]),
        ]

    async def _ask(self, _request: Request) -> Response:
        return _html("查询办理情况", markup.form())

    async def _css(self, _request: Request) -> Response:
        return Response(self._style, media_type="text/css", headers={"cache-control": "max-age=3600"})

    async def _show(self, request: Request) -> Response:
        given = await _form(request)
        number, code = given.get("number", ""), given.get("code", "")
        source, now = self._source(request), datetime.now(ZoneInfo("Asia/Shanghai"))
        return await self._answer(
            lambda: look_up(self._book, number, code, source, now, self._rules), number, code, thanks=False
        )

    async def _rate(self, request: Request) -> Response:
        given = await _form(request)
        number, code = given.get("number", ""), given.get("code", "")
        source, now = self._source(request), datetime.now(ZoneInfo("Asia/Shanghai"))
        ratings = {about: given.get(about, "") for about in RatingOf}
        return await self._answer(
            lambda: rate(self._book, number, code, source, ratings, now, self._rules),
            number,
            code,
            thanks=True,
        )

    async def _answer(self, ask: Callable[[], Answer], number: str, code: str, *, thanks: bool) -> Response:
        try:
            found = await to_thread.run_sync(ask, limiter=self._threads)
        except HubUnready:
            return _html("请稍后再试", markup.form(number, _AWAY), 503, {"retry-after": "30"})
        if isinstance(found, NotShown):
            status = 429 if found is NotShown.WAIT else 422 if found is NotShown.INCOMPLETE else 404
            wait = {"retry-after": str(int(WITHIN.total_seconds()))} if found is NotShown.WAIT else {}
            return _html("没有查到", markup.form(number, _SAID[found]), status, wait)
        return _html(f"{found[0].reg_no} 办理情况", markup.result(found, number, code, thanks))

    def _source(self, request: Request) -> str:
        """Where a request comes from, as a keyed digest; of an IPv6 address the network."""
        peer = request.client.host if request.client else ""
        told = request.headers.get("x-real-ip", "") if _is_loopback(peer) else ""
        return hmac.new(self._key, _network(told or peer).encode(), hashlib.sha256).hexdigest()


def _html(title: str, body: str, status: int = 200, more: Mapping[str, str] | None = None) -> Response:
    return HTMLResponse(markup.page(title, body), status, headers={**_HEADERS, **(more or {})})


async def _form(request: Request) -> dict[str, str]:
    body = await body_of(request)
    if len(body) > _LARGEST_FORM:
        raise Refused("too_large")
    try:
        given = parse_qs(body.decode("utf-8"), max_num_fields=10)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0] for name, values in given.items()}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not host  # a socket of this machine has no address


def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host.strip())
    except ValueError:
        return "?"
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))
