"""The application for WSGI servers; ``python wsgi.py`` serves it with gunicorn as ``config/gunicorn.py`` says."""

import sys

from gunicorn.app.wsgiapp import run

from forum import create_app

if __name__ == "__main__":
    sys.argv = ["gunicorn", "--config", "config/gunicorn.py", "wsgi:app"]
    run()
else:
    app = create_app()
