"""robots.txt: what a crawler may fetch and how often."""
