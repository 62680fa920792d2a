"""Numbers over systems, ideas and files, for dashboards."""
