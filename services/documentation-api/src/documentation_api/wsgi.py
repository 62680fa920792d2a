"""The WSGI application gunicorn serves; its workers keep documents up to date and take in files of specs."""

from documentation_api.app import add_indexer, create_app
from documentation_api.specs.store.start import add_import

app = create_app()
add_indexer(app)
add_import(app)
