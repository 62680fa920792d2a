"""The WSGI application gunicorn serves."""

from notifications_api.app import create_app

app = create_app()
