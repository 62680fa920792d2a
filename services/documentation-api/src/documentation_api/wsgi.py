"""The WSGI application gunicorn serves; its workers keep documents up to date and take in files of specs."""

from documentation_api.app import create_app, start_indexer
from documentation_api.specs.start import start_import

app = create_app()
start_indexer(app)
start_import(app)
