"""The user's own text with a scenario's numbers in it: what a template may say, and what is put in its places."""
