"""Scrapes, crawls and maps on port 3600: through Firecrawl where it runs, else by itself."""
