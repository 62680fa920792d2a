"""The links of a site."""
