second-factor-title = Zweiter Faktor
second-factor-text = Beim Anmelden fragt das Programm außer dem Passwort nach einem Code, den eine App auf Ihrem Telefon zeigt. Wer nur Ihr Passwort kennt, kommt damit nicht hinein.
second-factor-off = Nicht eingerichtet.
second-factor-on = { $codes ->
    [0] Eingerichtet. Sie haben keinen Wiederherstellungscode mehr.
    [one] Eingerichtet. Sie haben noch einen Wiederherstellungscode.
   *[other] Eingerichtet. Sie haben noch { $codes } Wiederherstellungscodes.
}
second-factor-few = Lassen Sie sich neue Wiederherstellungscodes geben, solange Sie sich noch anmelden können.
second-factor-begin = Einrichten
second-factor-other = Anderes Telefon
second-factor-new-codes = Neue Wiederherstellungscodes
second-factor-remove = Entfernen
second-factor-next = Weiter
second-factor-password-begin = Bestätigen Sie, dass Sie es sind.
second-factor-password-codes = Bestätigen Sie, dass Sie es sind. Die bisherigen Codes gelten danach nicht mehr.
second-factor-password-remove = Bestätigen Sie, dass Sie es sind. Danach genügt wieder das Passwort allein.
second-factor-wrong-password = Das ist nicht Ihr Passwort.
second-factor-scan = Scannen Sie das Bild mit einer App für Einmalcodes, zum Beispiel Aegis, FreeOTP oder Ihrem Passwortmanager.
second-factor-picture = QR-Code für die App
second-factor-type = Oder tippen Sie dort diesen Schlüssel ein:
second-factor-code = Code aus der App
second-factor-code-hint = Sechs Ziffern; sie wechseln alle 30 Sekunden.
second-factor-confirm = Einschalten
second-factor-codes = Bewahren Sie diese Wiederherstellungscodes an einem sicheren Ort auf, nicht auf dem Telefon. Jeder meldet Sie einmal an, wenn das Telefon nicht da ist. Sie werden nur jetzt gezeigt.
second-factor-copy = Kopieren
second-factor-copied = Kopiert.
second-factor-not-copied = Das Kopieren ging nicht. Schreiben Sie die Codes ab.
second-factor-kept = Ich habe sie aufbewahrt
second-factor-away = Der Server antwortet nicht. Bitte versuchen Sie es noch einmal.
second-factor-again = Noch einmal
second-factor-unseen = Eingerichtet ist er, aber die Wiederherstellungscodes haben Sie nicht gesehen. Lassen Sie sich neue geben.
second-factor-at-hand = Haben Sie die Codes nicht zur Hand? Lassen Sie sich neue geben.
second-factor-gone = Das gilt nicht mehr: Es hat zu lange gedauert oder wurde inzwischen geändert.
