"""How services of the suite speak HTTP."""

from suite.http import assembly
from suite.http.call import Call
from suite.http.declaration import ADMIN, EDITOR, OPEN, PUBLIC, READER
from suite.http.endpoint import endpoint
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
    "assembly",
    "data_reply",
    "endpoint",
    "json_reply",
]
