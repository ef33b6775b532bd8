# Sperre und gemeinsam genutzte Rechner.
lock-title = Gesperrt
lock-text = { $name }, Ihre Chats sind noch da.
lock-pin = PIN
lock-open = Entsperren
lock-forgotten = PIN vergessen: mit dem Passwort anmelden
lock-forgotten-ask = Mit dem Passwort anmelden?
lock-forgotten-text = Die PIN gilt dann nicht mehr. Ihre Verfügbarkeit endet, und laufende Chats sind unterbrochen, bis Sie angemeldet sind. Was Sie geschrieben haben, bleibt.
lock-forgotten-do = Zur Anmeldung
lock-wrong = { $tries ->
    [one] Das ist nicht die PIN. Noch ein Versuch, danach melden Sie sich mit dem Passwort an.
   *[other] Das ist nicht die PIN. Noch { $tries } Versuche, danach melden Sie sich mit dem Passwort an.
}
lock-now = Jetzt sperren
lock-after = Von selbst sperren
lock-after-never = Nie
lock-after-minutes = { $minutes ->
    [one] Nach einer Minute ohne Eingabe
   *[other] Nach { $minutes } Minuten ohne Eingabe
}
pin-title = PIN-Sperre
pin-text = Gesperrt zeigt Beistand nichts aus Ihren Chats. Ihre Verfügbarkeit und die Benachrichtigungen laufen weiter.
pin-current = Bisherige PIN
pin-new = Neue PIN
pin-hint = 4 bis 12 Ziffern
pin-add = PIN festlegen
pin-change = PIN ändern
pin-remove = PIN entfernen
pin-set = Die PIN gilt ab jetzt.
pin-removed = Die PIN ist entfernt.
pin-problem-form = Eine PIN hat 4 bis 12 Ziffern.
pin-problem-wrong = Die bisherige PIN stimmt nicht.
desk-problem-pin-forgotten = Bitte melden Sie sich mit Ihrem Passwort an. Was Sie geschrieben haben, ist noch da.
shared-title = Gemeinsam genutzter Rechner
shared-text = Nach dem Abmelden oder Beenden bleibt nichts auf diesem Rechner, außer Dateien, die Sie selbst speichern.
shared-kept = Dies ist ein gemeinsam genutzter Rechner: nach dem Abmelden oder Beenden bleibt nichts darauf, außer Dateien, die Sie selbst speichern.
