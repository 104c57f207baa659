"""
Speed beside the peers, printed as ratios: one look-up, and registrations, through HTTP and as the raw driver does it.

Nothing here passes or fails. Absolute figures drift with the machine; the ratios within one run hold, because the
peers take turns in short rounds.
"""
