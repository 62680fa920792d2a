"""The WSGI application gunicorn serves."""

from movies_api.app import create_app

app = create_app()
