"""Synthetic data of any size, for tests and benchmarks."""
