"""What is answered about the health of systems."""

from documentation_api.systems.replies import SystemSchema
from documentation_api.systems.schemas import STATUSES
from suite.http.fields import reply


class ProbeSchema(reply.ReplySchema):
    """What a probe has found."""

    status = reply.choice(*STATUSES)
    message = reply.text(null=True)
    response_time_ms = reply.integer(null=True)
    last_checked = reply.moment(null=True)


class ProbedSystemSchema(reply.ReplySchema):
    """A system and what its probe has found."""

    system = reply.nested(SystemSchema)
    health = reply.nested(ProbeSchema)


class PastProbeSchema(reply.ReplySchema):
    """A probe of the past."""

    checked_at = reply.moment()
    status = reply.choice(*STATUSES)
    response_time_ms = reply.integer(null=True)
    message = reply.text(null=True)


class ProbeHistorySchema(reply.ReplySchema):
    """How a system did, the newest probe first."""

    uptime_percent = reply.number(null=True)
    avg_response_time = reply.number(null=True)
    checks = reply.array(PastProbeSchema)
