"""Read models that cross the apps: Today, the board, the figures."""
