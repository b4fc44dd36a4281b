"""Which pictures there are: for README, for each type of page, and for the handbook."""

from dataclasses import dataclass

# Follow the first card of a list.
FIRST = "first card"
STAFF, BOARD, CITIZEN = "stabsstelle@demo.example", "board@demo.example", "buerger@demo.example"
ADMIN, MODERATOR = "admin@demo.example", "moderation@demo.example"
CHAIR, MEMBER = "vorsitz@demo.example", "fachbeirat@demo.example"


@dataclass(frozen=True)
class Picture:
    """A page, as somebody sees it.

    ``find`` is the text of a link to follow first, ``then`` a page below the idea or account to which it leads. ``page`` is
    the endpoint at which it ends, none for the page of an error; ``shows`` says in words what is there.
    """

    name: str
    path: str
    page: str = ""
    shows: str = ""
    who: str = ""
    theme: str = "light"
    find: str = ""
    then: str = ""
    width: int = 1200
    height: int = 800


def _phone(name: str, path: str, page: str, shows: str, *, who: str = "", find: str = "") -> Picture:
    return Picture(f"{name}-phone", path, page, shows, who=who, find=find, width=390)


def _light(name: str, path: str, page: str, shows: str, *, who: str = "", find: str = "", then: str = "") -> Picture:
    return Picture(f"{name}-light", path, page, shows, who=who, find=find, then=then)


def _dark(name: str, path: str, page: str, shows: str, *, who: str = "", find: str = "", then: str = "") -> Picture:
    return Picture(f"{name}-dark", path, page, shows, who=who, theme="dark", find=find, then=then)


