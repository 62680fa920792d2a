"""The pages people read specs on: no script, nothing loaded from elsewhere, never a whole large spec."""
