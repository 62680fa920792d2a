"""Firecrawl's own routes, /v1 and /v2, as its official SDKs call them."""
