"""What is answered about webhooks and their deliveries."""

from notifications_api.webhooks.schemas import STATES
from suite.http.fields import reply


class WebhookSchema(reply.ReplySchema):
    """A webhook; `disabledReason` where it was switched off because it failed."""

    id = reply.text(format="uuid")
    url = reply.text()
    events = reply.texts()
    description = reply.text(null=True)
    enabled = reply.boolean()
    failingSince = reply.moment(null=True)
    disabledAt = reply.moment(null=True)
    disabledReason = reply.text(null=True)
    createdAt = reply.moment()
    updatedAt = reply.moment()


class NewWebhookReplySchema(WebhookSchema):
    """A webhook with the secret that signs its deliveries, told this once."""

    secret = reply.text()


class WebhookDeliverySchema(reply.ReplySchema):
    """What was sent, or is to be: `id` is its webhook-id, the same in every attempt."""

    id = reply.text(format="uuid")
    event = reply.text()
    state = reply.choice(*STATES)
    attempts = reply.integer()
    statusCode = reply.integer(null=True)
    error = reply.text(null=True)
    createdAt = reply.moment()
    nextAt = reply.moment(null=True)
    finishedAt = reply.moment(null=True)
    body = reply.any_object(description="What is sent: id, type and timestamp of the event, and its data.")
