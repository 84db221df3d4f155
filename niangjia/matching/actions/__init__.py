"""Writes of the matching room, one file a noun."""
