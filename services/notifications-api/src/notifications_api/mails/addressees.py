"""To whom a mail goes and what stands in its headers."""

from collections.abc import Mapping
from uuid import UUID

from ada_url import URL

from notifications_api.kinds import NEWSLETTER
from notifications_api.mails.queries import ClaimedMail
from suite.mail.addresses import is_address

UNSUBSCRIBE_PATH = "/api/notifications/unsubscribe/"


def recipient_of(claimed: ClaimedMail) -> str | None:
    """The address named by the mail, else the user's contact, else the user id when it is one itself."""
    return claimed.to or claimed.contact or (claimed.user_ref if is_address(claimed.user_ref) else None)


def headers_of(claimed: ClaimedMail, public_url: str | None, token: str) -> Mapping[str, str]:
    """X-Notification-Id, and a way to unsubscribe: the page of a newsletter, else our own link where there is one.

    One click suffices for ours only: the page of a newsletter asks its reader first.
    """
    headers = {"X-Notification-Id": str(claimed.id)}
    own = (claimed.data or {}).get("unsubscribeUrl")
    # Only another service may lead somewhere else: the data of every other mail are a user's.
    if claimed.kind == NEWSLETTER and isinstance(own, str):
        link = web_link(own)
        if link is not None:
            headers["List-Unsubscribe"] = f"<{link}>"
    elif public_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(public_url, claimed.id, token)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def web_link(text: str) -> str | None:
    """The web address a text is, in ASCII as browsers send it; None when it is no web address."""
    try:
        link = URL(text).href
    except ValueError:
        return None
    return link if link.startswith(("https://", "http://")) else None


def unsubscribe_url(public_url: str, notification_id: UUID, token: str) -> str:
    """Where one request stops all mail to the address of a notification."""
    return f"{public_url.rstrip('/')}{UNSUBSCRIBE_PATH}{notification_id}.{token}"
