"""`manage.py feeds`: add, import, export, poll, list and check feeds from the
command line.

Results go to standard output, one line each, with tabs between columns; progress and
trouble go to standard error. The exit code is 0 where all went well, 1 where something
did not, 2 where the command itself was wrong.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds import lookup, subscribe, transfer
from feeds.core.google_news import Edition, edition, edition_for_locale
from feeds.models import Feed
from feeds.querysets import FeedQuerySet
from newsreader import pipeline
from newsreader.lib.steps import run_batch

PATIENCE_S = 90.0
"""So long `poll` waits for feeds whose turn has not come yet: of slow hosts, which
are asked a second time, and of Google's, which come one after the other."""


class Command(BaseCommand):
    help = "Add, import, export, poll, list and check feeds. See `feeds WHAT --help`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        one = whats.add_parser("add", help="look an address up and follow its feed")
        one.add_argument("address", help="a feed, a site, or a Google News page")
        one.add_argument("--category", help="its category, made if there is none")
        one.add_argument("--title", default="", help="what to call it")
        one.add_argument(
            "--first", action="store_true", help="of several feeds take the first"
        )
        _edition_of(one)
        many = whats.add_parser("import", help="add the feeds of an OPML file")
        many.add_argument("file", help="the file, or - for standard input")
        many.add_argument(
            "--strict", action="store_true", help="exit with 1 if any was skipped"
        )
        _edition_of(many)
        out = whats.add_parser("export", help="write all feeds as OPML")
        out.add_argument(
            "file", nargs="?", default="-", help="where to; without it, standard output"
        )
        poll = whats.add_parser("poll", help="poll feeds now, and wait for the result")
        _chosen_by(poll, "without any, those that are due")
        poll.add_argument("--all", action="store_true", help="all that are not paused")
        listed = whats.add_parser("list", help="every feed, its health and its address")
        listed.add_argument(
            "--health", choices=Feed.HEALTHS, help="only those that fare so"
        )
        check = whats.add_parser(
            "check", help="say what is wrong; with an address, look at that first"
        )
        check.add_argument("address", nargs="?", help="an address not yet followed")
        _edition_of(check)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django has it
        verb = getattr(self, f"_{options['what']}")
        try:
            is_well = verb(options)
        except (lookup.CannotAdd, transfer.BadOpml) as error:
            raise CommandError(error.message) from None
        except BrokenPipeError:  # as when `head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        if not is_well:
            sys.exit(1)

    # ---- one for each word; each says whether all went well

    def _add(self, options: dict[str, Any]) -> bool:
        found = lookup.look_up(options["address"], edition=_edition(options))
        if found.candidates and not options["first"]:
            self.stderr.write("This site has several feeds. Add one of these:")
            for candidate in found.candidates:
                self.stdout.write(f"{candidate.url}\t{candidate.title}")
            return False
        if found.candidates:
            first = found.candidates[0].url
            found = lookup.look_up(first, edition=_edition(options))
        name = options["category"]
        feed, is_new = subscribe.add(
            found,
            category=subscribe.category_named(name) if name else None,
            title=options["title"],
            now=timezone.now(),
        )
        self.stdout.write(f"{'added' if is_new else 'known'}\t{_line(feed)}")
        return True

    def _import(self, options: dict[str, Any]) -> bool:
        if options["file"] == "-":
            body = sys.stdin.buffer.read()
        else:
            body = Path(options["file"]).read_bytes()
        report = transfer.take_in(
            body, edition=_edition(options), now=timezone.now(), progress=self._progress
        )
        for line in report.lines:
            self.stdout.write(
                f"{line.fate}\tline {line.number}\t{line.title}\t{line.why}"
            )
        self.stderr.write(report.summary)
        return not (options["strict"] and report.counts["skipped"])

    def _export(self, options: dict[str, Any]) -> bool:
        body = transfer.give_out(now=timezone.now())
        if options["file"] == "-":
            self.stdout.write(body.decode(), ending="")
        else:
            Path(options["file"]).write_bytes(body)
        return True

    def _poll(self, options: dict[str, Any]) -> bool:
        started = timezone.now()
        if options["feed"] or options["all"]:
            chosen = _chosen(options["feed"]) if options["feed"] else Feed.objects.all()
            subscribe.poll_now(chosen, now=started)
        else:
            chosen = Feed.objects.due(started)
        keys = list(chosen.values_list("pk", flat=True))
        self._poll_these(keys, started)
        told = Feed.objects.filter(pk__in=keys).order_by("pk")
        if not options["feed"]:
            told = told.filter(is_paused=False)
        troubles = [(feed, _trouble(feed, started)) for feed in told]
        for feed, trouble in troubles:
            self.stdout.write(f"{_line(feed)}\t{trouble}")
        return not any(trouble for _, trouble in troubles)

    def _poll_these(self, keys: list[int], started: dt.datetime) -> None:
        step = replace(
            pipeline.BY_NAME["feeds.poll"],
            due=lambda now: Feed.objects.due(now).filter(pk__in=keys),
        )
        latest = started + dt.timedelta(seconds=PATIENCE_S)
        waiting = Feed.objects.due(latest).filter(pk__in=keys)
        waiting = waiting.exclude(polled_at__gte=started)
        left = total = waiting.count()
        until = time.monotonic() + PATIENCE_S
        while left and time.monotonic() < until:
            if not run_batch(step, now=timezone.now()):
                time.sleep(0.5)
            if waiting.count() != left:
                left = waiting.count()
                self._progress(total - left, total)

    def _list(self, options: dict[str, Any]) -> bool:
        feeds = Feed.objects.in_order()
        if options["health"]:
            feeds = feeds.that_fare(options["health"])
        for feed in feeds:
            self.stdout.write(_line(feed))
        return True

    def _check(self, options: dict[str, Any]) -> bool:
        if not options["address"]:
            failing = list(Feed.objects.in_order().that_fare("failing"))
            stopped = Feed.objects.in_order().filter(is_paused=True)
            stopped = stopped.exclude(paused_why="")
            for feed in (*failing, *stopped):
                why = feed.paused_why if feed.is_paused else feed.last_error
                self.stdout.write(f"{_line(feed)}\t{why}")
            self.stderr.write(
                f"{len(failing)} of {Feed.objects.count()} feeds fail, and "
                f"{len(stopped)} have stopped by themselves."
            )
            return not failing and not stopped
        found = lookup.look_up(options["address"], edition=_edition(options))
        for candidate in found.candidates:
            self.stdout.write(f"{candidate.url}\t{candidate.title}")
        if not found.candidates:
            self.stdout.write(f"{found.url}\t{found.title}")
        for headline in found.newest:
            self.stdout.write(f"\t{headline}")
        if found.note:
            self.stderr.write(found.note)
        return not found.note

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total}")


