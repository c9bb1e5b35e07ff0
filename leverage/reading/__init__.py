"""From a scenario's YAML files to its checked records."""
