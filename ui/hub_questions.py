"""What is asked of the hub with a person waiting: slots for representatives, and what other offices hold."""

from collections.abc import Callable

from app.domain.finding import Finding
from app.domain.visit import VisitDraft
from app.errors import StationError
from app.intake.claims import (
    NO_CLAIMS,
    Claims,
    ClaimsWanted,
    ask_claims,
    check_elsewhere,
    claims_wanted,
    elsewhere_wanted,
)
from app.intake.session import DeskSession
from app.sync.enrol import open_line
from app.sync.ports import SyncStore


class HubQuestions:
    """Over whichever store is open. `claims_wanted` is for the store lane, the others wait for the line."""

    def __init__(self, store: Callable[[], SyncStore]) -> None:
        """Args: store: the open store's side; raises StoreMissing where nobody has signed in."""
        self._store = store

    def claims_wanted(self, draft: VisitDraft, session: DeskSession) -> ClaimsWanted:
        """What to ask before the visit is saved; nothing where there is no hub."""
        binding = self._store().binding()
        return claims_wanted(draft, session, binding.person_key) if binding else ClaimsWanted()

    def ask_claims(self, wanted: ClaimsWanted) -> Claims:
        """Ask within two seconds; without an answer in time representatives are 待确认."""
        store = self._store()
        binding = store.binding()
        if binding is None or not wanted.group:
            return NO_CLAIMS
        with open_line(binding) as line:
            claims, said = ask_claims(
                wanted,
                lambda request, left_s: line.claim(request, timeout_s=left_s),
                reachable=not binding.failures,
            )
        if said:
            store.keep_claims(said)
        return claims

    def elsewhere(self, draft: VisitDraft, session: DeskSession) -> tuple[Finding, ...]:
        """What other offices of the county hold; advice only, so that every failure is silence."""
        try:
            store = self._store()
            binding = store.binding()
            if binding is None:
                return ()
            wanted = elsewhere_wanted(draft, binding.person_key)
            with open_line(binding) as line:
                return check_elsewhere(wanted, line.check, store.fingerprinted, binding.office, session)
        except StationError:
            return ()
