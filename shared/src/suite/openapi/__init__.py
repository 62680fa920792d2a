"""OpenAPI from the declarations that guard the routes and the schemas that parse their input."""
