"""Items read: rows to dicts to orjson."""

import base64
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query, Request, Response

LOCAL_USER = "00000000-0000-0000-0000-000000000000"
COLUMNS = """id, title, description, category, priority, status, tags, created_at, updated_at,
    created_by, updated_by, metadata, version"""
SELECT_ITEM = f"SELECT {COLUMNS} FROM workspace_items WHERE id = $1 AND user_id = $2"
SELECT_ITEMS = f"""SELECT {COLUMNS} FROM workspace_items WHERE user_id = $1
    ORDER BY created_at DESC, id DESC LIMIT $2"""

router = APIRouter()


def to_wire_time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_item(row: asyncpg.Record) -> dict[str, Any]:
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
    return base64.urlsafe_b64encode(orjson.dumps([item["createdAt"], item["id"]])).decode()


async def fetch_as(request: Request, query: str, *values: object) -> list[asyncpg.Record]:
    user_id = request.headers.get("x-user-id", LOCAL_USER)
    async with request.app.state.pool.acquire() as connection:
        await connection.fetchval("SELECT set_config('app.user_id', $1, false)", user_id)
        return await connection.fetch(query, *values)


def reply(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status_code=status, headers=headers, media_type="application/json")


@router.get("")
async def list_items(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 1000) -> Response:
    user_id = request.headers.get("x-user-id", LOCAL_USER)
    rows = await fetch_as(request, SELECT_ITEMS, user_id, limit + 1)
    data = [to_item(row) for row in rows[:limit]]
    body = {
        "success": True,
        "count": len(data),
        "data": data,
        "limit": limit,
        "nextCursor": cursor_after(data[-1]) if len(rows) > limit else None,
        "filters": {},
    }
    return reply(body, headers={"Cache-Control": "private, no-cache"})


@router.get("/{item_id}")
async def get_item(request: Request, item_id: str) -> Response:
    user_id = request.headers.get("x-user-id", LOCAL_USER)
    try:
        rows = await fetch_as(request, SELECT_ITEM, UUID(item_id), user_id)
    except ValueError:
        rows = []
    if not rows:
        message = f"Item with id {item_id} not found"
        return reply({"success": False, "error": message, "message": message, "errors": []}, status=404)
    tag = f'"{rows[0]["version"]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return reply({"success": True, "data": to_item(rows[0])}, headers={"ETag": tag})
