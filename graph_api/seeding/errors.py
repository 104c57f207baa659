"""What stops seeding."""


class SeedRefused(Exception):
    """The graph cannot take the seed data. The text says why, and what to do."""
