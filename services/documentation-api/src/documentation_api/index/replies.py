"""What the root answers."""

from suite.http.fields import reply


class PortalPathsSchema(reply.ReplySchema):
    """Where the parts of the API are."""

    systems = reply.text()
    ideas = reply.text()
    files = reply.text()
    stats = reply.text()
    search = reply.text()
    suggest = reply.text()


class PortalEndpointsSchema(reply.ReplySchema):
    """Where everything is."""

    health = reply.text()
    documentation = reply.text()
    openapi = reply.text()
    asyncapi = reply.text()
    api = reply.nested(PortalPathsSchema)


class PortalSchema(reply.ReplySchema):
    """Name, version and paths."""

    success = reply.constant(True)
    service = reply.text()
    version = reply.text()
    endpoints = reply.nested(PortalEndpointsSchema)
