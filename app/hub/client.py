"""The station's line to its hub: signed requests with time-outs, and answers that can be trusted.

An answer counts only if it is the JSON it should be: a captive portal's page with status 200, or one
cut off on the way, is `HubAway`, never an acknowledgement.
"""

import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from app.errors import HubAway, HubBusy, HubFailed, HubRefused, StationError
from app.hub import relayed, wire
from app.hub.deadline import Deadline, PunctualTransport
from app.hub.packing import pack
from app.hub.signing import RequestSigner

T = TypeVar("T", bound=msgspec.Struct)

CLAIM_S, CHECK_S = 2.0, 1.5
"""Whole time allowed for a claim before printing and for a check at the window."""
USUAL_S, LONGEST_S = 30.0, 600.0
"""Allowed to everything else: for a single wait, and as a whole, a page over a thin line included."""

_JSON = "application/json"
_TUS = {"tus-resumable": "1.0.0"}
_PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Address:
    """Where the hub is.

    Attributes:
        url: `https://host[:port]`, without path; `http` on loopback only makes sense in a hall or a test.
        ca: PEM of the certificate authority pinned at enrolment; empty: the system's.
    """

    url: str
    ca: str = ""

    def verify(self) -> ssl.SSLContext | bool:
        """How TLS is checked."""
        return ssl.create_default_context(cadata=self.ca) if self.ca else True


