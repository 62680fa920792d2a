"""How services of the suite speak HTTP."""

from suite.http.call import Call
from suite.http.endpoint import ADMIN, EDITOR, PUBLIC, READER, endpoint
from suite.http.replies import Reply, json_reply
from suite.http.service import Service

__all__ = ["ADMIN", "EDITOR", "PUBLIC", "READER", "Call", "Reply", "Service", "endpoint", "json_reply"]
