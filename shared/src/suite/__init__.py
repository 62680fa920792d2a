"""The library every service of the suite stands on."""

VERSION = "0.1.0"
