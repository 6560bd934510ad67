"""Back ends: one Protocol, one file each, loaded by name on first use."""
