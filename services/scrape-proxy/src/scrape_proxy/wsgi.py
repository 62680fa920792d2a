"""The WSGI application gunicorn serves; unless told otherwise its workers crawl too."""

from scrape_proxy.app import create_app, start_crawler

app = create_app()
start_crawler(app)
