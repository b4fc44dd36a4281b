"""Settings: ``default`` names every one, ``check`` refuses an unsafe production start, ``gunicorn`` serves."""
