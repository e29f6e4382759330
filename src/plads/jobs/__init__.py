"""The job queue: hands each event to its reactions, retries, and remembers what failed."""
