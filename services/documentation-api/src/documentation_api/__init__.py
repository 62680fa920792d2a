"""Documentation portal: systems, ideas, files, specs, search."""
