"""What is answered about contacts."""

from notifications_api.wording import LOCALES
from suite.http.fields import reply


class ContactDetailsSchema(reply.ReplySchema):
    """Where somebody gets his mail, and in which language."""

    userId = reply.text()
    email = reply.text(null=True)
    locale = reply.choice(*LOCALES)
