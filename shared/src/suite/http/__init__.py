"""How services of the suite speak HTTP."""

from suite.http.call import Call
from suite.http.endpoint import ADMIN, EDITOR, OPEN, PUBLIC, READER, endpoint
from suite.http.replies import Reply, data_reply, json_reply
from suite.http.service import Service

__all__ = [
    "ADMIN",
    "EDITOR",
    "OPEN",
    "PUBLIC",
    "READER",
    "Call",
    "Reply",
    "Service",
    "data_reply",
    "endpoint",
    "json_reply",
]
