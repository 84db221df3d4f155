"""Who may do what, one file for each part of the work."""
