"""The leaflet's story, lived through the services: the demo's data, the smoke test, and the browser test's start."""
