"""Evidence: what speaks for and against a pair of rows, as readable levels of a few fields."""
