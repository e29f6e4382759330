"""Settings and entry points for web servers."""
