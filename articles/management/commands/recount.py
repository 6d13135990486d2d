"""`manage.py recount`: counts what is unread anew, and tells what was wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles import tallies


class Command(BaseCommand):
    help = "Count unread items anew, say after rows were changed by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        tallies.arrange()
        wrong = tallies.recount()
        self.stdout.write(f"{wrong} numbers were wrong, and are right now.")