def _edition_of(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--edition", help="of Google News, for addresses that name none: US:en"
    )


def _chosen_by(parser: ArgumentParser, otherwise: str) -> None:
    parser.add_argument(
        "feed", nargs="*", help=f"numbers or addresses of feeds; {otherwise}"
    )


def _edition(options: dict[str, Any]) -> Edition:
    wanted = options["edition"]
    found = edition(wanted) if wanted else edition_for_locale("")
    if found is None:
        raise CommandError(f"Google News has no edition {wanted}.")
    return found


def _chosen(names: list[str]) -> FeedQuerySet:
    keys = []
    for name in names:
        by = {"pk": int(name)} if name.isdecimal() and len(name) < 19 else {"url": name}
        feed = Feed.objects.filter(**by).first() or lookup.known(name)
        if feed is None:
            raise CommandError(f"There is no feed {name}. See `feeds list`.")
        keys.append(feed.pk)
    return Feed.objects.filter(pk__in=keys)


def _trouble(feed: Feed, started: dt.datetime) -> str:
    """What kept this poll from being a good one, or ""."""
    if feed.is_paused:
        return "Not polled: it is paused."
    if feed.polled_at is None or feed.polled_at < started:
        return "Not polled yet: its turn comes a little later."
    return feed.last_error if feed.error else ""


def _line(feed: Feed) -> str:
    category = feed.category.name if feed.category else ""
    return f"{feed.pk}\t{feed.health}\t{category}\t{feed.title}\t{feed.url}"
