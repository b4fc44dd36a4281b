"""What the forum says of itself in Leichte Sprache until the city words it: what it is, how one finds one's way, who helps.

These three are what BITV 2.0, Anlage 2, asks for. It is German by its nature, so it stands in no catalogue.
"""

EASY = """
# Was ist das Smart City-Forum?

Das Forum ist eine Internet-Seite von der Stadt Braunschweig.
Hier reden Menschen über ihre Stadt.
Sie haben eine Idee für Braunschweig?
Dann schreiben Sie die Idee hier auf.
Andere Menschen lesen Ihre Idee.
Sie können auch sagen: Das finde ich gut.
Finden viele Menschen eine Idee gut?
Dann muss die Stadt die Idee prüfen.
Die Stadt sagt dann: Das machen wir.
Oder die Stadt sagt: Das machen wir nicht.
Die Stadt sagt auch den Grund.

Das Forum kostet kein Geld.
Lesen können Sie alles ohne Anmeldung.
Zum Schreiben brauchen Sie ein Konto.
Für das Konto brauchen Sie eine E-Mail-Adresse.

# So finden Sie sich zurecht

Oben auf jeder Seite sind Wörter zum Anklicken.
Auf dem Handy drücken Sie zuerst auf **Menü**.

- **Ideen**: Hier lesen Sie die Ideen von allen.
  Hier schreiben Sie auch Ihre Idee auf.
- **Räume**: Hier reden Menschen über ein Thema.
- **Sitzungen**: Hier beraten Gruppen über die Ideen.
  Sie können dabei mitlesen.
- **Beschlüsse**: Hier steht, was entschieden ist.
- **Vorhaben**: Hier steht, was die Stadt gerade baut oder macht.

Oben ist auch ein Feld mit einer **Lupe**.
Schreiben Sie dort ein Wort hinein.
Dann zeigt das Forum alle Texte mit dem Wort.

Ganz unten auf jeder Seite steht auch:

- **Kontakt**: So erreichen Sie uns.
- **Datenschutz**: Das speichern wir über Sie.
- **Barriere melden**: Hier sagen Sie uns, was nicht geht.

# So reden wir miteinander

Bitte seien Sie freundlich.
Niemand darf hier andere Menschen beleidigen.
Manche Texte sind verboten.
Dann verbergen wir den Text.
Wir sagen Ihnen immer den Grund.
Finden Sie das falsch?
Dann können Sie sich beschweren.
Ein anderer Mensch prüft dann alles noch einmal.

# Alle sollen mitmachen können

Wir möchten: Alle Menschen können das Forum benutzen.
Das schwere Wort dafür ist: Barriere-Freiheit.
Sie können das Forum ohne Maus benutzen.
Ein Programm kann Ihnen die Seiten vorlesen.
Sie können die Schrift größer machen.

Manches ist noch nicht gut.
Viele Texte im Forum sind noch schwer.
Die Texte schreiben viele verschiedene Menschen.

Sie finden etwas schwer?
Oder etwas geht nicht?
Dann sagen Sie uns das bitte.
Klicken Sie unten auf **Barriere melden**.
Wir antworten Ihnen.

Unsere Antwort hilft Ihnen nicht?
Dann hilft die Schlichtungs-Stelle.
Dort arbeiten Menschen, die bei Streit helfen.
Das kostet kein Geld.
Die Adresse steht [auf dieser Seite](/barrierefreiheit).
""".strip()
