"""What people may ask of us about their own data, and how long we keep it."""
