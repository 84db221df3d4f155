"""Spreadsheets of the module: their columns, checks and writers."""
