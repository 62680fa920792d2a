"""Tables a person may edit: declared once, read and written by five routes, one version and one audit entry a change.

    TAGS = EditedTable("tag", "tags", TagSchema, fixed=("blogId",))
    blueprint = edited_rows(desk, TAGS, "tags")

A service says what is its own in a Desk: who may edit, what is told of a change, how it answers.
"""

from suite.editing.desk import DELETING, READING, WRITING, Desk, Writer
from suite.editing.routes import edited_rows
from suite.editing.schemas import EditedSchema
from suite.editing.tables import EditedTable

__all__ = ["DELETING", "READING", "WRITING", "Desk", "EditedSchema", "EditedTable", "Writer", "edited_rows"]
