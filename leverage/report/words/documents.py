"""Words of documents that formats put in by themselves."""

CONTINUED = "{title} (continued)"
ENDNOTE = "Number 1, an endnote."
ENDNOTES = "Numbers {first} to {last}, as endnotes."
