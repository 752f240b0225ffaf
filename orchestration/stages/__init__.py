"""What each zone does when it is out of date: read, call the pure function, write, remember.

A stage reads one zone and writes the next. It holds no statistics: those are in transforms and in
the dbt models. It writes data first and its fingerprint last, so that a run killed anywhere does
the unfinished part again.
"""
