"""What the service's own role can see of other people's stored replies."""

from uuid import uuid4

from suite_testing.databases import TestDatabase

SCHEMA, ROLE = "notifications", "app_notifications"
INSERT = (
    "INSERT INTO idempotency_keys (user_id, key, route, request_hash, created_at)"
    " VALUES ('x', %s, 'POST /notifications', 'h', now())"
)


def test_stored_replies_are_seen_by_their_caller_only(database: TestDatabase) -> None:
    owner, key = str(uuid4()), str(uuid4())
    with database.connect(ROLE, schema=SCHEMA) as connection, connection.cursor() as cursor:

        def seen(**session: str) -> int:
            cursor.execute("BEGIN")
            for name, value in session.items():
                cursor.execute("SELECT set_config(%s, %s, true)", (f"app.{name}", value))
            cursor.execute("SELECT count(*) FROM idempotency_keys WHERE key = %s", (key,))
            (count,) = cursor.fetchone() or (0,)
            cursor.execute("COMMIT")
            return int(count)

        cursor.execute("BEGIN; SELECT set_config('app.user_id', %s, true)", (owner,))
        cursor.execute(INSERT, (key,))
        cursor.execute("COMMIT")
        assert seen(user_id=owner) == 1
        assert seen(user_id=str(uuid4())) == 0
        assert seen(user_id=str(uuid4()), scope="all") == 0
        assert seen() == 0
        assert seen(scope="all") == 1
