# SPDX-License-Identifier: MIT
"""The table of faults; the modules add their rows to it."""

rows = []


class Row:
    def __init__(self, number, fault, expected, run, weight, deferred):
        self.number, self.fault, self.expected = number, fault, expected
        self.run, self.weight, self.deferred = run, weight, deferred


def row(number, fault, expected, weight=1):
    """weight: slow ones are begun first."""
    def add(run):
        rows.append(Row(number, fault, expected, run, weight, None))
        return run
    return add


def defer(number, fault, expected, reason):
    rows.append(Row(number, fault, expected, None, 0, reason))
