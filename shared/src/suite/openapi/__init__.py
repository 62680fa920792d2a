"""OpenAPI from the declarations that guard the routes and the schemas that parse their input."""

import suite.http  # noqa: F401  its assembly takes the routes here: whichever is imported first, it comes first
