"""What every room of Plads uses: actors, time, identity, tenant scope, events and lifecycles."""
