"""Tables in files, as rows of texts with their places; and the numbers in them as they are printed."""
