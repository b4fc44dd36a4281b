"""The application for WSGI servers; ``python wsgi.py`` serves it with gunicorn as ``config/gunicorn.py`` says."""

import sys

if __name__ == "__main__":
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "--config", "config/gunicorn.py", "wsgi:app"]
    run()
else:
    # Not before gunicorn read its configuration: with gevent, whoever waits for the database would hold up all others,
    # because the driver looks once, when it is imported, for how to wait.
    from forum import create_app

    app = create_app()
