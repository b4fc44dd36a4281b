"""What refreshes generated things: vendored files, translations, pictures; and the checks before `make run`."""
