"""The fixed words of reports, by subject: everything that people read and no scenario says."""
