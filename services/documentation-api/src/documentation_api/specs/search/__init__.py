"""Search over the operations, schemas, channels and messages of all specs."""
