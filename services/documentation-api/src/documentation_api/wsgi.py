"""The WSGI application gunicorn serves; its workers take turns in keeping the documents up to date."""

from documentation_api.app import create_app, start_indexer

app = create_app()
start_indexer(app)
