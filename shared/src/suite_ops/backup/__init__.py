"""Backups that restore: dumps with the content of every table counted, base backups with the log that follows."""
