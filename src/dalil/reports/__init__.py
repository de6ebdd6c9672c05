"""What is wrong with a dossier, as a report: for people (text), for programs (json), as linked data (ttl), for editors and code hosts (sarif, github)."""

from dalil.reports.problems import SEVERITIES, Problem, Told, placed, problems
from dalil.reports.rules import rules_of
from dalil.reports.writing import FORMATS, LIMIT, Options, as_dicts, remark, write_problems, write_report

__all__ = [
    "FORMATS",
    "LIMIT",
    "SEVERITIES",
    "Options",
    "Problem",
    "Told",
    "as_dicts",
    "placed",
    "problems",
    "remark",
    "rules_of",
    "write_problems",
    "write_report",
]
