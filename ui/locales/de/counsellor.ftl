# Das Fenster der Berater:innen.
desk-brand = Beistand
desk-starting = Einen Moment bitte
desk-broken = Das Fenster bekommt keine Antwort vom Programm.
desk-broken-text = Ihre Chats sind nicht verloren. Bitte beenden Sie Beistand und starten Sie es neu.
desk-command-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal; was Sie geschrieben haben, ist noch da.

desk-sign-in = Anmelden
desk-sign-in-text = Melden Sie sich mit dem Zugang Ihrer Beratungsstelle an.
desk-sign-in-busy = Wird angemeldet …
desk-server = Adresse des Servers
desk-server-hint = Sie steht in der Einladung Ihrer Beratungsstelle.
desk-name = Anmeldename
desk-password = Passwort
desk-code = Code
desk-code-hint = Sechs Ziffern aus Ihrer App oder ein Wiederherstellungscode.
desk-problem-wrong-password = Anmeldename und Passwort passen nicht zusammen.
desk-problem-second-factor = Ihr Konto verlangt außer dem Passwort einen Code.
desk-problem-wrong-code = Dieser Code stimmt nicht oder wurde schon benutzt. Nehmen Sie den nächsten, den Ihre App zeigt.
desk-problem-too-many = Zu viele Versuche. Bitte warten Sie einige Minuten.
desk-problem-too-many-minutes = { $minutes ->
    [one] Zu viele Versuche. In einer Minute geht es wieder.
   *[other] Zu viele Versuche. In { $minutes } Minuten geht es wieder.
}
desk-problem-unreachable = Der Server ist unter dieser Adresse nicht zu erreichen. Bitte prüfen Sie die Adresse und Ihre Internetverbindung.
desk-problem-not-beistand = Unter dieser Adresse antwortet kein Beistand-Server, oder einer mit einer anderen Version.
desk-problem-bad-address = Das ist keine Adresse. Sie sieht zum Beispiel so aus: https://beratung.example.org
desk-problem-moved = Der Server ist umgezogen. Die neue Adresse steht im Feld: { $server }. Wenn Sie ihr vertrauen, melden Sie sich dort an.
desk-problem-server-busy = Der Server hat gerade sehr viele Anmeldungen. Es wird von selbst noch einmal versucht.
desk-problem-server-still-busy = Der Server hat weiter zu viele Anmeldungen. Bitte versuchen Sie es in einigen Minuten noch einmal.
desk-problem-proxy-away = Der Proxy, über den dieser Rechner ins Internet geht, ist nicht zu erreichen.
desk-problem-proxy-unsupported = Der Proxy, über den dieser Rechner ins Internet geht, ist von einer Art, die Beistand nicht verwenden kann. Möglich sind HTTP und HTTPS. Bitte wenden Sie sich an die Person, die diesen Rechner betreut.
desk-problem-proxy-asks = Der Proxy, über den dieser Rechner ins Internet geht, verlangt eine Anmeldung. Bitte wenden Sie sich an die Person, die diesen Rechner betreut.
desk-problem-proxy-refused = Der Proxy, über den dieser Rechner ins Internet geht, lässt die Verbindung nicht zu.
desk-problem-certificate-untrusted = Dieser Rechner vertraut dem Zertifikat des Servers nicht. Es kann selbst ausgestellt sein, oder jemand sitzt dazwischen.
desk-problem-certificate-expired = Das Zertifikat des Servers ist abgelaufen, oder die Uhr dieses Rechners geht vor.
desk-problem-certificate-not-yet-valid = Das Zertifikat des Servers gilt noch nicht. Wahrscheinlich geht die Uhr dieses Rechners nach.
desk-problem-certificate-other-name = Das Zertifikat des Servers ist für eine andere Adresse ausgestellt. Bitte prüfen Sie die Adresse.
desk-problem-session-ended = Ihre Anmeldung wurde auf dem Server beendet. Bitte melden Sie sich neu an.
desk-problem-no-storage = Der Ordner für Ihre verschlüsselten Kopien ist nicht beschreibbar. Bitte wenden Sie sich an die Person, die diesen Rechner betreut.
desk-unopened-keyring-locked = Der Schlüsselbund ist nicht geöffnet. Darin liegen die Schlüssel zu dem, was auf diesem Rechner noch steht.
desk-unopened-keys-missing = Im Schlüsselbund fehlen die Schlüssel zu dem, was auf diesem Rechner noch steht.
desk-unopened-another-person = Auf diesem Rechner steht noch etwas von einer anderen Person oder einem anderen Server.
desk-would-remove-uncounted = Die Anmeldung würde es entfernen. Wie viel es ist, lässt sich nicht zählen, denn die Datei ist beschädigt oder nicht lesbar.
desk-would-remove = Die Anmeldung würde entfernen: { $chats ->
    [one] einen Chat
   *[other] { $chats } Chats
}, { $unsent ->
    [one] eine nicht gesendete Nachricht
   *[other] { $unsent } nicht gesendete Nachrichten
}, { $drafts ->
    [one] einen Entwurf
   *[other] { $drafts } Entwürfe
}.
desk-open-keyring = Schlüsselbund noch einmal fragen
desk-remove-and-sign-in = Entfernen und anmelden
desk-no-keyring = Auf diesem Rechner ist kein Schlüsselbund geöffnet. Sie können arbeiten, müssen sich aber nach jedem Start neu anmelden.

