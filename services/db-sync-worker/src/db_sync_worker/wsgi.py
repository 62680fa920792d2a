"""The WSGI application gunicorn serves; the loop is a process of its own."""

from db_sync_worker.app import create_app

app = create_app()
