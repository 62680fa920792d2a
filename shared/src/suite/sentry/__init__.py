"""Errors and traces in Sentry, where SENTRY_DSN is set; else nothing of it is imported.

`suite.sentry.opening.open_sentry` is what services, companions and commands call.
"""
