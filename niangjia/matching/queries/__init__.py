"""Reads of the matching room; `scope` is the first argument."""
