"""Texts that people write: plain lines and paragraphs, and Markdown that becomes clean HTML (requirements X)."""

from forum.core.text.lines import clean_line, clean_text, excerpt, normalised, slug, without_controls
from forum.core.text.links import safe_link
from forum.core.text.markdown import (
    LONGEST_SOURCE,
    RENDERER,
    Picture,
    names_in,
    plain,
    render,
    render_again,
)
from forum.core.text.names import Named, with_name
from forum.core.text.walls import sanitise

__all__ = [
    "LONGEST_SOURCE",
    "RENDERER",
    "Named",
    "Picture",
    "clean_line",
    "clean_text",
    "excerpt",
    "names_in",
    "normalised",
    "plain",
    "render",
    "render_again",
    "safe_link",
    "sanitise",
    "slug",
    "with_name",
    "without_controls",
]
