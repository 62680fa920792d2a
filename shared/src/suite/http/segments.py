"""Segments of paths."""

import re

from werkzeug.routing import BaseConverter


def other_than(*reserved: str) -> type[BaseConverter]:
    """Any segment but these, the names of other routes, to which they belong whatever the method."""

    class OtherSegment(BaseConverter):
        regex = rf"(?!(?:{'|'.join(map(re.escape, reserved))})/?$)[^/]+"

    return OtherSegment
