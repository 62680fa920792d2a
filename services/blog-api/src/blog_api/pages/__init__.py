"""Pages for crawlers and link previews: articles, their lists, categories, tags."""
