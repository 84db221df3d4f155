"""What the papers of this module say, as values; the kernel prints them (GB/T 9704, D.2)."""
