"""A report as a Word document: its styles, tables, endnotes, bookmarks and fields, and their file."""
