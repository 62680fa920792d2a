"""From a film's data to reasoned suggestions: what `python -m movies_api.curation` and its editor view are made of."""
