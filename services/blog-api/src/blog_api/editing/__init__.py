"""What all editing routes share: roles, versions, audit."""
