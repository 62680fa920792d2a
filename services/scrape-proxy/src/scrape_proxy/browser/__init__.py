"""Pages that need scripts, read by a Chromium whose every request passes the outbound guard."""
