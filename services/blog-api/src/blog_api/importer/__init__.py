"""From files: posts as Markdown or HTML with front matter, and dumps of the old blog."""
