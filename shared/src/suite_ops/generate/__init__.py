"""Files that repeat what the manifest says: compose, units, gateway, dashboards. Generated, committed, compared."""
