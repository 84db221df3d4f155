"""Reads of organising and membership."""
