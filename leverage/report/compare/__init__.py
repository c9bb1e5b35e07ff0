"""What `leverage compare` says of several scenarios."""
