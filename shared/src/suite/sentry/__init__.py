"""Errors and traces in Sentry, where SENTRY_DSN is set; else nothing of it is imported.

`suite.sentry.assembly.open_sentry` is what services, companions and commands call.
"""
