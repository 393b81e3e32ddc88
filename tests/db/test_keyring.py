"""Who can open a store, and what a stolen disk tells."""

import secrets
from pathlib import Path

import pytest

from app.errors import StoreDamaged, WrongPassword
from db import keyring
from db.keyring import Keyring, derive

KEY = secrets.token_bytes(32)


def test_each_member_opens_the_same_key() -> None:
    ring = Keyring.fresh().with_password("甲", "one password", KEY).with_password("乙", "two passwords", KEY)
    assert ring.unlock("甲", "one password") == ring.unlock(" 乙 ", "two passwords") == KEY


@pytest.mark.parametrize(("name", "password"), [("甲", "two passwords"), ("丙", "one password"), ("甲", "")])
def test_anything_else_is_refused_alike(name: str, password: str) -> None:
    ring = Keyring.fresh().with_password("甲", "one password", KEY)
    with pytest.raises(WrongPassword):
        ring.unlock(name, password)


def test_a_slot_moved_to_another_name_opens_nothing() -> None:
    ring = Keyring.fresh().with_password("甲", "one password", KEY).with_password("乙", "two passwords", KEY)
    first, second = ring.slots
    swapped = Keyring(ring.salt, {first: ring.slots[second], second: ring.slots[first]})
    with pytest.raises(WrongPassword):
        swapped.unlock("甲", "two passwords")


def test_recovery_code_survives_handwriting() -> None:
    ring, code = Keyring.fresh().with_recovery(KEY)
    assert len(code) == 39
    written = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert ring.unlock_with_recovery(written) == KEY


def test_a_new_recovery_code_ends_the_old_one() -> None:
    ring, old = Keyring.fresh().with_recovery(KEY)
    ring, new = ring.with_recovery(KEY)
    assert ring.unlock_with_recovery(new) == KEY
    with pytest.raises(WrongPassword):
        ring.unlock_with_recovery(old)


def test_a_member_who_left_cannot_open() -> None:
    ring = Keyring.fresh().with_password("甲", "one password", KEY).without("甲")
    with pytest.raises(WrongPassword):
        ring.unlock("甲", "one password")


def test_the_file_names_nobody_and_holds_no_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring, _ = Keyring.fresh().with_password("林知夏", "one password", KEY).with_recovery(KEY)
    ring.save(path)
    text = path.read_bytes()
    assert "林知夏".encode() not in text
    assert b"\\u6797" not in text
    assert KEY.hex().encode() not in text
    assert path.stat().st_mode & 0o077 == 0
    assert Keyring.load(path).unlock("林知夏", "one password") == KEY


def test_a_slot_opens_at_the_cost_it_was_made_with(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring.fresh().with_password("甲", "one password", KEY)
    monkeypatch.setattr(keyring, "_TIME_COST", 2)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 128)
    assert ring.with_password("乙", "two passwords", KEY).unlock("甲", "one password") == KEY


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"salt": 3}',
        b"\xff\xfe",
        b'{"version": 1, "salt": "AAAA", "slots": {"a": {"salt": "AAAA"}}}',
        b'{"version": 1, "salt": "AAAA", "slots": {"a": {"salt": "AAAA", "nonce": "AAAA", "sealed": "AAAA",'
        b' "cost": {"passes": 1, "memory_kib": 99999999999, "lanes": 1}}}}',
    ],
)
def test_a_broken_key_file_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        Keyring.load(path)


def test_purposes_have_different_keys() -> None:
    assert derive(KEY, "database") != derive(KEY, "sealed")
    assert derive(KEY, "database") == derive(KEY, "database")
