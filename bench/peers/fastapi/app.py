"""What a FastAPI developer would write for the same contract: asyncpg, orjson, ASGI middleware, no base classes."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from items import router
from middleware import LimitRequests, ObserveRequests
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


async def set_codecs(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=orjson.loads)


async def keep_session(connection: asyncpg.Connection) -> None:
    """In place of RESET ALL at every release: each checkout names its user anew."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    size = int(os.environ.get("POOL_SIZE", "10"))
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=size, max_size=size, init=set_codecs, reset=keep_session
    ) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan, openapi_url=None)
app.include_router(router, prefix="/api/items")
app.add_middleware(LimitRequests, limit=int(os.environ["RATE_LIMIT_MAX"]))
app.add_middleware(
    CORSMiddleware,
    allow_origins=os.environ["CORS_ORIGIN"].split(","),
    allow_credentials=True,
    allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
)
app.add_middleware(ObserveRequests)


@app.get("/hello")
async def hello() -> Response:
    return Response(orjson.dumps({"message": "hello"}), media_type="application/json")


@app.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@app.exception_handler(404)
async def not_found(request: Request, error: Exception) -> Response:
    message = f"Route not found: {request.method} {request.url.path}"
    body = {"success": False, "error": message, "message": message, "errors": []}
    return Response(orjson.dumps(body), status_code=404, media_type="application/json")
