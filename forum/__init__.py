"""The Smart City-Forum: from a citizen's idea to a decision and a project.

The map, top floor first; each floor may import the ones below it, never the ones above or beside it:

    10  app            the composition root: plain lists of everything that is plugged together
     9  cli, demo      ``flask forum …`` and the demonstration data; below them archive: packages of closed processes
     8  administration, api, opendata, pages, privacy, reports
     7  authorities; below it moderation, search; below them terms; below that notifications
     6  meetings       live sessions of the committees
     5  projects       what decisions set in motion; below them dossiers (papers, decisions), assessments
     4  office         the staff office's workbench, files of ideas, official answers; below it
        ideas          the idea's path and support
        surveys, activities
     3  discussions, committees, strategy; below them screening; below that drafts, files; below them holds
     2  accounts       people, sign-in, roles
     1  web            HTTP and sockets, no domain
     0  core           database, events, worker, permissions, text; no HTTP, no domain

``docs/architecture.md`` says how a change travels through these floors.
"""

from forum.app import create_app

__all__ = ["create_app"]