# One of each type of page, in the order of the main navigation.
PICTURES = (
    _light("start", "/", "pages.start", "Start page"),
    _phone("start", "/", "pages.start", "Start page on a phone"),
    _light("tour", "/rundgang", "tour.show", "Tour for newcomers"),
    _dark("ideas", "/ideen", "ideas.index", "List of ideas"),
    _light("idea", "/ideen?stand=board", "ideas.show", "An idea on its way", find=FIRST),
    _phone("idea-form", "/ideen/neu", "idea_writing.new", "Writing an idea on a phone", who=CITIZEN),
    _dark("idea-figures", "/ideen/zahlen", "ideas.figures", "What became of all ideas"),
    _light("districts", "/stadtbezirke", "districts.index", "Districts of the city"),
    _light("district", "/stadtbezirke/111", "districts.show", "What is going on in a district"),
    _light("activities", "/aktivitaeten?stand=alle", "activities.index", "Activities of the city"),
    _phone("activity", "/aktivitaeten?stand=alle", "activities.show", "An activity on a phone", find=FIRST),
    _light("spaces", "/raeume", "discussions.spaces", "Spaces for discussion"),
    _light("space", "/raeume/unterwegs-in-braunschweig", "discussions.space", "A space with its threads", who=CITIZEN),
    _dark("thread", "/raeume/unterwegs-in-braunschweig", "discussions.thread", "A thread", find="Grüne Welle"),
    _light("surveys", "/umfragen", "surveys.index", "Surveys"),
    _phone("survey", "/umfragen", "surveys.show", "A survey on a phone", who=CITIZEN, find="Bänke"),
    _light("committees", "/gremien", "committees.index", "Committees"),
    _light("committee", "/gremien/fachbeirat-mobilitaet", "committee.show", "An advisory council"),
    _dark("board-page", "/gremien/smart-city-board", "committee.show", "The Board"),
    _light("meetings", "/sitzungen", "meetings.index", "Sessions, with what is live now"),
    _light("meeting", "/sitzungen", "meetings.room", "A live session", who=MEMBER, find="Laufende Sitzung"),
    _phone("meeting-chair", "/sitzungen", "meetings.room", "A live session led on a phone", who=CHAIR, find="Laufende"),
    _light("calendar", "/sitzungen/kalender", "calendars.subscribe", "Calendar of one's own sessions", who=CITIZEN),
    _light("decisions", "/beschluesse", "decisions.index", "Register of decisions"),
    _dark("decision", "/beschluesse", "decisions.show", "A decision with its reasons", find=FIRST),
    _light("projects", "/vorhaben", "projects.index", "Projects"),
    _light("project", "/vorhaben", "projects.show", "A project with its milestones", find=FIRST),
    _light("strategy", "/strategie", "strategy.overview", "Strategy of the city"),
    _dark("coverage", "/strategie/abdeckung", "reports.coverage", "Which goals ideas and projects serve"),
    _light("figures", "/zahlen", "reports.show_figures", "Participation in figures"),
    _light("reports", "/berichte", "reports.index", "Reports"),
    _light("search", "/suche?q=ampel", "search.find", "Search"),
    _dark("search-help", "/suche/hilfe", "search.syntax_help", "Help for the search"),
    _light("sign-in", "/anmelden", "accounts.sign_in", "Signing in"),
    _phone("register", "/registrieren", "accounts.register", "Making an account on a phone"),
    _light("account", "/konto", "accounts.account", "One's own account", who=CITIZEN),
    _dark("inbox", "/mitteilungen", "notifications.inbox", "Messages", who=CITIZEN),
    _light("own-data", "/konto/daten", "privacy.own_data", "One's own data", who=CITIZEN),
    _light("profile", "/leute/Lindenblatt", "accounts.profile", "Profile of a person"),
    _light("moderation", "/moderation", "moderation.queue", "Queue of the moderation", who=MODERATOR),
    _dark("moderation", "/moderation", "moderation.case", "A case of the moderation", who=MODERATOR, find="Fall 1"),
    _light("transparency", "/transparenz", "transparency.index", "Moderation in figures"),
    _light("office", "/stabsstelle", "office.index", "Workbench of the staff office", who=STAFF),
    _dark("overview", "/stabsstelle/lage", "overview.show", "What waits for the staff office", who=STAFF),
    _light("assessments", "/bewertungen", "assessments.tasks", "Assessments to make", who=STAFF),
    _light("board", "/board", "board.index", "What waits for the Board", who=BOARD),
    _dark("comparison", "/board/vergleich", "comparison.index", "Ideas side by side", who=BOARD),
    _light("administration", "/verwaltung", "administration.index", "Administration", who=ADMIN),
    _dark("operation", "/verwaltung/betrieb", "operation.index", "State of the system", who=ADMIN),
    _light("help", "/hilfe", "legal.help_page", "Help"),
    _light("handbook", "/hilfe/handbuch", "handbook.index", "Handbook inside the forum"),
    _phone("easy", "/leichte-sprache", "legal.easy", "Leichte Sprache on a phone"),
    _light("signs", "/gebaerdensprache", "legal.signs", "Videos in sign language"),
    _light("accessibility", "/barrierefreiheit", "accessibility.statement_page", "Accessibility statement"),
    _light("barrier", "/barrierefreiheit/melden", "accessibility.report", "Reporting a barrier"),
    _light("rules", "/regeln", "legal.rules", "Rules of the house"),
    _light("privacy", "/datenschutz", "privacy.statement", "Privacy statement"),
    _light("styleguide", "/gestaltung", "pages.styleguide", "Living style guide"),
    _light("offline", "/ohne-verbindung", "offline.without", "Without a connection"),
    _light("not-found", "/gibt-es-nicht", "", "A page that does not exist"),
    _phone("forbidden", "/stabsstelle", "", "A page that is not for oneself", who=CITIZEN),
)
# The ten screens of an idea's way, in the order of the handbook.
SCREENS = (
    Picture("1-idee-schreiben", "/ideen/neu", who=CITIZEN),
    Picture("2-unterstuetzen", "/ideen?stand=in_diskussion&sortierung=unterstuetzung", find=FIRST),
    Picture("3-werkbank", "/stabsstelle", who=STAFF),
    Picture("4-zusammenfuehren", "/ideen?stand=in_diskussion", who=STAFF, find=FIRST, then="/zusammenfuehren"),
    Picture("5-bewertung", "/ideen?stand=fachpruefung", who=STAFF, find=FIRST, then="/bewertung"),
    Picture("6-vorlage", "/ideen?stand=fachpruefung", who=STAFF, find=FIRST, then="/vorlage"),
    Picture("7-vergleich", "/board/vergleich", who=BOARD),
    Picture("8-beschluss", "/beschluesse", find=FIRST),
    Picture("9-vorhaben", "/vorhaben", find=FIRST),
    Picture("10-bericht", "/strategie/abdeckung"),
)
# The pages of the technical administration, for its chapter.
ADMINISTRATION = (
    Picture("verwaltung-konto", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", height=1000),
    Picture("verwaltung-adresse", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", then="/adresse"),
    # Without the fields for days, which speak the language of the browser.
    Picture(
        "verwaltung-rolle", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", then="/rolle", height=455
    ),
    Picture("verwaltung-rollen", "/verwaltung/rollen", who=ADMIN),
    Picture("verwaltung-betrieb", "/verwaltung/betrieb", who=ADMIN),
    Picture("verwaltung-protokoll", "/verwaltung/protokoll", who=ADMIN),
    Picture("verwaltung-rechte", "/verwaltung/rechte", who=ADMIN),
    Picture("verwaltung-texte", "/verwaltung/texte", who=ADMIN),
    # Without the list, which begins with a folder of whoever takes the picture.
    Picture("verwaltung-einstellungen", "/verwaltung/einstellungen", who=ADMIN, height=610),
)
