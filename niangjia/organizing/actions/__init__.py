"""Writes of organising and membership."""
