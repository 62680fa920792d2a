"""New notifications as they come, by Server-Sent Events."""
