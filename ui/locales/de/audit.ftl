# Änderungsprotokoll.
audit-none = Noch nichts geändert
audit-none-text = Hier steht, wer wann was eingestellt hat. Inhalte von Chats stehen hier nie.
audit-filter = Was geschehen ist
audit-all = alles
audit-count = { $count ->
    [one] ein Eintrag
   *[other] { $count } Einträge
}
audit-when = Zeit
audit-who = Wer
audit-what = Was
audit-changes = Vorher → nachher
audit-change = { $field }: { $before } → { $after }
audit-older = Ältere laden
audit-nothing = nichts
audit-name = Name
audit-reachable = Anwählbar
audit-operator = Betrieb des Servers
audit-server = Server
audit-organisation-added = Träger angelegt
audit-centre-added = Beratungsstelle angelegt
audit-topic-offered = Fachbereich angelegt
audit-topic-changed = Fachbereich geändert
audit-live-chat-changed = Sofortchat geändert
audit-member-added = Person zugeordnet
audit-member-removed = Zuordnung beendet
audit-person-added = Person eingeladen
audit-person-changed = Person geändert
audit-password-link-made = Link für ein Passwort gemacht
audit-password-set = Passwort gesetzt
audit-second-factor-set = Zweiter Faktor eingerichtet
audit-second-factor-removed = Zweiter Faktor entfernt
audit-second-factor-reset = Zweiter Faktor zurückgesetzt
audit-recovery-codes-made = Wiederherstellungscodes erneuert
audit-recovery-code-used = Wiederherstellungscode benutzt
audit-sessions-ended = Anmeldungen beendet
audit-clock-accepted = Uhr bestätigt
