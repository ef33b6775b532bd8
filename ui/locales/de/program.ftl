# Das Programm selbst: Start, Updates, Diagnose, Lizenzen.
program-title = Programm
program-start = Start
program-autostart = Mit dem System starten
program-autostart-text = Beistand startet dann ohne Fenster und wartet im Infobereich. Ihre Verfügbarkeit bleibt aus, bis Sie sie einschalten.
program-autostart-unknown = Auf diesem Rechner lässt sich nicht feststellen, ob Beistand mit dem System startet.
program-updates = Updates
program-version = Diese Version ist { $version }.
program-update-organisation = Updates bringt die IT Ihres Trägers.
program-update-newest = Sie haben die neueste Version.
program-update-available = Version { $version } ist da.
program-update-ready = Version { $version } ist geladen und geprüft, aber noch nicht eingesetzt.
program-update-no-server = Melden Sie sich an, dann kann Beistand Ihren Server fragen.
program-update-unreachable = Der Server ist gerade nicht zu erreichen. Es wurde nichts verändert.
program-update-not-signed = Das Update trägt nicht die Unterschrift Ihres Trägers. Es wurde nichts eingesetzt. Bitte sagen Sie Ihrer IT Bescheid.
program-update-not-installed = Das Update konnte nicht eingesetzt werden. Beistand läuft in der bisherigen Version weiter.
program-update-look = Nach Updates suchen
program-update-looking = Wird gesucht
program-update-install = Laden und einsetzen
program-update-loading = Wird geladen
program-ask-update = Update jetzt einsetzen?
program-choice-update = Trotzdem einsetzen
program-diagnosis = Diagnose für die Hilfe
program-diagnosis-text = Versionen, Zustand der Verbindung und die letzten Zeilen des Protokolls. Ohne Namen, Adressen und Inhalte.
program-diagnosis-show = Diagnose anzeigen
program-diagnosis-copy = Diagnose kopieren
program-diagnosis-copied = Kopiert. Sie können sie jetzt in eine Nachricht an Ihre IT einfügen.
program-diagnosis-failed = Das Kopieren ist hier nicht möglich. Sie können den Text unten markieren.
program-licences = Lizenzen
program-licences-text = Beistand ist freie Software (MIT oder Apache 2.0) und baut auf der Arbeit anderer auf.
program-licences-show = Lizenzen anzeigen
program-licences-search = In den Lizenzen suchen
program-licences-found = { $count ->
    [one] Ein Paket
   *[other] { $count } Pakete
}
