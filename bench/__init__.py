"""Benchmarks: what the house costs beside the bare parts it stands on."""
