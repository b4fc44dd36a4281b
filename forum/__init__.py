"""The Smart City-Forum."""
