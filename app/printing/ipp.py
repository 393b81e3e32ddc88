"""Internet Printing Protocol, as much as a print queue needs: messages and one HTTP exchange.

Sources: RFC 8010 (encoding), RFC 8011 (operations), CUPS implementation of IPP (0x4001, 0x4002).
"""

import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from http.client import HTTPConnection, HTTPException

Value = str | int | bool | bytes
Attributes = Mapping[str, tuple[Value, ...]]

_VERSION = b"\x02\x00"
_MAX_ANSWER = 8 << 20


class Operation(IntEnum):
    """Operations used."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_DEFAULT = 0x4001
    CUPS_GET_PRINTERS = 0x4002


class Tag(IntEnum):
    """Delimiters and value syntaxes used."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


class IppStatus(IntEnum):
    """Status codes that are told apart; all below 0x0100 are successes."""

    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406


class IppError(Exception):
    """No usable answer: no server, time-out, HTTP refusal, or bytes that are no IPP.

    Attributes:
        sent: whether the server may have acted on the request.
        refused: whether the server said by HTTP that it will not.
    """

    def __init__(self, why: str, *, sent: bool, refused: bool = False) -> None:
        super().__init__(why)
        self.sent = sent
        self.refused = refused


@dataclass(frozen=True)
class Answer:
    """An IPP response.

    Attributes:
        status: status code.
        groups: per delimiter tag the attribute groups in order of appearance.
    """

    status: int
    groups: Mapping[int, tuple[Attributes, ...]]

    @property
    def successful(self) -> bool:
        """Whether the operation was done, possibly with ignored attributes."""
        return self.status < 0x0100

    def first(self, group: Tag) -> Attributes:
        """The first group of that kind; empty if there is none."""
        found = self.groups.get(group, ())
        return found[0] if found else {}


Attribute = tuple[Tag, str, Value | Sequence[Value]]


def encode_request(
    operation: Operation, number: int, attributes: Sequence[Attribute], job: Sequence[Attribute] = ()
) -> bytes:
    """A request with its operation attributes, and job attributes if any; document data may follow it.

    Args:
        number: request id, at least 1.
        attributes: syntax, name and one or several values, in order; charset and language are put first.
    """
    parts = [_VERSION, struct.pack(">HIB", operation, number, Tag.OPERATION)]
    parts.append(_attribute(Tag.CHARSET, "attributes-charset", "utf-8"))
    parts.append(_attribute(Tag.LANGUAGE, "attributes-natural-language", "en"))
    parts += [_attribute(*attribute) for attribute in attributes]
    if job:
        parts.append(bytes((Tag.JOB,)))
        parts += [_attribute(*attribute) for attribute in job]
    return b"".join([*parts, bytes((Tag.END,))])


def decode_answer(raw: bytes) -> Answer:
    """Understand a response.

    Members of collections appear as further values of their attribute; no request here asks for any.

    Raises:
        IppError: not a whole IPP message.
    """
    try:
        return _decoded(raw)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise IppError("answer is no IPP", sent=True) from error


def _attribute(tag: Tag, name: str, value: Value | Sequence[Value]) -> bytes:
    values = value if isinstance(value, list | tuple) else (value,)
    encoded = b""
    for position, each in enumerate(values):
        label = b"" if position else name.encode()
        raw = _value(each)
        encoded += struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(raw)) + raw
    return encoded


def _value(value: object) -> bytes:
    match value:
        case bool():
            return bytes((value,))
        case int():
            return struct.pack(">i", value)
        case bytes():
            return value
        case _:
            return str(value).encode()


def _decoded(raw: bytes) -> Answer:
    _, status, _ = struct.unpack_from(">HHI", raw)
    groups: dict[int, list[dict[str, list[Value]]]] = {}
    current: dict[str, list[Value]] = {}
    values: list[Value] = []
    at = 8
    while (tag := raw[at]) != Tag.END:
        at += 1
        if tag < 0x10:
            current = {}
            groups.setdefault(tag, []).append(current)
            continue
        name, at = _counted(raw, at)
        content, at = _counted(raw, at)
        if name:
            values = current.setdefault(name.decode(), [])
        values.append(_read_value(tag, content))
    return Answer(
        status,
        {tag: tuple({n: tuple(v) for n, v in g.items()} for g in many) for tag, many in groups.items()},
    )


def _counted(raw: bytes, at: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from(">H", raw, at)
    end = at + 2 + size
    if end > len(raw):
        raise IndexError(end)
    return raw[at + 2 : end], end


def _read_value(tag: int, content: bytes) -> Value:
    if tag in (Tag.INTEGER, Tag.ENUM):
        return int(struct.unpack(">i", content)[0])
    if tag == Tag.BOOLEAN:
        return content != b"\0"
    return content.decode() if 0x40 <= tag < 0x4A else content


@dataclass(frozen=True)
class Server:
    """Where the print service listens.

    Attributes:
        host: name or address; for a socket path the name used in URIs, `localhost`.
        port: TCP port.
        socket_path: path of a local socket, empty for TCP.
    """

    host: str = "localhost"
    port: int = 631
    socket_path: str = ""


class _SocketConnection(HTTPConnection):
    """HTTP over a local socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def exchange(server: Server, path: str, body: bytes, *, user: str, timeout_s: float) -> Answer:
    """Post one request and read its answer.

    Where the server wants to know who asks, a local socket proves it (CUPS "PeerCred").

    Args:
        path: HTTP path, percent-encoded.
        timeout_s: for connecting and for every wait on the network.
    Raises:
        IppError: no usable answer in time.
    """
    try:
        status, raw = _post(server, path, body, timeout_s, {})
        if status == 401 and server.socket_path:
            status, raw = _post(server, path, body, timeout_s, {"Authorization": f"PeerCred {user}"})
    except (ConnectionRefusedError, FileNotFoundError, socket.gaierror, PermissionError) as error:
        raise IppError(type(error).__name__, sent=False) from error
    except (OSError, HTTPException) as error:
        raise IppError(type(error).__name__, sent=True) from error
    if status != 200:
        raise IppError(f"HTTP {status}", sent=False, refused=True)
    return decode_answer(raw)


def _post(
    server: Server, path: str, body: bytes, timeout_s: float, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    connection = (
        _SocketConnection(server.socket_path, timeout_s)
        if server.socket_path
        else HTTPConnection(server.host, server.port, timeout=timeout_s)
    )
    try:
        connection.request("POST", path, body, {"Content-Type": "application/ipp", **headers})
        with connection.getresponse() as answer:
            return answer.status, answer.read(_MAX_ANSWER)
    finally:
        connection.close()
