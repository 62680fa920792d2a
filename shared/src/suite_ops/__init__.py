"""Command line that runs, watches and repairs the suite. The library never imports it."""
