# Mitarbeitende.
people-invite = Einladen
people-invite-text = Danach bekommen Sie einen Link, den Sie der Person geben. Damit wählt sie ihr Passwort.
people-show = Anzeigen
people-all = alle
people-active = aktiv
people-invited = eingeladen
people-deactivated = deaktiviert
people-found = { $count ->
    [0] niemand gefunden
    [one] eine Person
   *[other] { $count } Personen
}
people-more = Weitere { $count } anzeigen
people-not-reachable = Nicht anwählbar
people-chats = { $count ->
    [one] ein Chat
   *[other] { $count } Chats gleichzeitig
}
people-devices = { $count ->
    [0] kein Gerät angemeldet
    [one] ein Gerät
   *[other] { $count } Geräte
}
people-last-used = zuletzt { $at }
people-last-used-long = Zuletzt benutzt: { $at }.
people-person = Person
people-name = Name, den andere sehen
people-name-wrong = Bitte geben Sie einen Namen ein.
people-signs-in = Anmeldename: { $name }
people-sign-in-name = Anmeldename
people-sign-in-name-hint = Damit meldet sich die Person an. Groß und klein macht keinen Unterschied.
people-sign-in-name-wrong = Das geht nicht als Anmeldename.
people-capacity = Chats gleichzeitig
people-capacity-hint = { $least } bis { $most }
people-roles = Rollen
people-no-roles = keine Rolle
people-role-counsellor = berät
people-role-supervisor = Teamleitung
people-role-admin = Admin
people-organisation = ganzer Träger
people-counsels = Berät in
people-supervises = Teamleitung für
people-administers = Admin für
people-access = Zugang
people-access-active = Diese Person kann sich anmelden.
people-access-deactivated = Diese Person kann sich nicht anmelden.
people-access-invited = Diese Person hat noch kein Passwort gewählt. Der Link gilt bis { $until }.
people-access-no-link = Diese Person hat noch kein Passwort gewählt, und es gibt keinen gültigen Link.
people-new-link = Neuer Link
people-deactivate = Deaktivieren
people-reset-factor = Zweiten Faktor zurücksetzen
people-reset-factor-ask = Zweiten Faktor von { $name } zurücksetzen?
people-reset-factor-text = { $name } meldet sich danach wieder mit dem Passwort allein an; auch die Wiederherstellungscodes gelten nicht mehr. Vergewissern Sie sich, dass wirklich { $name } darum bittet.
people-own-access = Ihr eigenes Passwort und Ihren zweiten Faktor ändern Sie im Profil unter „Sicherheit“.
people-has-factor = Meldet sich mit einem zweiten Faktor an.
people-deactivate-ask = { $name } deaktivieren?
people-deactivate-text = { $name } wird auf allen Geräten abgemeldet und kann sich nicht mehr anmelden. Die Verfügbarkeit endet, und laufende Chats betreut dann niemand. Im Änderungsprotokoll bleibt der Name stehen. Sie können die Person wieder aktivieren.
people-activate = Aktivieren
people-changed = { $by } hat diese Person inzwischen geändert. Es wurde nichts getan; bitte sehen Sie nach, und versuchen Sie es noch einmal.
people-link = Link für { $name }
people-link-text = Geben Sie { $name } diesen Link, am besten persönlich. Er gilt einmal; frühere Links gelten nicht mehr. Nach dem Schließen ist er hier nicht mehr zu sehen.
people-link-label = Link
people-link-until = Er gilt bis { $until }.
people-link-copy = Kopieren
people-link-copied = Kopiert.
people-link-not-copied = Das Kopieren hat nicht geklappt. Bitte markieren Sie den Link und kopieren Sie ihn.
people-link-close = Schließen
