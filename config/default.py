"""Every setting, its default and one line of meaning.

Each can be set by an environment variable of the same name with ``FORUM_`` in front, e.g. ``FORUM_DATABASE_URL``;
numbers and yes/no are read as such, lists have spaces or commas between their words. The demo and small sites need none.
"""

from pathlib import Path

# Where the data live: database, search index, secret key, files.
INSTANCE = str(Path(__file__).parent.parent / "instance")
# The database; empty means SQLite in the instance folder. PostgreSQL: postgresql://user@host/name
DATABASE_URL = ""
# How many connections to PostgreSQL one process opens at most, besides one that listens for news and five for the search.
# All processes together, with the worker, must stay below the server's max_connections (100 unless changed): one too many
# is refused there, while one that waits here gets its turn.
DATABASE_CONNECTIONS = 25
# The address under which people reach the site; links in mails begin with it. Empty: taken from HOST and PORT.
BASE_URL = ""
# "production" refuses to start with unsafe settings; "demo" shows sign-ins, keeps mails on a page and lets roles be used
# without a second factor. There is no other word.
MODE = "demo"
# Signs cookies and links; empty in the demo: a random key is made once in the instance folder.
SECRET_KEY = ""
# Are pages served over HTTPS? Then cookies are Secure with the __Host- prefix and HSTS is sent.
HTTPS = False
# How many proxies in front add X-Forwarded-For, -Proto and -Host, which are trusted then. In production at least 1: one
# serves HTTPS, and with 0 all people would share its address, for rate limits and sign-ups.
TRUSTED_PROXIES = 0
# Further origins (scheme://host) that may open sockets, separated by spaces; the own one always may.
SOCKET_ORIGINS = ""

# Whose roles rest outside of the demo until a second factor or a passkey is set up; parts of role words (I-09).
SECOND_FACTOR_ROLES = "moderator space_moderator legal dpo staff board admin unit committee trusted_flagger"

# From which age people take part by themselves; younger ones say that their parents agree. No date is asked (P-13).
MINIMUM_AGE = 16
# How many accounts can be opened from one network in an hour (I-13).
SIGN_UPS_PER_HOUR = 3
# The file that names sign-in services (OpenID Connect), such as BundID through a broker; empty: none (I-01).
OIDC_FILE = ""
# For which permissions a service must have said how surely it knows the person, or that the person lives here:
# "permission=proof|proof" with low, substantial, high and resident, e.g. "idea.support=resident" (I-05).
ASSURANCE: list[str] = []

# "threading" serves up to about 300 sockets per process, "gevent" thousands (L-57).
ASYNC_MODE = "threading"
# How many sockets and waiting requests the process holds beside its pages; 0: 300 with threads, 4,000 with gevent (L-54).
LIVE_PLACES = 0
# Does this process hold sockets? The page processes of a larger site leave them to processes of their own (L-60).
SOCKETS = True
# Does the server process also run the worker? Larger sites run `flask forum worker` apart.
EMBEDDED_WORKER = True
# "whoosh" keeps the search index in the data folder, good to about 50,000 texts; "postgresql" in the database.
SEARCH_ENGINE = "whoosh"
# Redis for rate limits across processes; empty keeps them in memory.
REDIS_URL = ""
# Rate limits can be switched off for benchmarks.
RATE_LIMITS = True
# How long a rendered page for anonymous readers may be kept in memory, in seconds; it is dropped at any change anyway.
PAGE_CACHE_SECONDS = 60