class HubClient:
    """One station's line. Not shared between threads; close it, or use it as a context."""

    def __init__(
        self,
        address: Address,
        signer: RequestSigner | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Args: now: this machine's clock; transport: another way to the hub, for tests."""
        self._url = address.url.rstrip("/")
        self._signer = signer
        self._now = now
        self._deadline = Deadline()
        self._http = httpx.Client(
            timeout=USUAL_S,
            follow_redirects=False,
            transport=transport or PunctualTransport(address.verify(), self._deadline),
            trust_env=False,
            headers={"user-agent": "reception-station"},
        )
        self.offset = timedelta(0)
        """What must be added to this machine's clock to have the hub's; learnt from every answer."""

    def __enter__(self) -> "HubClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def enrol(self, request: wire.Enrol) -> wire.EnrolAnswer:
        """Bind this station's key; unsigned."""
        return self._post("/v1/enrol", request, wire.EnrolAnswer, signed=False)

    def hello(self, request: wire.Hello) -> wire.HelloAnswer:
        """Compare what both sides have."""
        return self._post("/v1/hello", request, wire.HelloAnswer)

    def compare(self, request: wire.CompareRequest) -> wire.CompareAnswer:
        """What the hub holds of a block."""
        return self._post("/v1/compare", request, wire.CompareAnswer)

    def push(self, request: wire.Push) -> wire.PushAnswer:
        """Hand over operations; an answer for each, in order.

        Raises:
            HubAway: also where the answer does not fit what was sent.
        """
        return self._pushed("/v1/ops", request)

    def relay(self, request: wire.Relay) -> wire.PushAnswer:
        """Hand on operations of other stations of the office; an answer for each, in order."""
        return self._post("/v1/relay", request, wire.PushAnswer)

    def relay_hello(self, request: relayed.RelayedLives) -> relayed.RelayedVerdicts:
        """Compare what was handed on."""
        return self._post("/v1/relay/hello", request, relayed.RelayedVerdicts)

    def relay_compare(self, request: relayed.RelayedBlock) -> wire.CompareAnswer:
        """What the hub holds of a block of another station's life."""
        return self._post("/v1/relay/compare", request, wire.CompareAnswer)

    def push_raw(self, op: wire.Op) -> wire.PushAnswer:
        """Hand over one operation the hub chokes on; it is kept without being looked into."""
        return self._pushed("/v1/ops/raw", wire.Push([op]))

    def feed(
        self, channel: str, after: int, chain: str, *, own: str = "", limit: int = wire.MOST_EVENTS
    ) -> wire.FeedPage:
        """Events after a cursor; bodies of operations of epoch `own` are left out."""
        asked = {"channel": channel, "after": after, "chain": chain, "limit": limit, "own": own}
        query = urlencode({name: value for name, value in asked.items() if value != ""})
        return self._ask("GET", f"/v1/feed?{query}", b"", wire.FeedPage)

    def claim(self, request: wire.Claim, *, timeout_s: float = CLAIM_S) -> wire.ClaimAnswer:
        """Ask for slots of representatives before printing."""
        return self._post("/v1/claims", request, wire.ClaimAnswer, whole_s=timeout_s)

    def check(self, request: wire.Check, *, timeout_s: float = CHECK_S) -> wire.CheckAnswer:
        """Does another office of the county hold this person's matter?"""
        return self._post("/v1/check", request, wire.CheckAnswer, whole_s=timeout_s)

    def hall(self, request: wire.HallReport) -> wire.Hall:
        """Tell how this window stands, and learn how all of the hall do."""
        return self._post("/v1/hall", request, wire.Hall, whole_s=CHECK_S)

    def witness(self, request: wire.Witness) -> wire.WitnessAnswer:
        """Tell a restored hub of events it has forgotten."""
        return self._post("/v1/witness", request, wire.WitnessAnswer)

    def begin_blob(self, sha256: str, length: int) -> int:
        """Announce a picture, or take it up again; returns how much of it the hub has."""
        named = base64.b64encode(sha256.encode("ascii")).decode("ascii")
        headers = {**_TUS, "upload-length": str(length), "upload-metadata": f"sha256 {named}"}
        return _offset(self.send("POST", "/v1/blobs", b"", headers), length)

    def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
        """Send the next part; returns how much the hub has then."""
        headers = {
            **_TUS,
            "upload-offset": str(offset),
            "content-type": "application/offset+octet-stream",
        }
        answer = self.send("PATCH", f"/v1/blobs/{sha256}", part, headers)
        return _offset(answer, offset + len(part))

    def fetch_blob(self, sha256: str, offset: int, length: int) -> bytes:
        """A part of a picture that is whole on the hub.

        Raises:
            HubRefused: `no_blob`: it is not.
        """
        asked = {"range": f"bytes={offset}-{offset + length - 1}"}
        answer = self.send("GET", f"/v1/blobs/{sha256}", b"", asked)
        if answer.status_code != 206 or answer.headers.get("tus-resumable") != "1.0.0":
            raise HubAway("the answer is not the hub's")
        return answer.content

    def _pushed(self, path: str, request: wire.Push) -> wire.PushAnswer:
        answer = self._post(path, request, wire.PushAnswer)
        if [r.op_id for r in answer.results] != [o.op_id for o in request.ops]:
            raise HubAway("the answer is to another push")
        return answer

    def _post(
        self,
        path: str,
        request: msgspec.Struct,
        kind: type[T],
        *,
        signed: bool = True,
        whole_s: float = LONGEST_S,
    ) -> T:
        return self._ask("POST", path, wire.encode(request), kind, signed=signed, whole_s=whole_s)

    def _ask(
        self,
        method: str,
        path: str,
        content: bytes,
        kind: type[T],
        *,
        signed: bool = True,
        whole_s: float = LONGEST_S,
    ) -> T:
        headers = {"accept": _JSON}
        if content:
            content = pack(content)
            headers |= {"content-type": _JSON, "content-encoding": "zstd"}
        answer = self.send(method, path, content, headers, signed=signed, whole_s=whole_s)
        if answer.headers.get("content-type", "").partition(";")[0] != _JSON:
            raise HubAway("the answer is not the hub's")
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise HubAway("the answer is not whole") from error

    def send(
        self,
        method: str,
        path: str,
        content: bytes,
        headers: dict[str, str],
        *,
        signed: bool = True,
        whole_s: float = LONGEST_S,
    ) -> httpx.Response:
        """One request, as it is; asked once more where the hub says that only our clock is wrong.

        Args:
            whole_s: from the first to the last byte, both times together.

        Raises:
            HubAway, HubBusy, HubFailed, HubRefused.
        """
        self._deadline.begin(whole_s)
        try:
            return self._send(method, path, content, headers, signed, whole_s)
        except HubRefused as refused:
            if refused.word != "clock" or refused.hub_time is None:
                raise
            self.offset = refused.hub_time - self._now()
        return self._send(method, path, content, headers, signed, whole_s)

    def _send(
        self, method: str, path: str, content: bytes, headers: dict[str, str], signed: bool, whole_s: float
    ) -> httpx.Response:
        url = self._url + path
        if signed and self._signer is not None:
            headers = headers | self._signer.headers(method, url, content, self._now() + self.offset)
        began = self._now()
        try:
            answer = self._http.request(
                method, url, content=content, headers=headers, timeout=min(whole_s, USUAL_S)
            )
        except (httpx.HTTPError, ssl.SSLError, httpx.InvalidURL) as error:
            raise HubAway(type(error).__name__) from error
        ended = self._now()
        if answer.is_success:
            self._learn(answer, began + (ended - began) / 2)
            return answer
        raise _fault(answer)

    def _learn(self, answer: httpx.Response, moment: datetime) -> None:
        told = answer.headers.get("x-hub-time", "")
        try:
            self.offset = datetime.fromisoformat(told) - moment
        except (ValueError, TypeError):
            return


def _offset(answer: httpx.Response, most: int) -> int:
    """How far a picture has come; an answer that does not say so is not the hub's."""
    told = answer.headers.get("upload-offset", "")
    if answer.headers.get("tus-resumable") != "1.0.0" or not told.isdigit() or int(told) > most:
        raise HubAway("the answer is not the hub's")
    return int(told)


def _fault(answer: httpx.Response) -> StationError:
    status = answer.status_code
    if status in {429, 503}:
        return HubBusy(_retry_after(answer.headers.get("retry-after", "")))
    if status in {502, 504}:
        return HubAway(f"{status}")
    if status >= 500:
        return HubFailed(f"{status}")
    told = _problem(answer)
    if told is None:
        return HubAway(f"{status}, not the hub's answer")
    return HubRefused(status, told.word, told.detail, told.hub_time)


def _problem(answer: httpx.Response) -> wire.Problem | None:
    if answer.headers.get("content-type", "").partition(";")[0] != _PROBLEM:
        return None
    try:
        return msgspec.json.decode(answer.content, type=wire.Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _retry_after(told: str) -> float:
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 30.0


def ca_of(address: Address, *, transport: Any = None) -> str:
    """The hub's certificate authority before it is trusted; the caller compares it with the code's pin."""
    with httpx.Client(verify=False, timeout=USUAL_S, trust_env=False, transport=transport) as http:  # noqa: S501
        try:
            answer = http.get(address.url.rstrip("/") + "/v1/ca")
        except (httpx.HTTPError, ssl.SSLError, httpx.InvalidURL) as error:
            raise HubAway(type(error).__name__) from error
    if answer.status_code != 200 or "BEGIN CERTIFICATE" not in answer.text:
        raise HubAway("no certificate authority told")
    return answer.text
