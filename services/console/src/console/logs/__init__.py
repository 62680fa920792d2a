"""The log files of the suite, read from their ends."""
