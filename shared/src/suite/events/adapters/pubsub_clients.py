"""Google's clients, for Google or for an emulator."""

import sys
from typing import Any

import grpc
from google.cloud import pubsub_v1
from google.oauth2.service_account import Credentials
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from suite.settings import ServiceSettings

# The relay waits for a whole batch; what is collected longer only waits longer.
BATCHING = pubsub_v1.types.BatchSettings(max_messages=200, max_bytes=1_000_000, max_latency=0.005)


def open_publisher(settings: ServiceSettings) -> pubsub_v1.PublisherClient:
    """Publishes in the order of each key."""
    cooperate()
    ordering = pubsub_v1.types.PublisherOptions(enable_message_ordering=True)
    options = client_options(settings, PublisherGrpcTransport)
    return pubsub_v1.PublisherClient(BATCHING, ordering, **options)


def open_subscriber(settings: ServiceSettings) -> pubsub_v1.SubscriberClient:
    """Pulls and acknowledges."""
    cooperate()
    return pubsub_v1.SubscriberClient(**client_options(settings, SubscriberGrpcTransport))


def client_options(settings: ServiceSettings, transport: Any) -> dict[str, Any]:
    """A plain connection to the emulator; else the credentials named, else those of the machine."""
    if settings.pubsub_emulator_host:
        return {"transport": transport(channel=grpc.insecure_channel(settings.pubsub_emulator_host))}
    if settings.pubsub_credentials:
        return {"credentials": Credentials.from_service_account_file(settings.pubsub_credentials)}  # type: ignore[no-untyped-call]
    return {}


def cooperate() -> None:
    """Let gRPC wait cooperatively where gevent has replaced the sockets; before the first channel is made."""
    if "gevent" in sys.modules:
        from gevent import monkey

        if monkey.is_module_patched("socket"):
            from grpc.experimental.gevent import init_gevent

            init_gevent()
