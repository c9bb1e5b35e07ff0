"""What each command has to say: records for machines and views for people, before any format."""