desk-places = Bereiche
desk-requests = Erstanfragen
desk-chats = Meine Beratungen
desk-profile = Profil
desk-sign-out = Abmelden
desk-unread-count = { $count ->
    [one] eine ungelesene Nachricht
   *[other] { $count } ungelesene Nachrichten
}
desk-waiting-count = { $count ->
    [one] eine wartende Anfrage
   *[other] { $count } wartende Anfragen
}

desk-connected = Verbunden
desk-connecting = Verbindung wird aufgebaut
desk-offline = Keine Verbindung seit { $since }
desk-offline-next = { $seconds ->
    [0] Nächster Versuch läuft.
    [one] Nächster Versuch in einer Sekunde.
   *[other] Nächster Versuch in { $seconds } Sekunden.
}
desk-offline-works = Lesen und Schreiben geht weiter. Nachrichten werden gesendet, sobald die Verbindung wieder da ist.
desk-connect-now = Jetzt verbinden

desk-switch = Meine Live-Chat Verfügbarkeit
desk-availability-off = Nicht verfügbar
desk-availability-on = Verfügbar
desk-availability-paused = Pausiert
desk-availability-unsure = Verbindung fehlt
desk-availability-switching-on = Wird eingeschaltet …
desk-availability-switching-off = Wird ausgeschaltet …
desk-availability-on-text = { $chats } von { $room } Chats · seit { $since }
desk-availability-elsewhere = auf einem anderen Gerät eingeschaltet
desk-availability-unsure-text = Ihre Verfügbarkeit gilt noch bis { $until } und endet dann von selbst.
desk-off-chosen = Sie bekommen keine Live-Chat Anfragen.
desk-off-expired = Sie endete, weil die Verbindung zu lange weg war.
desk-off-signed-out = Sie endete beim Abmelden.
desk-off-absent = Sie sind als abwesend eingetragen.
desk-off-by-supervisor = Die Teamleitung hat sie ausgeschaltet.
desk-paused-locked = Der Bildschirm ist gesperrt.
desk-paused-suspended = Der Rechner war im Ruhezustand.
desk-paused-idle = Seit einiger Zeit keine Eingabe an diesem Rechner.
desk-paused-missed-offers = Zwei angebotene Anfragen blieben ohne Antwort.
desk-paused-break = Sie machen Pause.

desk-tab-inquiries = Anfragen
desk-tab-live = Live-Chat Anfragen
desk-inquiries-none = Keine schriftlichen Anfragen
desk-inquiries-none-text = Schriftliche Anfragen erscheinen hier, sobald Ihre Beratungsstelle sie nutzt.
desk-requests-none = Gerade wartet niemand
desk-requests-none-on = Neue Anfragen erscheinen hier, und Sie hören davon, auch wenn das Fenster geschlossen ist.
desk-requests-none-off = Schalten Sie Ihre Verfügbarkeit ein, um Live-Chat Anfragen zu sehen.
desk-request-start = Chat starten
desk-request-accepting = Wird angenommen …
desk-request-away = Verbindung gerade unterbrochen
desk-request-place = Platz { $place } von { $of }
desk-request-topic = Fachbereich
desk-request-age = Wartet
desk-request-connection = Verbindung
desk-request-here = verbunden
desk-request-then = Danach entscheidet die ratsuchende Person, ob das Gespräch beginnt.
desk-full = { $waiting ->
    [0] Alle Ihre Plätze sind belegt ({ $chats }).
    [one] Alle Ihre Plätze sind belegt ({ $chats }). Eine Anfrage wartet.
   *[other] Alle Ihre Plätze sind belegt ({ $chats }). { $waiting } Anfragen warten.
}
desk-full-text = { $chats ->
    [one] Sie führen schon einen Chat, mehr gleichzeitig sind nicht vorgesehen. Sobald er endet, können Sie diese Anfrage annehmen.
   *[other] Sie führen schon { $chats } Chats, mehr gleichzeitig sind nicht vorgesehen. Sobald einer endet, können Sie diese Anfrage annehmen.
}
desk-free = Ein Platz ist wieder frei.
desk-idle-availability = Verfügbarkeit
desk-idle-chats = Laufende Chats
desk-idle-test = Probe
desk-accepted = Sie haben die Anfrage von { $who } angenommen
desk-accepted-text = Die Person wird jetzt gefragt, ob sie chatten möchte. Bis dahin kann niemand schreiben.
desk-accepted-active-text = Das Gespräch hat begonnen.
desk-answer = Antworten

