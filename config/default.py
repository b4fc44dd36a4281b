"""Every setting, its default and one line of meaning.

Each can be set by an environment variable of the same name with ``FORUM_`` in front, e.g. ``FORUM_DATABASE_URL``;
numbers and yes/no are read as such. The demo and small sites need none of them.
"""

from pathlib import Path

# Where the data live: database, search index, secret key, files.
INSTANCE = str(Path(__file__).parent.parent / "instance")
# The database; empty means SQLite in the instance folder. PostgreSQL: postgresql://user@host/name
DATABASE_URL = ""
# The address under which people reach the site; links in mails begin with it. Empty: taken from HOST and PORT.
BASE_URL = ""
# "production" refuses to start with unsafe settings; "demo" shows sign-ins and keeps mails on a page.
MODE = "demo"
# Signs cookies and links; empty in the demo: a random key is made once in the instance folder.
SECRET_KEY = ""
# Are pages served over HTTPS? Then cookies are Secure with the __Host- prefix and HSTS is sent.
HTTPS = False
# How many proxies in front add X-Forwarded headers that may be trusted.
TRUSTED_PROXIES = 0
# Further origins (scheme://host) that may open sockets, separated by spaces; the own one always may.
SOCKET_ORIGINS = ""

# "threading" serves up to about 300 sockets per process, "gevent" thousands (L-57).
ASYNC_MODE = "threading"
# Does the server process also run the worker? Larger sites run `flask forum worker` apart.
EMBEDDED_WORKER = True
# Redis for rate limits across processes; empty keeps them in memory.
REDIS_URL = ""
# Rate limits can be switched off for benchmarks.
RATE_LIMITS = True
# How long a rendered page for anonymous readers may be kept in memory, in seconds; it is dropped at any change anyway.
PAGE_CACHE_SECONDS = 60

# The SMTP server; empty keeps mails in the database only, as the demo does.
MAIL_SERVER = ""
MAIL_PORT = 587
# "starttls", "tls" or "none".
MAIL_SECURITY = "starttls"
MAIL_USERNAME = ""
MAIL_PASSWORD = ""
# The sender of all mails.
MAIL_FROM = "Smart City-Forum <forum@localhost>"
# Mails are removed from the database after this many days.
MAIL_KEEP_DAYS = 7
# The hour of the day in Braunschweig at which gathered mails are sent: daily ones every day, weekly ones on Mondays.
DIGEST_HOUR = 7

# Supporters an idea needs before the administration must deal with it; categories and districts may differ (N-09).
SUPPORT_THRESHOLD = 50
# Days in which the threshold must be reached; 0 means no deadline.
SUPPORT_DAYS = 180
# Posts on one page of a thread.
POSTS_PER_PAGE = 20
# Days after which a post no longer counts as unread, whether or not somebody has read it (T-27).
UNREAD_DAYS = 40
# The least and the most characters of a post (T-28); the renderer takes no more than 20,000.
POST_SHORTEST = 8
POST_LONGEST = 20_000
# Minutes in which a move can be undone with one click; later that needs a reason of its own (T-23).
UNDO_MINUTES = 10
# Seconds between two posts of one person, and for people whose account is younger than a day (T-28).
POST_PAUSE = 10
POST_PAUSE_NEWCOMERS = 120
# Reactions of one person in a day, and to posts of one and the same author (T-16).
REACTIONS_A_DAY = 20
REACTIONS_TO_ONE_AUTHOR = 6
# Languages in which posts can be written, the first one for whoever reads in none of them (T-39).
POST_LANGUAGES = "de en tr ar uk ru pl"
# People whom one post can name with an @ (T-15); further names stay plain words.
MENTIONS_PER_POST = 10
# Days after which a draft that nobody has touched is removed.
DRAFT_KEEP_DAYS = 90
# Files: how many a post may have, how large one may be, how many a person may send in a minute and in 30 days.
FILES_PER_POST = 5
FILE_MEBIBYTES = 10
FILES_PER_MINUTE = 10
FILE_MEBIBYTES_PER_MONTH = 100
# Hours after which a file that was sent in and never attached is removed.
FILE_HOLD_HOURS = 24
# The most pixels of a picture, in millions; a larger one is not even decoded.
IMAGE_MEGAPIXELS = 40
# Minutes after the first support in which an idea may still be edited freely (N-14).
IDEA_GRACE_MINUTES = 15
# Working days behind a missed deadline until the head of the administration hears of it, and where (G-36).
CLOCK_ESCALATION_DAYS = 5
CLOCK_ESCALATION_TO: list[str] = []
# Days in which a person can claim an idea that the desk put down for them, with a one-time code (N-16).
CLAIM_CODE_DAYS = 60
# Days in which merged ideas can be taken apart again (N-19).
MERGE_UNDO_DAYS = 30
# Days in which somebody may decline that a merge counts their support at another idea (N-18).
MERGE_OPT_OUT_DAYS = 14

# Days without news after which a project shows "kein aktueller Stand"; so many days before, its owner is reminded (G-34).
PROJECT_UPDATE_DAYS = 90
PROJECT_REMIND_DAYS = 7
# Days for which a fresh entry of the list of projects is marked "neu" (B-09).
PROJECT_NEW_DAYS = 30
# Where the words for the maturity of a solution stand (G-23).
PROJECTS_FILE = str(Path(__file__).parent / "projects.toml")
# Where the strategic goals, criteria and districts stand.
STRATEGY_FILE = str(Path(__file__).parent / "strategy.toml")
# Contact points that the law asks for (S-19); production refuses to start without them.
CONTACT_AUTHORITIES = ""
CONTACT_USERS = ""
# How people without internet tell ideas and sign: desk, address, telephone, hours; no idea is collected without it (G-29).
CONTACT_OFFLINE = ""
# Who is responsible for the site, one line per line of the imprint.
IMPRINT = ""