# The SMTP server; empty keeps mails in the database only, as the demo does.
MAIL_SERVER = ""
MAIL_PORT = 587
# "starttls", "tls" or "none"; production takes "none" only for a server on the same machine.
MAIL_SECURITY = "starttls"
# A file with certificates (PEM) of the city's own authority, where it has signed the mail server's; empty: the usual ones.
MAIL_CA = ""
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
# Days after which a draft that nobody has touched is removed; so many days before, its writer is told by mail (P-10).
DRAFT_KEEP_DAYS = 180
DRAFT_TELL_DAYS = 14
# Days in which somebody who wants the account gone can stay after all by signing in (P-06).
ERASURE_UNDO_DAYS = 14
# Days in which whoever reads the mails of the account can take back a new way to sign in, and those of the former address a
# change of the address.
ADDRESS_UNDO_DAYS = 14
# Days for which a name that somebody gave up leads to the person and is free for nobody; so long there is no other (I-15).
HANDLE_KEEP_DAYS = 90
# Days in which a resident whose sign-in service was unlinked can link it to the same account only (I-05).
RESIDENT_KEEP_DAYS = 180
# Days after which an account that nobody confirmed is removed (P-10).
UNCONFIRMED_KEEP_DAYS = 7
# Months without a sign-in after which a mail says that the account will go, and after which it goes (P-10).
INACTIVE_TELL_MONTHS = 24
INACTIVE_ERASE_MONTHS = 27
# Years after which the words of closed moderation cases are removed; the figures stay (P-10).
MODERATION_KEEP_YEARS = 3
# Months after the decision on an idea after which the scans of its lists of signatures go; the figures stay (P-10).
SCAN_KEEP_MONTHS = 12
# Days after the end of the time for objections after which what was said in closed parts of a session goes (P-10).
CLOSED_TALK_KEEP_DAYS = 90
# Years for which a published yearly report of the moderation can be fetched (P-10, dsa_report).
REPORT_KEEP_YEARS = 5
# Days for which it is kept who of the administration read whose mail address, and why (P-14, audit_access).
ACCESS_KEEP_DAYS = 730
# Days after which whoever runs the forum removes its log, and overwrites backups; the page about privacy says so (P-10).
LOG_KEEP_DAYS = 7
BACKUP_KEEP_DAYS = 30
# Days for which the package of one's own data can be fetched (P-05).
EXPORT_KEEP_DAYS = 7
# Files: how many a post may have, how large one may be, how many a person may send in a minute and in 30 days.
FILES_PER_POST = 5
FILE_MEBIBYTES = 10
FILES_PER_MINUTE = 10
FILE_MEBIBYTES_PER_MONTH = 100
# Videos in sign language: how large one may be, and how many minutes long.
VIDEO_MEBIBYTES = 100
VIDEO_MINUTES = 15
# Hours after which a file that was sent in and never attached is removed.
FILE_HOLD_HOURS = 24
# What the rules do that look at texts before they are published: "hold" lets a text wait for the moderation, "label"
# shows it to the moderation while it is public, "off" does nothing (M-11, S-07). Watched words say it each for itself.
# The first texts of everybody; links and files of accounts younger than a day.
SCREEN_FIRST_TEXTS = "off"
SCREEN_LINKS = "hold"
SCREEN_FILES = "hold"
# What comes faster than people write, the same text again, many texts in a short time.
SCREEN_TOO_FAST = "hold"
SCREEN_REPEATED = "hold"
SCREEN_MASS = "hold"
# How many first texts; how many links to other sites a new account may publish in all, however many texts that are.
SCREEN_FIRST_TEXTS_COUNT = 2
SCREEN_LINKS_FREE = 1
# Seconds for which a form of a new account is open at least; hours within which a text counts as repeated.
SCREEN_FASTEST_SECONDS = 3
SCREEN_REPEAT_HOURS = 24
# So many texts within so many minutes are many.
SCREEN_MASS_TEXTS = 10
SCREEN_MASS_MINUTES = 10
# The hours that authors are told a decision usually takes, until there are decisions to tell it from.
SCREEN_USUAL_HOURS = 24
# The most pixels of a picture, in millions; a larger one is not even decoded.
IMAGE_MEGAPIXELS = 40
# Minutes after the first support in which an idea may still be edited freely (N-14).
IDEA_GRACE_MINUTES = 15
# Working days until the next step is due, where they differ from the table of the path: "state=days" or "from>to=days", such
# as "eingereicht=3 fachpruefung=30 fachbeirat>fachpruefung=15" (N-20). Days that were promised already stay as they are.
CLOCK_DAYS: list[str] = []
# Working days behind a missed deadline until the head of the administration hears of it, and where (G-36).
CLOCK_ESCALATION_DAYS = 5
CLOCK_ESCALATION_TO: list[str] = []
# How many things one account may report in a day; danger and trusted flaggers are never refused (M-05).
NOTICES_PER_DAY = 10
# About so many notices of a day without an account one address gets mails; it could be that of somebody else (S-01).
NOTICE_MAILS_PER_ADDRESS = 5
# From how many notices of accounts on something is hidden for a day until a person decides; 0 means never (M-07).
MODERATION_HOLD_AFTER_NOTICES = 0
# From which hour of the day moderators read what waits, if something waits since yesterday (M-28).
MODERATION_SUMMARY_HOUR = 7
# Days in which authors and notifiers may complain about a decision of the moderation; six months may have 184 (S-04).
COMPLAINT_DAYS = 190
# Days in which a person can claim an idea that the desk put down for them, with a one-time code (N-16, P-10).
CLAIM_CODE_DAYS = 30
# Days in which merged ideas can be taken apart again (N-19).
MERGE_UNDO_DAYS = 30
# Days in which somebody may decline that a merge counts their support at another idea (N-18).
MERGE_OPT_OUT_DAYS = 14

