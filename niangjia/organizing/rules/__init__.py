"""Pure functions of organising and membership."""
