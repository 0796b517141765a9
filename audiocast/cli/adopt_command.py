"""`audiocast adopt`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.adoption import Adoption
    from audiocast.feed import FeedItem


@click.command("adopt")
@context.show_argument
@click.argument("feed", metavar="FEED")
@click.option("--by-day", is_flag=True, help="Also match what is alone on its day, whatever the titles.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be taken over, and write nothing.")
@context.json_option
def command(show: str, feed: str, by_day: bool, dry_run: bool, as_json: bool) -> None:
    """Take GUIDs and dates over from FEED, an address or a file, so that SHOW goes on with that podcast.

    Each item is matched with the article that it was made of, by address, file name, or day and title; both go into
    the article's front matter. What cannot be told apart is named, never guessed.

    \b
    audiocast adopt mynews https://old.example.org/podcast.xml -n
    """
    from audiocast.adoption import plan_adoption, write_adoption

    folder = context.open_show(show)
    adoption = plan_adoption(folder, feed, by_day=by_day)
    if not dry_run:
        write_adoption(folder, adoption)
    for remark in adoption.remarks:
        click.echo(remark, err=True)
    if as_json:
        click.echo(json.dumps({**_as_json(adoption), "dry_run": dry_run}, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(adoption, dry_run=dry_run)))


def _lines(adoption: Adoption, *, dry_run: bool) -> Iterator[str]:
    changed = "would change" if dry_run else "changed"
    for one in adoption.adopted:
        state = changed if one.state == "changed" else one.state
        yield f"{state:12}  {one.match.by:5}  {_day(one.match.item)}  {one.match.file}  <-  {one.match.item.title}"
    for doubt in adoption.doubts:
        fitting = ", ".join(doubt.files) or "no article"
        yield f"{'doubtful':12}  {'?':5}  {_day(doubt.item)}  {doubt.item.title}: {doubt.reason} ({fitting})"
    for item in adoption.items:
        yield f"{'no article':12}  {'-':5}  {_day(item)}  {item.title}"
    for file in adoption.files:
        yield f"{'no item':12}  {'-':5}  {'':10}  {file}"
    if adoption.guid:
        yield f"{changed:12}  guid   {adoption.guid}  ->  show.toml"
    counts = (len(adoption.adopted), len(adoption.feed.items), len(adoption.doubts), len(adoption.files))
    yield "{} of {} items matched, {} doubtful; {} articles without an item".format(*counts)


def _day(item: FeedItem) -> str:
    return f"{item.pub_date:%Y-%m-%d}" if item.pub_date else " " * 10


def _as_json(adoption: Adoption) -> dict[str, Any]:
    return {
        "title": adoption.feed.title,
        "pages": adoption.feed.pages,
        "guid": adoption.guid or None,
        "matched": [
            {"article": one.match.file, "by": one.match.by, "state": one.state, **_plain(one.match.item)}
            for one in adoption.adopted
        ],
        "doubtful": [
            {"reason": doubt.reason, "articles": list(doubt.files), **_plain(doubt.item)} for doubt in adoption.doubts
        ],
        "items": [_plain(item) for item in adoption.items],
        "articles": list(adoption.files),
        "remarks": list(adoption.remarks),
    }


def _plain(item: FeedItem) -> dict[str, Any]:
    date = item.pub_date.isoformat() if item.pub_date else None
    return {"guid": item.guid or None, "title": item.title, "date": date, "url": item.url or None}
