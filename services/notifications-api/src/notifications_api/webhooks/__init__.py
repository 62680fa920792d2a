"""Webhooks of the suite's events: registered by administrators, sent by the worker, logged delivery by delivery."""
