"""The JSON API ``/api/v1``: the same queries and commands as the pages, described by OpenAPI 3.1.

Reading what is public needs no token; writing needs a bearer token with the scope ``write`` and runs the same checks as
the pages. A collection is ``{"items": [...], "next": url or null}``. ``document`` holds the description, ``shapes`` the
models of what goes in and out, and each kind of thing has a module of routes.
"""
