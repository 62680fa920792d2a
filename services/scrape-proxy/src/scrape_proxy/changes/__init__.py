"""What has changed on a page since its caller scraped it last: Firecrawl's format changeTracking."""