desk-age-now = gerade eben
desk-age-minutes = { $minutes ->
    [one] seit einer Minute
   *[other] seit { $minutes } Minuten
}
desk-age-hours = { $hours ->
    [one] seit einer Stunde
   *[other] seit { $hours } Stunden
}

desk-ago-minutes = { $minutes ->
    [one] vor einer Minute
   *[other] vor { $minutes } Minuten
}
desk-ago-hours = { $hours ->
    [one] vor einer Stunde
   *[other] vor { $hours } Stunden
}

desk-chats-none = Noch keine Beratungen
desk-chats-none-text = Angenommene Anfragen erscheinen hier. Beendete Chats bleiben { $readableHours } Stunden lesbar.
desk-state-active = aktiv
desk-state-accepted = wartet auf Zusage
desk-state-ended = beendet
desk-draft = Entwurf
desk-no-messages = Noch keine Nachrichten
desk-facts = Über diesen Chat
desk-facts-close = Angaben schließen
desk-facts-state = Zustand
desk-facts-ends = Endet um
desk-facts-readable = Lesbar
desk-facts-people = In diesem Chat
desk-facts-me = Sie
desk-facts-away = unterbrochen
desk-chats-ended = Beendet, noch lesbar
desk-chats-until = bis { $until }
desk-open-tabs = Geöffnete Chats
desk-close-tab = Tab schließen: { $who }
desk-close = Schließen
desk-back-to-list = Zur Liste
desk-end-chat = Chat beenden
desk-seeker-away = Die Verbindung von { $who } ist seit { $since } unterbrochen. Was Sie schreiben, kommt an, sobald sie wieder da ist.
desk-nothing-open = Kein Chat geöffnet
desk-nothing-open-text = Wählen Sie links eine Beratung.
desk-loading-chat = Der Verlauf wird geladen.
desk-closed-not-begun = Ratsuchende entscheiden selbst, ob das Gespräch beginnt. Sobald „Jetzt chatten“ gewählt ist, können Sie hier schreiben.
desk-closed-ended = Der Chat wurde beendet. Sie können ihn noch bis { $until } lesen.
desk-closed-no-key = Dieses Gerät hat für diesen Chat keinen Schlüssel. Lesen und schreiben können Sie ihn auf dem Gerät, mit dem Sie ihn angenommen haben.

desk-ask-end = Möchten Sie diesen Chat beenden?
desk-ask-end-text = Der Ratsuchende wird darüber informiert und kann danach nicht mehr auf den Chat-Verlauf zugreifen.
desk-ask-close-tab = Der Chat mit { $who } läuft noch
desk-ask-close-tab-text = Sie können nur den Tab schließen, dann läuft der Chat in „Meine Beratungen“ weiter, oder den Chat für beide Seiten beenden.
desk-ask-close-window = Es laufen noch Chats
desk-ask-close-window-text = Noch im Gespräch: { $who }. Im Hintergrund läuft alles weiter, und Sie werden über neue Nachrichten benachrichtigt.
desk-ask-quit = Beistand beenden?
desk-ask-sign-out = Abmelden?
desk-ask-chats = Noch im Gespräch: { $who }. Die Ratsuchenden sehen, dass Ihre Verbindung unterbrochen ist.
desk-ask-loses = Die Schlüssel dieser Chats werden dabei gelöscht. Auch wenn Sie sich wieder anmelden, können Sie sie nicht mehr öffnen.
desk-ask-unsent = { $unsent ->
    [one] Eine Nachricht ist noch nicht gesendet und geht verloren.
   *[other] { $unsent } Nachrichten sind noch nicht gesendet und gehen verloren.
}
desk-ask-waiting = { $waiting ->
    [0] Niemand wartet auf einen Chat.
    [one] Eine Anfrage wartet noch.
   *[other] { $waiting } Anfragen warten noch.
}
desk-ask-availability = Ihre Verfügbarkeit wird ausgeschaltet.
desk-choice-cancel = Abbrechen
desk-choice-end = Chat beenden
desk-choice-end-all = Alle Chats beenden
desk-choice-close-tab = Nur Tab schließen
desk-choice-background = Im Hintergrund lassen
desk-choice-quit = Beenden
desk-choice-end-and-quit = Chats beenden, dann Beistand
desk-choice-end-and-sign-out = Chats beenden, dann abmelden
desk-choice-end-and-update = Chats beenden, dann aktualisieren
desk-choice-sign-out = Abmelden

