"""What the page is told first."""

from marshmallow import Schema, fields


class GatewayRouteSchema(Schema):
    """A path prefix of the gateway and what the service sees instead."""

    prefix = fields.String(required=True)
    to = fields.String(required=True)


class ServiceAddressSchema(Schema):
    """One service: its port, what it needs, and its paths behind the gateway."""

    id = fields.String(required=True)
    port = fields.Integer(required=True)
    dependsOn = fields.List(fields.String(), required=True)
    gateway = fields.List(fields.Nested(GatewayRouteSchema), required=True)


class SignInSchema(Schema):
    """The OpenID provider, and the console as that one knows it."""

    issuer = fields.String(required=True)
    clientId = fields.String(required=True)
    scope = fields.String(required=True)


class ConfigSchema(Schema):
    """Version and environment of the suite, how callers are known, and its services."""

    version = fields.String(required=True)
    environment = fields.String(required=True)
    authMode = fields.String(required=True)
    signIn = fields.Nested(SignInSchema, required=True, allow_none=True)
    services = fields.List(fields.Nested(ServiceAddressSchema), required=True)
