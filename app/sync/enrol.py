"""Binding a station to a hub by a one-time code, and opening its line."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import BadInput, HubAway
from app.hub import wire
from app.hub.client import Address, HubClient, ca_of
from app.hub.signing import RequestSigner, public_key_text
from app.sync.ports import Binding, SyncStore

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford, as the hub's codes
_SECRET, _PIN = 16, 16


def enrol(
    store: SyncStore,
    url: str,
    code: str,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ca: Callable[[Address], str] = ca_of,
    client: Callable[[Address], HubClient] = HubClient,
) -> Binding:
    """Bind this store to the hub at `url`.

    The second half of a code names the hub's certificate authority: the hub is recognised by it before
    anything is told it. Without one the hub must have a certificate the system trusts, or be on this
    machine.

    Raises:
        BadInput: no address or code, or the code names another authority than the hub has.
        HubAway, HubBusy, HubFailed, HubRefused: nothing was changed; try the same code again.
    """
    address = _address(url)
    plain = _plain(code)
    pinned = plain[_SECRET:]
    if pinned:
        found = ca(address)
        if _pin(found) != pinned:
            raise BadInput(
                ["接入码与这个地址不是同一个上级平台，没有接入。请核对地址，向上级索取新的接入码。"]
            )
        address = Address(address.url, found)
    identity = store.identity()
    key = Ed25519PrivateKey.from_private_bytes(store.new_private_key())
    with client(address) as line:
        asked = now()
        answer = line.enrol(
            wire.Enrol(plain, public_key_text(key), identity.station_id, identity.window or 1)
        )
        offset = answer.hub_time - (asked + (now() - asked) / 2)
    if answer.station_id != identity.station_id:
        raise HubAway("the answer is to another station")
    if (answer.county, answer.office) != (identity.county, identity.office):
        raise BadInput(["接入码是给别的单位的，没有接入。请向上级索取本单位的接入码。"])
    binding = Binding(
        url=address.url,
        ca=address.ca,
        hub=answer.hub or address.url,
        county=answer.county,
        office=answer.office,
        station_id=answer.station_id,
        private_key=key.private_bytes_raw(),
        person_key=bytes.fromhex(answer.person_key),
        offset=offset,
        directory_key=answer.directory_key,
    )
    store.bind(binding, now())
    return binding


def open_line(binding: Binding) -> HubClient:
    """The line of an enrolled station; the caller closes it."""
    key = Ed25519PrivateKey.from_private_bytes(binding.private_key)
    line = HubClient(Address(binding.url, binding.ca), RequestSigner(binding.station_id, key))
    line.offset = binding.offset
    return line


def _address(url: str) -> Address:
    text = url.strip().rstrip("/")
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or parts.path or parts.query or parts.username:
        raise BadInput(["上级地址应写成 https://主机[:端口] 的样子。"])
    return Address(text)


def _plain(code: str) -> str:
    plain = "".join(c for c in code.upper().translate(str.maketrans("OIL", "011")) if c.isalnum())
    if len(plain) not in {_SECRET, _SECRET + _PIN}:
        raise BadInput(["接入码应为 16 或 32 位字母数字（可带短横），请照上级给的抄写。"])
    return plain


def _pin(ca: str) -> str:
    digest = hashlib.sha256("".join(ca.split()).encode()).digest()
    return "".join(_ALPHABET[byte & 31] for byte in digest[:_PIN])
