"""API descriptions: a store of versions of OpenAPI and AsyncAPI documents."""
