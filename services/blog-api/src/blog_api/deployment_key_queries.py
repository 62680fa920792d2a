"""A secret of this installation: given by the environment, else made once and kept in the database."""

import secrets

from suite.database import Connection

KEY_BYTES = 32

SELECT_KEY = "SELECT key FROM deployment_keys WHERE name = %(name)s"
INSERT_KEY = "INSERT INTO deployment_keys (name, key) VALUES (%(name)s, %(key)s) ON CONFLICT (name) DO NOTHING"


def deployment_key(connection: Connection, name: str) -> bytes:
    """The key of this name; the first to ask makes it, whoever asks at the same moment gets the same one."""
    found = connection.value(SELECT_KEY, {"name": name})
    if found is None:
        connection.run(INSERT_KEY, {"name": name, "key": secrets.token_bytes(KEY_BYTES)})
        found = connection.value(SELECT_KEY, {"name": name})
    return bytes(found)
