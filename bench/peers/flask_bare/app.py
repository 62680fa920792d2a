"""Flask as the tutorials show it, without middleware: a psycopg2 pool, rows to dicts to jsonify."""

import base64
import json
import os
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask, Response, jsonify, request
from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool

LOCAL_USER = "00000000-0000-0000-0000-000000000000"
COLUMNS = """id, title, description, category, priority, status, tags, created_at, updated_at,
    created_by, updated_by, metadata, version"""
SELECT_ITEM = f"SELECT {COLUMNS} FROM workspace_items WHERE id = %s AND user_id = %s"
SELECT_ITEMS = f"""SELECT {COLUMNS} FROM workspace_items WHERE user_id = %s
    ORDER BY created_at DESC, id DESC LIMIT %s"""

app = Flask(__name__)


@cache
def open_pool() -> ThreadedConnectionPool:
    # As many connections as threads: the pool closes what exceeds its minimum.
    size = int(os.environ["POOL_SIZE"])
    return ThreadedConnectionPool(size, size, os.environ["DATABASE_URL"])


def fetch_as(user_id: str, query: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    pool = open_pool()
    connection = pool.getconn()
    try:
        connection.autocommit = True
        with connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute("SELECT set_config('app.user_id', %s, false)", (user_id,))
            cursor.execute(query, values)
            return cursor.fetchall()
    finally:
        pool.putconn(connection)


def to_wire_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_item(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "title": row["title"],
        "description": row["description"],
        "category": row["category"],
        "priority": row["priority"],
        "status": row["status"],
        "tags": row["tags"],
        "createdAt": to_wire_time(row["created_at"]),
        "updatedAt": to_wire_time(row["updated_at"]),
        "createdBy": row["created_by"],
        "updatedBy": row["updated_by"],
        "metadata": row["metadata"],
        "version": row["version"],
    }


def cursor_after(item: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([item["createdAt"], item["id"]]).encode()).decode()


def fail(status: int, message: str) -> tuple[Response, int]:
    return jsonify(success=False, error=message, message=message, errors=[]), status


@app.get("/hello")
def hello() -> Response:
    return jsonify(message="hello")


@app.get("/api/items")
def list_items() -> Response | tuple[Response, int]:
    limit = request.args.get("limit", 1000, type=int)
    if not 1 <= limit <= 1000:
        return fail(400, "Validation failed")
    user_id = request.headers.get("X-User-Id", LOCAL_USER)
    rows = fetch_as(user_id, SELECT_ITEMS, (user_id, limit + 1))
    data = [to_item(row) for row in rows[:limit]]
    next_cursor = cursor_after(data[-1]) if len(rows) > limit else None
    return jsonify(success=True, count=len(data), data=data, limit=limit, nextCursor=next_cursor, filters={})


@app.get("/api/items/<item_id>")
def get_item(item_id: str) -> Response | tuple[Response, int]:
    user_id = request.headers.get("X-User-Id", LOCAL_USER)
    try:
        rows = fetch_as(user_id, SELECT_ITEM, (str(UUID(item_id)), user_id))
    except ValueError:
        rows = []
    if not rows:
        return fail(404, f"Item with id {item_id} not found")
    reply = jsonify(success=True, data=to_item(rows[0]))
    reply.headers["ETag"] = f'"{rows[0]["version"]}"'
    return reply
