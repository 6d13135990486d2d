"""`manage.py run`: calls runner."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from newsreader import runner


class Command(BaseCommand):
    help = (
        "Start Newsreader: prepare the database, then run the web server and the "
        "worker until Ctrl-C. Settings are environment variables; see docs/settings.md."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django has it
        try:
            runner.run(say=self._say)
        except runner.StartError as error:
            sys.exit(f"Newsreader cannot start: {error}")
        except KeyboardInterrupt:
            sys.exit(130)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
