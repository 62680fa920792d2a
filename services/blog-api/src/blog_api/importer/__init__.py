"""Posts from files: Markdown or HTML with front matter."""
