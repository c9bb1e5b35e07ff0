"""What `leverage show` says of one scenario."""
