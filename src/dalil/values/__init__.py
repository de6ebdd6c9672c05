"""Times, counts and durations as sources give them: typed, bounded, named by their own content.

A value is a thing, not a literal: two claims about "April 2013" meet in one node. Nothing here
invents: no day for a month, no number for "countless", no date for "Today".
"""

from dalil.values.counts import Count, count_range
from dalil.values.durations import Duration, parse_duration
from dalil.values.times import Extent, Time, parse_time
from dalil.values.words.counting import parse_count
from dalil.values.words.expressions import Expression, read_expression, read_time
from dalil.values.words.qualifying import MULTITUDES, QUALIFIERS, STRICT, UNCOUNTED

Value = Time | Count | Duration

__all__ = [
    "MULTITUDES",
    "QUALIFIERS",
    "STRICT",
    "UNCOUNTED",
    "Count",
    "Duration",
    "Expression",
    "Extent",
    "Time",
    "Value",
    "count_range",
    "parse_count",
    "parse_duration",
    "parse_time",
    "read_expression",
    "read_time",
]
