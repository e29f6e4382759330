"""Identity providers of other people's making, run on this machine for the tests."""
