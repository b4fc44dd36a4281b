"""HTTP and sockets without any domain: security, transactions, errors, forms, paging, page cache, realtime.

Every route is closed unless it is marked ``@public``; every unsafe request is checked for its origin and, when somebody
is signed in, for its CSRF token; an unsafe request is one transaction that commits before the answer leaves.
"""
