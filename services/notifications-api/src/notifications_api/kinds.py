"""Kinds of notifications: what people switch on and off. The kind of a routed event is its topic."""

MESSAGE = "message"
ROUTED = (
    "item-status-changed",
    "idea-moved",
    "article-published",
    "crawl-finished",
    "sync-failed",
    "system-down",
    "webhook-disabled",
)
KINDS = (MESSAGE, *ROUTED)
# Told to the user whose own affair it is, whoever else is named.
OWNED = ("webhook-disabled",)
NEWSLETTER = "newsletter"

IN_APP, EMAIL = "in-app", "email"
TYPES = (IN_APP, EMAIL)
DELIVERED, PENDING, SENT, FAILED, SUPPRESSED = "delivered", "pending", "sent", "failed", "suppressed"
