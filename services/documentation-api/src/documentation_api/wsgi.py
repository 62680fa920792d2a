"""The WSGI application gunicorn serves."""

from documentation_api.app import create_app

app = create_app()
