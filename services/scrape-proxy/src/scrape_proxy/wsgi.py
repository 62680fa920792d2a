"""The WSGI application gunicorn serves; unless told otherwise its workers crawl too."""

from scrape_proxy.app import add_crawler, create_app

app = create_app()
add_crawler(app)
