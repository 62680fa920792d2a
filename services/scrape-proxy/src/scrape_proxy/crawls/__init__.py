"""Crawl jobs: stored, run page by page, resumed and cancelled."""
