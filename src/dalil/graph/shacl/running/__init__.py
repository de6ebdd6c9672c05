"""Engines behind one door: the fast one, the reference with its faults mended, and the processes that can be stopped."""
