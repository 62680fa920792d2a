"""The WSGI application gunicorn serves."""

from blog_api.app import create_app

app = create_app()
