"""The progress page: a number and a code are asked for, an answer is shown, a result may be rated.

What is typed travels in the body of a POST only, never in an address: addresses are logged and remembered.
No cookie is set, so that nobody else's page can act for a visitor: whoever rates shows number and code again.
"""

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
from app.intake.progress import WITHIN, NotShown, ProgressBook, Rated, Source, look_up, number_asked, rate
from app.intake.progress_shown import RatingOf
from app.paths import resource
from app.rulepacks import RulePack
from ui.web import markup
from ui.web.markup import Asked, Wrong

_LARGEST_FORM = 4096
_AT_ONCE = 4
_OWN_PAGES = frozenset({"same-origin", "none", ""})
_MINUTES = WITHIN // timedelta(minutes=1)
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_NUMBER_HELP = (
    "它有 24 位，以 6 位数字开头；登记编号后面还有 -1 这样的序号。也可能抄错了一位，请照回执再核对。"
)
_SAID: Mapping[NotShown, tuple[int, Wrong]] = {
    NotShown.NO_NUMBER: (
        422,
        Wrong("编号没有填对", f"请填写来访编号或登记编号。{_NUMBER_HELP}", ("number",)),
    ),
    NotShown.NO_CODE: (422, Wrong("还差查询码", "请填写查询码，它在回执上每个事项旁边。", ("code",))),
    NotShown.NO_MATCH: (
        404,
        Wrong(
            "没有查到",
            "编号和查询码对不上。请照回执逐位核对；今天刚登记的，可能过一会儿才能查到。",
            ("number", "code"),
        ),
    ),
    NotShown.WAIT: (
        429,
        Wrong("请过一会儿再查", f"输错的次数太多了，请 {_MINUTES} 分钟以后再试，或者到登记单位当面查询。"),
    ),
}
_AWAY = Wrong(
    "现在查不了", "系统暂时连不上数据库，您登记的事项没有受影响。请过几分钟再试，或者到登记单位当面查询。"
)
_TOO_LONG = Wrong("填写的内容太长", "没有查询。请返回，只填写编号和查询码。")
_ELSEWHERE = Wrong("没有记下评价", "这次提交不是从本页发出的。请返回查询，在查询结果下面评价。")
_NO_PAGE = Wrong("没有这个页面", "网址可能抄错了一点。请从查询页开始。")
_RATED: Mapping[Rated, Wrong] = {
    Rated.NOTHING_CHOSEN: Wrong("还没有选择", "没有记下评价。请在下面选满意、基本满意或者不满意，再提交。"),
    Rated.NO_RESULT: Wrong("现在还不能评价", "这件事还没有书面答复。有了答复以后，就可以在这里评价。"),
}
_THANKS = "您的评价已经收到，谢谢。"

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


