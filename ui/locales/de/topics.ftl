# Fachbereiche.
topics-new = Neuer Fachbereich
topics-new-text = Ratsuchende sehen ihn erst, wenn Sie seinen Sofortchat einschalten.
topics-none = Noch kein Fachbereich
topics-none-text = Ein Fachbereich ist ein Thema, zu dem Ratsuchende einen Chat beginnen können, mit den Personen, die dazu beraten.
topics-shared-tag = mehrere Beratungsstellen
topics-shared = Mehrere Beratungsstellen bieten diesen Fachbereich an. Was Sie hier ändern, gilt für alle.
topics-shared-readonly = Mehrere Beratungsstellen bieten diesen Fachbereich an. Nur wer den Träger verwaltet, kann ihn ändern.
topics-members-count = { $count ->
    [0] niemand zugeordnet
    [one] eine Person
   *[other] { $count } Personen
}
topics-live-on = Sofortchat ein
topics-live-off = Sofortchat aus
topics-general = Name und Personen
topics-name = Name des Fachbereichs
topics-name-wrong = Bitte geben Sie einen Namen ein.
topics-slug = Adresse
topics-slug-hint = Der Fachbereich ist unter { $address } zu finden. Kleine Buchstaben, Ziffern und Bindestriche.
topics-slug-taken = Unter dieser Adresse gibt es schon einen Fachbereich.
topics-slug-wrong = Das geht nicht als Adresse. Kleine Buchstaben, Ziffern und Bindestriche.
topics-members = Wer berät
topics-hours = Öffnungszeiten
topics-hours-always = rund um die Uhr
topics-hours-always-text = Ohne Zeiten ist der Live-Chat rund um die Uhr geöffnet.
topics-hours-drag = Ziehen Sie auf einer leeren Stelle, um eine Zeit anzulegen, oder an einer Zeit, um sie zu ändern. Darunter können Sie dasselbe eintippen.
topics-hours-closed = keine Zeit
topics-hours-from = { $day }, { $number }. Zeit, von
topics-hours-until = { $day }, { $number }. Zeit, bis
topics-hours-remove = { $day }, { $number }. Zeit entfernen
topics-hours-add = { $day }: Zeit hinzufügen
topics-hours-order = Das Ende liegt vor dem Anfang.
topics-hours-overlap = Diese Zeit überschneidet sich mit einer anderen.
topics-hours-wrong = Die Öffnungszeiten wurden nicht gespeichert: Zeiten eines Tages dürfen sich nicht überschneiden.
topics-zone = Zeitzone
topics-mode = Wie Anfragen zu den Berater:innen kommen
topics-mode-pool = Pool
topics-mode-pool-text = Alle verfügbaren Personen sehen die Anfrage; wer zuerst annimmt, führt den Chat.
topics-mode-offer = Angebot
topics-mode-offer-text = Die Anfrage wird einer Person nach der anderen angeboten, zuerst der, die am längsten frei ist.
topics-mode-suggest = Vorschlag
topics-mode-suggest-text = Die Startseite schlägt eine Person vor.
topics-times = Zeiten
topics-times-text = In Minuten. Sie gelten für Chats, die danach beginnen.
topics-minutes = { $least } bis { $most } Minuten
topics-out-of-bounds = Bitte geben Sie eine Zahl von { $least } bis { $most } ein.
topics-times-wrong = Die Zeiten wurden nicht gespeichert. Bitte prüfen Sie die Zahlen.
topics-chat-minutes = Längste Dauer eines Chats
topics-away-minutes = Platz bleibt ohne Verbindung
topics-answer-minutes = Zeit, um nach der Zusage zu antworten
topics-gone-minutes = Chat wartet auf Ratsuchende ohne Verbindung
topics-offer-written-minutes = Schriftlicher Weg wird angeboten nach
topics-warnings = Hinweise vor dem Ende
topics-warning-first = Erster Hinweis vor dem Ende
topics-warning-second = Zweiter Hinweis vor dem Ende
topics-warning-order = Der erste Hinweis kommt vor dem zweiten, und beide im Chat.
