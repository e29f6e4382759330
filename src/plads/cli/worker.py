"""``plads worker``."""

import click


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then stop.")
def worker(once: bool) -> None:
    """Do the work that follows from what people do: proposals, notices, follow-ups, nightly looks ahead.

    One worker is enough for a municipality; several may run side by side. A job that fails is tried again,
    later each time, and stands on the administrator's page.
    """
    from plads.cli.installation import installation

    with installation():
        from plads.jobs.work import work

        work(once=once)
