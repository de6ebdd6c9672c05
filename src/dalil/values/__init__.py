"""Times, counts and durations as sources give them: typed, bounded, named by their own content.

A value is a thing, not a literal: two claims about "April 2013" meet in one node. Nothing here
invents: no day for a month, no number for "countless", no date for "Today".
"""

from dalil.values.counts import MULTITUDES, QUALIFIERS, STRICT, UNCOUNTED, Count, count_range, parse_count
from dalil.values.durations import Duration, parse_duration
from dalil.values.times import Time, parse_time

Value = Time | Count | Duration

__all__ = [
    "MULTITUDES",
    "QUALIFIERS",
    "STRICT",
    "UNCOUNTED",
    "Count",
    "Duration",
    "Time",
    "Value",
    "count_range",
    "parse_count",
    "parse_duration",
    "parse_time",
]
