"""What `./plads` does: make the Python environment and the browser's files, then run the `plads` command.

Standard library only, for it runs before anything is installed.
"""
