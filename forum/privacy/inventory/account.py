"""What belongs to an account: the person, doors, wishes, and what only the person sees."""

from forum.core.i18n import _, lazy, ngettext
from forum.privacy.inventory.kinds import Fate, Ground, Holding, Purpose

_GONE = Fate.DELETED
_PERSON = ("handle", "email", "affiliations", "organisation", "reading", "shortcuts", "withheld")
WITH_ACCOUNT = lazy("so lange wie das Konto")

PURPOSES = (
    Purpose(
        lazy("Konto und Anmeldung"),
        lazy(
            "E-Mail-Adresse und Name im Forum, dazu die neue oder bisherige Adresse und der bisherige Name, solange eine "
            "Änderung läuft; Passwort als Prüfwert, Sprache, freiwillige Angaben, Anmeldungen und der Tag der letzten, "
            "die Art der Geräte dabei, Schlüssel, der Wunsch, das Konto zu löschen. Wenn Sie sie einrichten: Passkeys, "
            "eine App mit Codes und Ersatzcodes; von einem Anmeldedienst nur, wie sicher er Sie kennt und ob Sie in "
            "Braunschweig wohnen, mit Stadtbezirk, wenn er ihn nennt, dazu ein Prüfwert statt Ihrer Nummer dort, der "
            "auch bleibt, wenn Sie den Dienst trennen und in Braunschweig wohnen"
        ),
        lazy(
            "Name im Forum, auch der frühere, solange er zu Ihnen führt: alle. Gruppe und Organisation: alle, wenn Sie das "
            "wählen. Alles andere: nur Sie"
        ),
        Ground.TASK,
        lambda config: _(
            "so lange wie das Konto; ein Konto, das niemand bestätigt, %(unconfirmed)s Tage, eines, mit dem sich niemand "
            "anmeldet, %(months)s Monate; ein Name, den Sie abgelegt haben, %(names)s Tage, eine Adresse %(addresses)s "
            "Tage, der Prüfwert eines getrennten Anmeldedienstes %(residents)s Tage. Wollen Sie das Konto löschen, "
            "können Sie es sich %(undo)s Tage anders überlegen",
            unconfirmed=config["UNCONFIRMED_KEEP_DAYS"],
            months=config["INACTIVE_ERASE_MONTHS"],
            names=config["HANDLE_KEEP_DAYS"],
            addresses=config["ADDRESS_UNDO_DAYS"],
            residents=config["RESIDENT_KEEP_DAYS"],
            undo=config["ERASURE_UNDO_DAYS"],
        ),
        (
            Holding(
                "person",
                person="id",
                texts=_PERSON,
                secret=("password_hash",),
                fate=Fate.UNNAMED,
                cleared=_PERSON,
            ),
            Holding("former_handle", person="person_id", texts=("handle",), fate=_GONE),
            Holding("erasure", person="person_id", fate=Fate.KEPT),
            Holding("grant", person="person_id", others=("granted_by",), texts=("reason",), fate=Fate.KEPT),
            Holding("unit_entry", person="person_id", others=("proposed_by",), fate=_GONE),
            Holding(
                "role_proposal",
                person="person_id",
                others=("proposed_by", "decided_by"),
                texts=("reason",),
                fate=Fate.KEPT,
            ),
            Holding("sign_in", person="person_id", texts=("device",), secret=("digest",), fate=_GONE),
            Holding("known_device", person="person_id", texts=("name",), fate=_GONE),
            Holding("authenticator", person="person_id", secret=("secret",), fate=_GONE),
            Holding("recovery_code", person="person_id", secret=("digest",), fate=_GONE),
            Holding("passkey", person="person_id", texts=("name",), secret=("credential", "public_key"), fate=_GONE),
            Holding(
                "provider_identity",
                person="person_id",
                texts=("provider", "district"),
                secret=("subject",),
                fate=_GONE,
            ),
            Holding("left_resident", person="person_id", secret=("subject",), fate=_GONE),
            Holding(
                "provider_visit",
                person="person_id",
                texts=("provider", "target"),
                secret=("digest", "nonce", "verifier", "proof"),
                fate=_GONE,
            ),
            Holding("challenge", person="person_id", secret=("digest",), fate=_GONE),
            Holding("address_change", person="person_id", texts=("email", "former"), fate=_GONE),
            Holding("one_time_link", person="person_id", secret=("digest",), fate=_GONE),
            Holding("api_token", person="person_id", texts=("name", "scopes"), secret=("digest",), fate=_GONE),
            Holding("calendar_key", person="person_id", secret=("digest",), fate=_GONE),
            Holding("data_export", person="person_id", secret=("key",), fate=_GONE),
        ),
    ),
    Purpose(
        lazy("Was das Forum für Sie behält"),
        lazy(
            "Entwürfe, wie weit Sie gelesen haben, wem Sie folgen, wen Sie ausblenden, gespeicherte Suchen, Mitteilungen"
        ),
        lazy("nur Sie"),
        Ground.TASK,
        lambda config: ngettext(
            "so lange wie das Konto; Entwürfe %(num)s Tag, nachdem Sie zuletzt daran geschrieben haben",
            "so lange wie das Konto; Entwürfe %(num)s Tage, nachdem Sie zuletzt daran geschrieben haben",
            config["DRAFT_KEEP_DAYS"],
        ),
        (
            Holding("draft", person="person_id", texts=("action", "target", "fields"), secret=("form",), fate=_GONE),
            Holding("bookmark", person="person_id", fate=_GONE),
            Holding("follow", person="person_id", fate=_GONE),
            Holding("ignoring", person="person_id", others=("ignored_id",), chosen="ignored_id", fate=_GONE),
            Holding("mention_block", person="person_id", others=("blocked_id",), chosen="blocked_id", fate=_GONE),
            Holding("mail_wishes", person="person_id", texts=("groups",), fate=_GONE),
            Holding(
                "message",
                person="person_id",
                texts=("reason", "thing_kind", "url", "data"),
                secret=("withheld",),
                fate=_GONE,
                names=("data",),
            ),
            Holding("saved_search", person="person_id", texts=("words", "choices"), fate=_GONE, names=("choices.von",)),
            Holding("saved_view", person="person_id", texts=("name", "words"), fate=_GONE),
            Holding("queue_view", person="person_id", texts=("name", "words"), fate=_GONE),
            Holding("space_read", person="person_id", fate=_GONE),
            Holding("thread_read", person="person_id", fate=_GONE),
            Holding("speaking_choice", person="person_id", texts=("speaking_group",), fate=_GONE),
        ),
    ),
    Purpose(
        lazy("Blicke der Verwaltung auf Ihre Adresse"),
        lazy("wer Ihre E-Mail-Adresse angesehen hat, wann und warum"),
        lazy("die datenschutzbeauftragte Person; Sie selbst lesen Tag und Grund im Konto"),
        Ground.DUTY,
        lambda config: ngettext("%(num)s Tag", "%(num)s Tage", config["ACCESS_KEEP_DAYS"]),
        (Holding("address_look", person="person_id", others=("viewer_id",), texts=("reason",), fate=Fate.KEPT),),
    ),
    Purpose(
        lazy("Blicke auf Beweise"),
        lazy("wer von Amts wegen Unterschriften auf Papier oder Beweise geöffnet hat, und wann"),
        lazy("die datenschutzbeauftragte Person"),
        Ground.DUTY,
        lambda config: ngettext("%(num)s Tag", "%(num)s Tage", config["ACCESS_KEEP_DAYS"]),
        (Holding("file_look", person="viewer_id", texts=("purpose",), fate=Fate.KEPT),),
    ),
    Purpose(
        lazy("E-Mails an Sie"),
        lazy("Adresse und Betreff der gesendeten E-Mails, der Text nur bis zum Versand"),
        lazy("nur Sie"),
        Ground.TASK,
        lambda config: ngettext("%(num)s Tag", "%(num)s Tage", config["MAIL_KEEP_DAYS"]),
        (
            Holding(
                "mail",
                texts=("to_address", "subject", "text", "unsubscribe", "calendar"),
                fate=_GONE,
                address="to_address",
                apart=lazy("Sie haben die E-Mails bekommen; Links darin öffnen Ihr Konto."),
            ),
            Holding(
                "asked_link",
                texts=("email", "purpose", "target"),
                fate=_GONE,
                address="email",
                apart=lazy("Es ist nur da, bis die E-Mail geschrieben ist."),
            ),
        ),
    ),
)
