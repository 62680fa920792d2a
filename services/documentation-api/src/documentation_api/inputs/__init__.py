"""What a request may carry, in the words of this service."""
