"""Writes. The only place that adds to the record; each function is one thing a person does.

Every function takes keyword arguments, with ``by`` the person, runs in one transaction, and
raises ``lifecycle.Refused`` with a sentence when a rule says no. Whether the person may do it is
asked before, in ``permissions``. ``at`` is the moment of recording: now, unless sample data says
otherwise.
"""
