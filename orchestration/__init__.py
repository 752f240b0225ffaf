"""Wiring only: assets, checks, jobs, schedules, sensors and the `kliring` command."""
