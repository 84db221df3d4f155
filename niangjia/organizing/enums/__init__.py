"""Words of organising and membership, one file for each part of the work."""
