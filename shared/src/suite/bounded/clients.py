"""Whether somebody still waits for the reply."""

import select

_POLLS = select.POLLRDHUP | select.POLLHUP | select.POLLERR


def client_left() -> bool:
    """Whether the client of the request in progress has closed its connection; False outside of requests.

    One that ends only its sending side counts as gone, as it does for nginx.
    """
    # Here, because the child imports this package too and needs neither.
    from flask import has_request_context, request
    from gevent.monkey import get_original

    if not has_request_context():
        return False
    connection = request.environ.get("gunicorn.socket")
    if connection is None or connection.fileno() < 0:
        return False
    # The original, which answers at once; gevent's would let others run first.
    poll = get_original("select", "poll")()
    poll.register(connection.fileno(), _POLLS)
    return bool(poll.poll(0))
