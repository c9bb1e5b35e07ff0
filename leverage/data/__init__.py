"""Files of data on disk: countries, layouts, and what a file says."""
