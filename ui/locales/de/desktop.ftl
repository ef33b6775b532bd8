# Infobereich und Meldungen des Betriebssystems. Nie mit Inhalt, nie mit Personen.
tray-open = Beistand öffnen
tray-available = Meine Live-Chat Verfügbarkeit
tray-quit = Beenden
tray-requests = { $count ->
    [0] Keine wartenden Anfragen
    [one] Eine wartende Anfrage
   *[other] { $count } wartende Anfragen
}
tray-state-off = Beistand: nicht verfügbar
tray-state-on = Beistand: verfügbar
tray-state-paused = Beistand: Verfügbarkeit pausiert
tray-state-offline = Beistand: keine Verbindung
alert-request-title = Neue Live-Chat Anfrage
alert-request-body = { $topic }
alert-accept = Annehmen
alert-message-title = Neue Nachricht
alert-message-body = In einem Ihrer Chats
alert-open = Öffnen
tray-state-busy = Beistand: verfügbar, mehr Chats sind gerade nicht möglich
tray-request = Annehmen: Ratsuchende_r { $number } · { $topic }
tray-chat = Ratsuchende_r { $number } · { $topic }
tray-chat-unread = Ratsuchende_r { $number } · { $topic } · Neues
tray-mark = In einem Chat gibt es Neues.
machine-why = Pausiert vorher die Live-Chat Verfügbarkeit
machine-running = { $count ->
    [one] Ein Live-Chat läuft noch
   *[other] { $count } Live-Chats laufen noch
}
tray-breaks = Pause machen
tray-break = Pause
tray-phone = Telefonat
tray-meeting = Besprechung
tray-settings = Einstellungen
alert-later = Später
alert-runs-out-title = Ein Chat endet bald
alert-runs-out-body = { $topic } · noch { $count } Minuten
alert-availability-title = Sie sind nicht mehr verfügbar
alert-availability-body = Die Verbindung war zu lange weg. Bitte schalten Sie Ihre Verfügbarkeit neu ein.
alert-session-title = Sie sind abgemeldet
alert-session-body = Der Server hat Ihre Sitzung beendet. Bitte melden Sie sich neu an, damit man Sie wieder erreicht.
alert-test-title = Würde ich es hören?
alert-test-body = Probe-Anfrage. Bitte klicken Sie hier.
alert-heard = Ich höre es
chat-window-title = Ratsuchende_r { $number } – Beistand
