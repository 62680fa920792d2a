"""The WSGI application gunicorn serves."""

from workspace_api.app import create_app

app = create_app()
