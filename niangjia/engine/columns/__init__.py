"""Whole columns at a time: texts as arrays of code points."""
