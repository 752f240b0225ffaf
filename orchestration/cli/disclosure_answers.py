"""What the commands of `kliring disclosure` answer: one JSON document, or a line a figure."""

import json
from collections.abc import Mapping

from orchestration.cli.session import Session


def answer(session: Session, document: Mapping[str, object], *, as_json: bool) -> None:
    """Say what a command found, in the language of the session; lists are in the document alone."""
    if as_json:
        session.out(json.dumps(document, ensure_ascii=False))
        return
    for key, value in document.items():
        if not isinstance(value, list):
            session.out(f"{session.say(f'disclosure.answer.{key}')}: {value}")
