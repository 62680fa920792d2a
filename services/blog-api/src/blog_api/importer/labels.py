"""Who wrote a post and what it is filed under, by their names."""

from blog_api.importer.post_file import PostFile
from blog_api.importer.sections import folder_categories

DEFAULT_AUTHOR, DEFAULT_CATEGORY = "Redação", "Geral"


def author_of(source: PostFile) -> str:
    """The first author, by the name the folder's file of authors has for a key."""
    fields = source.fields
    names = fields.names("author", "authors", "primary_author") or taxonomy(source, "authors")
    if len(names) > 1:
        source.remark(f"only the first author is shown, not {', '.join(names[1:])}", "author", "authors")
    known = source.sections.author(source.path, names[0]) if names else {}
    return str(known.get("name") or (names[0] if names else DEFAULT_AUTHOR))[:200]


def categories_of(source: PostFile) -> list[str]:
    """Categories, the first of which counts: of the folders, then of the head."""
    fields = source.fields
    names = folder_categories(source.sections.folder, source.path)
    names += fields.names("categories", split=source.splits_names) or fields.names("category")
    names += taxonomy(source, "categories")
    names = list(dict.fromkeys(names)) or fields.names("primary_tag")
    if len(names) > 1:
        source.remark(f"only the first category counts, not {', '.join(names[1:])}", "categories", "category")
    return names or [DEFAULT_CATEGORY]


def tags_of(source: PostFile) -> list[str]:
    """Tags; those of Ghost that begin with # are for its editors."""
    fields = source.fields
    if isinstance(fields.peek("tags"), dict):
        raise fields.refuse("is not a list of names of at most 100 characters", "tags")
    names = fields.names("tags", split=source.splits_names) + fields.names("tag") + taxonomy(source, "tags")
    shown = [name for name in dict.fromkeys(names) if not name.startswith("#")]
    for name in names:
        if name.startswith("#"):
            source.remark(f"the internal tag {name} is not shown", "tags")
    return shown


def taxonomy(source: PostFile, name: str) -> list[str]:
    """Names in a table of taxonomies (Zola)."""
    table = source.fields.below("taxonomies")
    return table.names(name) if table else []
