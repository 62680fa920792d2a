"""What /api/v1/map accepts."""

from scrape_proxy.inputs import SentFlag, SentText, SentWhole, UrlSchema

DEFAULT_LIMIT = 1_000


class MapSchema(UrlSchema):
    """A site and which of its links; unknown keys are dropped."""

    search = SentText(
        200, "search exceeds maximum length", metadata={"description": "part of the address; best match first"}
    )
    limit = SentWhole(1, 5_000, "limit must be between 1 and 5000", metadata={"description": "default 1000"})
    ignoreSitemap = SentFlag()
    sitemapOnly = SentFlag()
    includeSubdomains = SentFlag()
