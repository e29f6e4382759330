"""The tasks of the pages in the queue."""

from procrastinate.contrib.django import app

from plads.web.uploads import sweep


@app.periodic(cron="5 * * * *")
@app.task(name="plads.sweep_uploads", queue="daily")
def sweep_uploads(timestamp: int) -> None:
    """Throw away uploaded files nobody confirmed, whether or not anybody uploads again."""
    sweep()
