"""The way into a station: signing in, unlocking, and recovering a forgotten password."""

from typing import Protocol

from app.intake.session import DeskSession


class StationGate(Protocol):
    """Opens the store; everything blocks (argon2id), so call it on the store lane."""

    def sign_in(self, user: str, password: str) -> DeskSession:
        """Open the store.

        Raises:
            WrongPassword, StoreMissing, StoreBusy, StoreNewer, StoreDamaged.
        """

    def unlock(self, session: DeskSession, password: str) -> None:
        """Check the signed-in person's password again.

        Raises:
            WrongPassword.
        """

    def recover(self, user: str, recovery_code: str, new_password: str) -> None:
        """Give a staff member a new password by the printed recovery code.

        Raises:
            WrongPassword: not the code, or no such member.
        """

    def close(self) -> None:
        """Let the store go; signing in again is possible."""
