"""The services' own API documents, to be read and tried from the console's address."""
