"""Google's clients are opened with what the settings name; nothing is sent until somebody publishes."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from suite.events.adapters.pubsub_clients import open_publisher, open_subscriber
from suite.settings import ConfigurationError
from suite_testing.sample import sample_settings

ACCOUNT = "events@p.iam.gserviceaccount.com"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The key of a service account nobody has."""
    key = rsa.generate_private_key(65_537, 2_048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    content = {
        "type": "service_account",
        "project_id": "p",
        "private_key_id": "1",
        "private_key": key.decode(),
        "client_email": ACCOUNT,
        "client_id": "1",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    path = tmp_path / "key.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_named_service_account_is_used(key_file: Path) -> None:
    environment = {
        "BUS_ADAPTER": "pubsub",
        "PUBSUB_PROJECT_ID": "p",
        "GOOGLE_APPLICATION_CREDENTIALS": str(key_file),
    }
    settings = sample_settings(environment)
    assert settings.pubsub_project == "p"
    publisher, subscriber = open_publisher(settings), open_subscriber(settings)
    for client in (publisher, subscriber):
        assert client.transport._credentials.service_account_email == ACCOUNT
        assert client.transport.host == "pubsub.googleapis.com:443"
    publisher.stop()
    publisher.transport.close()
    subscriber.close()


def test_pubsub_needs_a_project() -> None:
    with pytest.raises(ConfigurationError, match="GOOGLE_CLOUD_PROJECT: missing"):
        sample_settings({"BUS_ADAPTER": "pubsub"})
