"""Passkeys in the browser: Chromium's own virtual authenticator."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page


@dataclass
class Authenticator:
    """An authenticator that says yes at once, and keeps its passkeys while the page is open."""

    session: CDPSession
    id: str

    def verify_user(self, verified: bool) -> None:
        """Whether it recognises its user from now on."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})

    def credentials(self) -> int:
        """How many passkeys it keeps."""
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return len(found["credentials"])


def authenticator(page: Page) -> Authenticator:
    """Put one into the machine on which the page is open."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Authenticator(session, str(added["authenticatorId"]))
