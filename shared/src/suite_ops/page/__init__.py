"""The console's page: built where it is missing or older than its source, with whatever Node can be had."""

CONSOLE = "console"
