"""What agencies send, and what it is checked against.

Runs on an office laptop without a network: imports nothing else of this project.
"""
