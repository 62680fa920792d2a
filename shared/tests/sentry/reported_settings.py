"""Settings of reported_site: gunicorn's master reads them without the application."""

from suite_testing.sample import SampleSettings

Settings = SampleSettings
