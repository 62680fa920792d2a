"""The companion process: python -m notifications_api worker."""

import logging

from notifications_api.consumers.subscriptions import build_subscriptions
from notifications_api.health import add_mail_check
from notifications_api.mails.delivery import Postman
from notifications_api.metrics import NotificationMetrics
from notifications_api.settings import Settings
from notifications_api.upkeep import Upkeep
from suite.events.service import connect_events
from suite.mail import open_sender
from suite.settings import load_settings
from suite.workers import Worker

log = logging.getLogger(__name__)


def run_worker() -> int:
    """Relay, listen, send and watch until SIGTERM or SIGINT. What was not finished then is delivered again."""
    settings = load_settings(Settings)
    worker = Worker(settings)
    service, beat = worker.service, worker.heartbeat.beat
    metrics = NotificationMetrics(service.metrics)
    sender = open_sender(settings)
    postman = Postman(service.database, sender, settings, metrics, worker.stopped)
    connect_events(service, build_subscriptions(settings, postman, metrics), required=True, beat=beat)
    service.background.append(Upkeep(settings, service.database, worker.stopped, beat))
    add_mail_check(service, postman)
    with worker.running():
        log.info("worker started")
        worker.stopped.wait()
    sender.close()
    return 0
