# Die Seiten für Ratsuchende. Ruhig, kurz, ohne Ausrufezeichen.
seeker-fallback-centre = Beratung
seeker-leave = Seite sofort verlassen
seeker-leave-hint = Oder drücken Sie dreimal hintereinander die Umschalttaste. Der Verlauf Ihres Browsers bleibt bestehen; ihn kann diese Seite nicht löschen.
seeker-leave-more = { $count ->
    [one] Noch einmal die Umschalttaste drücken, dann wird die Seite verlassen.
   *[other] Noch { $count }-mal die Umschalttaste drücken, dann wird die Seite verlassen.
}
seeker-leave-now = Die Seite wird verlassen.
seeker-danger = In Gefahr?
seeker-danger-ambulance = Notruf 112
seeker-danger-talk = Telefonseelsorge 0800 111 0 111
seeker-privacy-line = Ihr Gespräch ist verschlüsselt. Lesen können es Sie und die Berater:innen, die daran teilnehmen. { $readableHours } Stunden nach dem Ende wird es auf dem Server und bei ihnen gelöscht.
seeker-loading = Einen Moment bitte
seeker-loading-text = Die Seite wird vorbereitet.
seeker-unreachable = Gerade keine Verbindung
seeker-unreachable-text = Die Beratungsstelle ist im Moment nicht zu erreichen. Diese Seite versucht es von selbst weiter.
seeker-not-found = Hier ist keine Beratung
seeker-not-found-text = Unter dieser Adresse gibt es nichts. Bitte prüfen Sie, ob sie richtig geschrieben ist.
seeker-not-found-centre = Den richtigen Link finden Sie auf der Internetseite Ihrer Beratungsstelle. Wenn Sie jetzt mit jemandem sprechen möchten, finden Sie unten Nummern, die rund um die Uhr erreichbar sind.
seeker-insecure = Hier ist kein sicherer Chat möglich
seeker-insecure-text = Diese Seite wurde nicht über eine sichere Verbindung geöffnet (https), oder Ihr Browser ist zu alt. Ohne sie könnten andere mitlesen, deshalb bieten wir hier keinen Chat an.
seeker-outdated = Diese Seite ist veraltet
seeker-outdated-text = Bitte laden Sie die Seite neu. Was Sie geschrieben haben, bleibt dabei erhalten.
seeker-reload = Neu laden
seeker-to-start = Zur Startseite
seeker-start = Live-Chat
seeker-start-text = Worüber möchten Sie sprechen? Sie bleiben anonym.
seeker-topics = Themen
seeker-topic-text = Sie schreiben hier mit einer Person aus der Beratungsstelle. Sie bleiben anonym und brauchen keine Anmeldung.
seeker-open = Jemand ist da
seeker-open-place = { $before ->
    [0] Vor Ihnen wartet niemand.
    [one] Vor Ihnen wartet eine Person.
   *[other] Vor Ihnen warten { $before } Personen.
}
seeker-begin = Chat starten
seeker-nobody = Gerade ist niemand da
seeker-nobody-text = Diese Seite öffnet sich von selbst, sobald jemand Zeit hat. Sie können sie einfach offen lassen.
seeker-full = Gerade warten sehr viele
seeker-full-text = Es ist kein Platz in der Reihe mehr frei. Diese Seite öffnet sich von selbst, sobald einer frei wird; Sie können sie einfach offen lassen.
seeker-closed = Gerade geschlossen
seeker-closed-text = Der Live-Chat öffnet wieder am { $opens }.
seeker-not-possible = Zurzeit kein Live-Chat
seeker-not-possible-text = Zu diesem Thema gibt es im Moment keinen Live-Chat.
seeker-hidden = Hier gibt es keinen Live-Chat
seeker-hidden-text = Zu diesem Thema bietet die Beratungsstelle auf dieser Seite keinen Live-Chat an.
seeker-consent = Bevor es losgeht
seeker-consent-anonymous = Sie bleiben anonym, solange Sie selbst nichts über sich sagen. Wir fragen nicht nach Namen, Mail-Adresse oder Telefonnummer, und die Seite setzt keine Cookies. Aus Fotos entfernt sie Ort, Zeit und Gerät; was darauf zu sehen ist, bleibt.
seeker-consent-sealed = Was Sie schreiben, wird auf Ihrem Gerät verschlüsselt. Lesen können es Sie und die Berater:innen, die an diesem Chat teilnehmen. Der Server bekommt es nur verschlüsselt.
seeker-consent-gone = Nach dem Ende des Chats können Sie den Verlauf nicht mehr öffnen. Die Berater:innen können ihn noch { $readableHours } Stunden lesen, dann wird er auf dem Server und bei ihnen gelöscht. Was jemand gespeichert oder ausgedruckt hat, bleibt, und in Sicherungskopien des Servers kann die verschlüsselte Fassung länger liegen.
seeker-consent-seen = Der Server sieht, wann geschrieben wird, wie lang eine Nachricht ist und wie viele Dateien mitgehen. Ihre Internet-Adresse kennt er, solange Sie verbunden sind. Er behält von ihr nur einen Tageswert, aus dem sie nicht abzulesen ist, um Missbrauch zu begrenzen.
seeker-consent-law = Die Verarbeitung beruht auf Ihrer Einwilligung. Sie können den Chat jederzeit beenden und müssen das nicht begründen.
seeker-consent-confirm-text = Mit „Bestätigen“ erklären Sie, dass Sie das gelesen haben und damit einverstanden sind.
seeker-confirm = Bestätigen
seeker-cancel = Abbrechen
seeker-waiting = Sie sind im Warteraum
seeker-you-are = Sie sind { $who }
seeker-waiting-text = Lassen Sie diese Seite offen. Sobald jemand Zeit hat, sehen Sie hier einen Knopf und können selbst entscheiden, ob Sie sprechen möchten.
seeker-waiting-nobody = Gerade ist niemand mehr da. Ihr Platz bleibt erhalten, falls jemand zurückkommt. Sie können weiter warten oder später wiederkommen.
seeker-waiting-closed = Die Sprechzeit ist vorbei. Ihr Platz bleibt erhalten, falls noch jemand Zeit findet. Sie können auch später wiederkommen.
seeker-waiting-long = Es dauert heute länger. Sie können weiter warten. Wenn Sie sofort mit jemandem sprechen möchten: Telefonseelsorge 0800 111 0 111, im Notfall 112.
seeker-notice = Während Sie warten
seeker-notice-sound = Ton abspielen, sobald jemand Zeit hat
seeker-notice-awake = Bildschirm anlassen
seeker-notice-silent = Ihr Browser spielt hier keinen Ton ab. Bitte sehen Sie ab und zu auf diese Seite.
seeker-notice-asleep = Ihr Gerät lässt den Bildschirm nicht an, zum Beispiel weil es Strom spart.
seeker-notice-phone = Ein gesperrtes Telefon hört nichts: Ist der Bildschirm aus, erfährt diese Seite nicht, dass jemand Zeit hat, und nach { $placeMinutes } Minuten wird Ihr Platz frei.
seeker-early = Sie können schon schreiben
seeker-early-text = Es bleibt auf Ihrem Gerät und geht erst los, wenn das Gespräch beginnt und Sie auf „Senden“ drücken.
seeker-withdraw = Warteraum verlassen
seeker-accepted = { $name } hat Zeit für Sie
seeker-accepted-text = Sie entscheiden, ob Sie jetzt sprechen möchten. Vorher kann niemand etwas lesen.
seeker-accepted-until = { $minutes ->
    [one] Bitte antworten Sie in der nächsten Minute. Danach wird der Platz wieder frei.
   *[other] Bitte antworten Sie in den nächsten { $minutes } Minuten. Danach wird der Platz wieder frei.
}
seeker-accepted-spoken = { $name } hat Zeit für Sie. Wählen Sie „Jetzt chatten“ oder „Abbrechen“.
seeker-join = Jetzt chatten
seeker-talk-with = Gespräch mit { $name }
seeker-counsellor-away = Die Verbindung von { $name } ist gerade unterbrochen. Was Sie schreiben, kommt an, sobald sie wieder da ist.
seeker-warning = { $minutes ->
    [one] Der Chat endet in einer Minute.
   *[other] Der Chat endet in { $minutes } Minuten.
}
seeker-connected = Verbunden
seeker-connecting = Verbindung wird aufgebaut
seeker-offline = Keine Verbindung. Was Sie schreiben, bleibt erhalten und wird gesendet, sobald die Verbindung wieder da ist.
seeker-offline-waiting = Keine Verbindung. Ihr Platz bleibt { $placeMinutes } Minuten lang erhalten; die Seite verbindet sich von selbst wieder.
seeker-connect-now = Jetzt verbinden
seeker-end = Chat beenden
seeker-end-ask = Möchten Sie diesen Chat beenden?
seeker-end-ask-text = { $name } wird darüber informiert. Sie können danach nicht mehr auf den Chat-Verlauf zugreifen.
seeker-withdraw-ask = Möchten Sie den Warteraum verlassen?
seeker-withdraw-ask-text = Ihr Platz wird frei. Was Sie schon geschrieben haben, wird gelöscht.
seeker-stay = Bleiben
seeker-over = Der Chat wurde beendet.
seeker-over-withdrawn = Sie haben den Warteraum verlassen.
seeker-over-withdrawn-text = Was Sie geschrieben haben, ist gelöscht. Sie können jederzeit wiederkommen.
seeker-over-declined = Sie haben abgebrochen.
seeker-over-declined-text = Das ist in Ordnung. Sie können jederzeit wiederkommen.
seeker-over-vanished = Ihr Platz ist frei geworden.
seeker-over-vanished-text = Die Verbindung war zu lange unterbrochen. Sie können sich wieder anstellen.
seeker-over-no-answer-text = Es kam keine Antwort mehr, deshalb ist der Platz wieder frei. Sie können sich wieder anstellen.
seeker-over-seeker-gone-text = Die Verbindung war zu lange unterbrochen.
seeker-over-time-limit-text = Die Zeit für diesen Chat ist abgelaufen.
seeker-over-by-counsellor-text = Die Beratungsstelle hat den Chat beendet.
seeker-over-by-seeker-text = Sie haben den Chat beendet.
seeker-over-closed-text = Die Beratungsstelle hat die Anfrage geschlossen.
seeker-over-moved-text = Ihre Anfrage wird schriftlich beantwortet.
seeker-over-unknown-text = Das Gespräch ist zu Ende gegangen, während diese Seite nicht verbunden war.
seeker-over-place-lost-text = Diese Seite war zu lange nicht verbunden, oder die Anfrage wurde geschlossen. Sie können sich wieder anstellen.
seeker-rejoin = Wieder anstellen
seeker-unsent = Geschrieben und nicht gesendet
seeker-unsent-copy = Text kopieren
seeker-unsent-copied = Kopiert
seeker-over-unsent = Der Verlauf ist hier nicht mehr zu öffnen. Was oben steht, bleibt nur, bis Sie diese Seite verlassen.
seeker-over-gone = Diese Seite hat davon nichts mehr gespeichert. Der Verlauf Ihres Browsers zeigt weiter, dass sie offen war.
seeker-trouble-offline = Das hat nicht geklappt, weil die Verbindung fehlt. Bitte versuchen Sie es gleich noch einmal.
seeker-trouble-unavailable = Das hat gerade nicht geklappt. Bitte versuchen Sie es in einem Moment noch einmal.
seeker-trouble-too-many = Von Ihrem Anschluss kamen sehr viele Anfragen. Bitte versuchen Sie es in einigen Minuten noch einmal.
seeker-trouble-line-full = Gerade warten sehr viele Menschen, deshalb ist kein Platz mehr frei. Die Seite öffnet sich von selbst, sobald einer frei wird.
seeker-trouble-not-admitted = Gerade hat sich etwas geändert: Ein Chat ist im Moment nicht möglich.
seeker-trouble-changed = Gerade hat sich etwas geändert. Bitte sehen Sie, was die Seite jetzt anbietet.
seeker-trouble-other = Das hat nicht geklappt. Bitte laden Sie die Seite neu.
seeker-continue = Ihr Gespräch
seeker-continue-text = In diesem Tab war ein Chat geöffnet. Sie können ihn fortsetzen, solange Ihr Platz gehalten wird.
seeker-continue-here = Gespräch fortsetzen
seeker-elsewhere = Der Chat ist in einem anderen Tab geöffnet
seeker-elsewhere-text = Er kann nur in einem Tab geöffnet sein. Wenn Sie ihn hier weiterführen, wird er dort geschlossen.
seeker-elsewhere-unsent = Was oben steht, wurde in diesem Tab geschrieben und von hier nicht gesendet. Der andere Tab hat es vielleicht nicht.
seeker-elsewhere-here = Hier weiterführen
