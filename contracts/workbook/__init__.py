"""The workbooks people get from us: the one to fill in, and the marked-up copy of what they sent.

A template says which contract it follows in two places, because one may be lost on the way through
another program: the document property `kliring_contract` (`<agency>/<version>`, as `police/1.0`)
and the defined name `kliring_template_version` (a text constant, as `="1.0"`).
"""

CONTRACT_PROPERTY = "kliring_contract"
VERSION_NAME = "kliring_template_version"
