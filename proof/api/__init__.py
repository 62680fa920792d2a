"""Every service against its own document, by cases that Schemathesis makes of it."""
