"""The WSGI application gunicorn serves."""

from console.app import create_app

app = create_app()
