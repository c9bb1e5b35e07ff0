"""Economic leverage from sourced figures."""

__version__ = "0.1.0"