desk-notices = Hinweise
desk-notice-dismiss = Hinweis schließen
desk-notice-taken = { $by } hat die Anfrage von { $who } angenommen.
desk-notice-gone = { $who } wartet nicht mehr.
desk-notice-declined = { $who } hat abgebrochen. Das Gespräch hat nicht begonnen.
desk-notice-no-answer = { $who } hat nicht geantwortet. Der Platz ist wieder frei.
desk-notice-closed = Die Anfrage von { $who } wurde geschlossen.
desk-notice-no-room = { $most ->
    [one] Sie führen schon einen Chat. Mehr gleichzeitig sind nicht vorgesehen.
   *[other] Sie führen schon { $most } Chats. Mehr gleichzeitig sind nicht vorgesehen.
}
desk-notice-not-available = Um Anfragen anzunehmen, schalten Sie bitte zuerst Ihre Verfügbarkeit ein.
desk-notice-try-again = Es ist nicht sicher, ob das beim Server ankam. Bitte sehen Sie nach, und versuchen Sie es sonst noch einmal.
desk-notice-availability-expired = Ihre Verfügbarkeit ist beendet, weil die Verbindung zu lange weg war.
desk-notice-time = Der Chat mit { $who } endet in { $minutes } Minuten.
desk-notice-cache = Die Kopien auf diesem Rechner waren beschädigt und wurden beiseitegelegt. Alles wird neu vom Server geladen.
desk-notice-no-keyring = Es ist kein Schlüsselbund geöffnet. Verschlüsselte Kopien sind nur lesbar, bis das Programm endet.
desk-notice-wrong-version = Dieses Programm und der Server passen nicht zusammen. Bitte aktualisieren Sie Beistand.

form-changed = Ungespeicherte Änderungen
form-discard = Verwerfen
form-save = Speichern
desk-general = Allgemeines
desk-activities = Meine Aktivitäten
desk-security = Sicherheit
desk-my-name = Name
desk-my-topics = Fachbereiche
desk-no-topics = noch keine
desk-look = Darstellung und Sprache
desk-language = Sprache
desk-language-system = Wie das System
desk-language-de = Deutsch
desk-language-en = English
desk-language-da = Dansk
desk-theme = Darstellung
desk-theme-system = Wie das System
desk-theme-light = Hell
desk-theme-dark = Dunkel
desk-activities-text = Solange sie eingeschaltet ist, hören Sie von neuen Live-Chat Anfragen, auch wenn dieses Fenster geschlossen ist. Ausschalten beendet keine laufenden Chats.
desk-security-server = Server
desk-security-keyring = Schlüsselbund
desk-security-keyring-yes = Ihre Anmeldung und Ihr Schlüssel liegen im Schlüsselbund dieses Rechners.
desk-security-kept = Was wo liegt
desk-security-kept-device = Auf diesem Rechner: verschlüsselte Kopien Ihrer Chats, Entwürfe und was noch nicht gesendet ist. Ohne den Schlüsselbund sind sie nicht lesbar.
desk-security-kept-server = Auf dem Server: dieselben Nachrichten, verschlüsselt. Der Server hat keinen Schlüssel dazu.
desk-security-kept-until = { $readableHours } Stunden nach dem Ende eines Chats löschen ihn Server und Programm. Dateien, die jemand gespeichert hat, und Sicherungskopien des Servers sind davon ausgenommen.

desk-detach = In eigenem Fenster öffnen
desk-attach = Zurück ins Hauptfenster
desk-move-hint = Strg+Umschalt+N
desk-close-hint = Strg+W
desk-tab-hint = Wechseln: Strg+Tab oder Strg+1 bis 9. Schließen: Strg+W.
desk-in-window = eigenes Fenster
desk-no-tray = Dieser Desktop zeigt keine Symbole im Infobereich. Beim Schließen wird das Fenster deshalb minimiert; alles läuft weiter.
desk-ask-close-chat-window-text = Sie können nur das Fenster schließen, dann steht der Chat wieder als Tab im Hauptfenster, oder den Chat für beide Seiten beenden.
desk-ask-close-window-text-no-tray = Noch im Gespräch: { $who }. Das Fenster wird minimiert. Alles läuft weiter, und Sie werden über neue Nachrichten benachrichtigt.
desk-choice-close-chat-window = Nur Fenster schließen
desk-choice-minimise = Minimieren