class ProgressPage:
    """Routes of the page over a book."""

    def __init__(
        self, book: ProgressBook, rules: RulePack, *, source_key: bytes = b"", proxies: Networks = ()
    ) -> None:
        """Make the page.

        Args:
            source_key: under which places that guess are kept, the same in every process of a hub; without
                one each process counts by itself.
            proxies: networks of servers in front of this one whose word on the visitor's address is taken,
                besides those of this machine.
        """
        self._book = book
        self._rules = rules
        self._key = source_key or secrets.token_bytes(32)
        self._proxies = proxies
        self._threads = CapacityLimiter(_AT_ONCE)
        self._style = resource("hub", "progress.css").read_bytes()

    def routes(self) -> Sequence[BaseRoute]:
        """For the application."""
        return [
            Route("/", self._ask, methods=["GET"]),
            Route("/progress", self._ask, methods=["GET"]),
            Route("/progress", self._show, methods=["POST"]),
            Route("/rating", self._ask, methods=["GET"]),
            Route("/rating", self._rate, methods=["POST"]),
            Route("/progress.css", self._css, methods=["GET"]),
            Route("/{page}", self._elsewhere, methods=["GET"]),  # one segment: never an address of the API
        ]

    async def _ask(self, _request: Request) -> Response:
        return _html("查询", markup.form(Asked()))

    async def _css(self, _request: Request) -> Response:
        headers = {"cache-control": "max-age=3600", "x-content-type-options": "nosniff"}
        return Response(self._style, media_type="text/css", headers=headers)

    async def _elsewhere(self, request: Request) -> Response:
        """A wrong address: a page for a visitor's browser, the API's problem for programs."""
        if "text/html" not in request.headers.get("accept", ""):
            raise Refused("not_found")
        return _refused(_NO_PAGE, 404)

    async def _show(self, request: Request) -> Response:
        given = await _form(request)
        if given is None:
            return _refused(_TOO_LONG, 413)
        asked, source = _asked(given), self._source(request, given)

        def look() -> Response:
            found = look_up(self._book, asked.number, asked.code, source, _now(), self._rules)
            if isinstance(found, NotShown):
                return _not_shown(found, asked)
            return _html("办理情况", markup.result(found, asked))

        return await self._answer(look, asked)

    async def _rate(self, request: Request) -> Response:
        # Browsers that tell where a form stood; without the code no other page can rate either way.
        if request.headers.get("sec-fetch-site", "") not in _OWN_PAGES:
            return _refused(_ELSEWHERE, 403)
        given = await _form(request)
        if given is None:
            return _refused(_TOO_LONG, 413)
        asked, source = _asked(given), self._source(request, given)
        ratings = {about: given.get(about, "") for about in RatingOf}

        def keep() -> Response:
            made = rate(
                self._book,
                asked.number,
                asked.code,
                source,
                given.get("matter", ""),
                ratings,
                _now(),
                self._rules,
            )
            if isinstance(made, NotShown):
                return _not_shown(made, asked)
            found, kept = made
            if kept is Rated.KEPT:
                return _html("评价已收到", markup.result(found, asked, _THANKS))
            wrong = _RATED[kept]
            return _html(wrong.title, markup.result(found, asked, wrong=wrong), 422)

        return await self._answer(keep, asked)

    async def _answer(self, make: Callable[[], Response], asked: Asked) -> Response:
        try:
            return await to_thread.run_sync(make, limiter=self._threads)
        except HubUnready:
            return _html(_AWAY.title, markup.form(asked, _AWAY), 503, {"retry-after": "120"})

    def _source(self, request: Request, given: Mapping[str, str]) -> Source:
        """Where a request comes from; of an IPv6 address the network."""
        peer = request.client.host if request.client else ""
        told = request.headers.get("x-real-ip", "") if self._is_proxy(peer) else ""
        place = _network(told or peer)
        return Source(self._digest(place), self._digest(f"{place} {number_asked(given.get('number', ''))}"))

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return not host  # a socket of this machine has no address
        return address.is_loopback or any(address in network for network in self._proxies)


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def _html(title: str, body: str, status: int = 200, more: Mapping[str, str] | None = None) -> Response:
    return HTMLResponse(markup.page(title, body), status, headers={**_HEADERS, **(more or {})})


def _refused(wrong: Wrong, status: int) -> Response:
    return _html(wrong.title, markup.notice(wrong), status)


def _not_shown(why: NotShown, asked: Asked) -> Response:
    status, wrong = _SAID[why]
    wait = {"retry-after": str(int(WITHIN.total_seconds()))} if why is NotShown.WAIT else {}
    return _html(wrong.title, markup.form(asked, wrong), status, wait)


def _asked(given: Mapping[str, str]) -> Asked:
    return Asked(given.get("number", ""), given.get("code", ""))


async def _form(request: Request) -> dict[str, str] | None:
    """What was filled in; None where it is too long to be meant."""
    try:
        body = await body_of(request)
    except Refused:
        return None
    if len(body) > _LARGEST_FORM:
        return None
    try:
        given = parse_qs(body.decode("utf-8"), max_num_fields=10)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0] for name, values in given.items()}


def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host.strip())
    except ValueError:
        return "?"
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))
