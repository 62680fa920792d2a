"""Crawling a site of 2 000 varied pages on loopback: python -m bench run crawl. Ours beside Scrapy and Crawl4AI."""