# Seconds between the announced end of a vote and its end, and how many seconds later a vote still counts (L-82).
POLL_NOTICE = 30
POLL_GRACE = 3
# Whether a cryptographer has reviewed encrypted secret votes ("Prüfung liegt vor", L-75); before, nobody can start one.
SECRET_VOTES_REVIEWED = False
# Whether they may be held while somebody takes part by video or telephone, after a legal review (L-83).
SECRET_VOTES_REMOTE = False

# Days without news after which a project says that it has none; so many days before, its owner is reminded (G-34).
PROJECT_UPDATE_DAYS = 90
PROJECT_REMIND_DAYS = 7
# After so many days without an update an activity shows that there is no current one; its owner hears before (G-34).
ACTIVITY_UPDATE_DAYS = 90
ACTIVITY_REMIND_DAYS = 7
# Days for which a fresh entry of the list of projects is marked "neu" (B-09).
PROJECT_NEW_DAYS = 30
# In how many days the Board answers a recommendation; so many days before, it is reminded (B-17).
RECOMMENDATION_DAYS = 92
RECOMMENDATION_REMIND_DAYS = 7
# For how many days after a session those who were outvoted may write a minority vote (B-16).
MINORITY_DAYS = 14
# How many days before the end of their term members of committees are reminded.
TERM_REMIND_DAYS = 30
# Where the words for the maturity of a solution stand (G-23).
MATURITY_FILE = str(Path(__file__).parent / "maturity.toml")
# Where the accessibility statement stands; in how many working days a reported barrier is answered, and after
# how many days behind the answer its words are removed.
ACCESSIBILITY_FILE = str(Path(__file__).parent / "accessibility.toml")
BARRIER_ANSWER_DAYS = 20
BARRIER_KEEP_DAYS = 365
# Where the strategic goals, criteria and districts stand.
STRATEGY_FILE = str(Path(__file__).parent / "strategy.toml")
# Where the districts lie on the map, as GeoJSON (N-07).
DISTRICTS_FILE = str(Path(__file__).parent / "districts.geojson")
# Contact points that the law asks for (S-19); production refuses to start without them.
CONTACT_AUTHORITIES = ""
CONTACT_USERS = ""
# The languages in which they answer.
CONTACT_LANGUAGES = "Deutsch, Englisch"
# Who answers for the data (name and address), how to reach the data protection officer, and companies that process data by
# order of the city, such as the host, one on each line; the page about privacy names all (DSGVO Art. 13).
DATA_CONTROLLER = ""
DATA_PROTECTION_OFFICER = ""
DATA_PROCESSORS = ""
# Where people complain about the handling of their data: the supervisory authority of the state (DSGVO Art. 77).
DATA_PROTECTION_AUTHORITY = "Prinzenstraße 5, 30159 Hannover"
# Days between the announcement of new rules or terms and the day from which they hold (S-20).
TERMS_NOTICE_DAYS = 14
# Days after which somebody asks whether a legal hold is still needed (P-09).
HOLD_REVIEW_DAYS = 180
# How people without internet tell ideas and sign: desk, address, telephone, hours; no idea is collected without it (G-29).
CONTACT_OFFLINE = ""
# A folder of the city whose files take the place of those of the same name in static/: img/logo.svg, css/theme.css (D-13).
OWN_STATIC = ""
# Who is responsible for the site, one line per line of the imprint.
IMPRINT = ""
