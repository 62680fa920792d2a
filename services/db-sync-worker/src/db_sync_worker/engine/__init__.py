"""The engine: passes over streams, without HTTP and without gevent."""
