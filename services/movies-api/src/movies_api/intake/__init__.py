"""How films, journeys and all that belongs to them come in: seeds, dumps and tables of films."""
