"""Pictures drawn by us: covers of articles, portraits of authors."""
