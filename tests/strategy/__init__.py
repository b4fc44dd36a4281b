"""Tests of the strategy as data."""
