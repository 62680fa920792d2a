"""Pages for crawlers and link previews: start, film, where to watch it, about."""
