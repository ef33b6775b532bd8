# Was Ratsuchende und Berater:innen im Gespräch sehen.
chat-seeker = Ratsuchende_r { $number }
chat-transcript = Gesprächsverlauf
chat-today = Heute
chat-sealed = Ende-zu-Ende verschlüsselt
chat-began = Das Gespräch hat begonnen.
chat-ended = Der Chat wurde beendet.
chat-earlier = Frühere Nachrichten zeigen
chat-jump = Neue Nachrichten
chat-unread = Neu
chat-unreadable = Diese Nachricht kann hier nicht angezeigt werden. Sie wurde unterwegs verändert oder mit einer anderen Version geschrieben.
chat-deleted = Diese Nachricht wurde zurückgenommen.
chat-finding-repeated = Eine Nachricht kam hier ein zweites Mal an. Sie wird nur einmal gezeigt.
chat-finding-out-of-order = Die nächste Nachricht steht nicht an der Stelle, an der sie geschrieben wurde.
chat-finding-missing = Hier fehlt mindestens eine Nachricht, die geschrieben wurde.
chat-finding-redated = Die Uhrzeit der nächsten Nachricht passt nicht zu dem Gerät, das sie gesendet hat. Dort war es { $time } Uhr.
chat-finding-redated-day = Die Uhrzeit der nächsten Nachricht passt nicht zu dem Gerät, das sie gesendet hat. Dort war es { $day }, { $time } Uhr.
chat-finding-does-not-open = Die nächste Nachricht lässt sich nicht öffnen. Sie wurde unterwegs verändert oder gehört an eine andere Stelle.
chat-by = { $name } schrieb:
chat-by-me = Sie schrieben:
chat-typing = { $name } schreibt …
chat-waiting = wird gesendet
chat-stored = gesendet
chat-delivered = zugestellt
chat-read = gelesen
chat-failed = nicht gesendet
chat-retry = Noch einmal senden
chat-put-back = Zurück ins Textfeld
chat-cancel-file = Nicht senden
chat-failed-too-large-for-proxy = Auf dem Weg zum Server wird keine so große Datei durchgelassen. Ein kleineres Bild kommt vielleicht an.
chat-failed-not-ours = Statt des Servers antwortet etwas anderes, zum Beispiel die Anmeldeseite eines Netzes.
chat-failed-stalled = Die Übertragung der Datei bleibt jedes Mal stehen.
chat-unsent = Nicht mehr gesendet
chat-message-to = Nachricht an { $name }
chat-send = Senden
chat-enter = Eingabe sendet, Umschalt und Eingabe macht eine neue Zeile.
chat-left-characters = { $count ->
    [one] Noch ein Zeichen
   *[other] Noch { $count } Zeichen
}
chat-too-long = { $count ->
    [one] Ein Zeichen zu viel. Bitte kürzen Sie den Text oder senden Sie ihn in Teilen.
   *[other] { $count } Zeichen zu viel. Bitte kürzen Sie den Text oder senden Sie ihn in Teilen.
}
chat-left-hours = noch { $hours } h { $minutes } min
chat-left-minutes = noch { $minutes } min
chat-left-moment = weniger als eine Minute
chat-attach = Datei anhängen
chat-attached = Angehängte Dateien
chat-detach = { $name } entfernen
chat-file-sending = wird gesendet
chat-file-show = Bild anzeigen
chat-file-hide = Bild verbergen
chat-file-picture = Bild: { $name }
chat-file-save = Datei speichern
chat-file-saved = Gespeichert als { $name }
chat-file-progress = { $name } wird gesendet
chat-file-sent = { $percent } % gesendet
chat-file-reading = wird geladen
chat-file-empty = { $name } ist leer und wurde nicht angehängt.
chat-file-too-large = { $name } ist größer als { $fileMegabytes } MB. Bitte senden Sie eine kleinere Datei.
chat-file-forbidden = { $name } kann nicht gesendet werden. Möglich sind Bilder (JPG, PNG, GIF, WebP) und Dokumente (PDF, TXT, DOCX, ODT).
chat-file-heic = { $name } ist ein HEIC-Foto, das viele Geräte nicht anzeigen können. Bitte speichern oder teilen Sie es als JPG und hängen Sie es dann an.
chat-file-cut-off = { $name } ist beschädigt oder unvollständig und wurde nicht angehängt.
chat-file-bad-name = Diese Datei hat keinen brauchbaren Namen. Bitte benennen Sie sie um.
chat-file-too-many = { $name } wurde nicht angehängt: Eine Nachricht kann höchstens { $filesPerMessage } Dateien enthalten.
chat-file-chat-full = { $name } wurde nicht angehängt: In diesem Chat sind schon so viele Dateien, wie möglich sind.
chat-file-not-passed = { $name } kam nicht durch. Vielleicht lässt die Verbindung so große Dateien nicht zu. Bitte versuchen Sie es mit einer kleineren Datei.
chat-file-no-storage = { $name } konnte nicht gespeichert werden. Ist der Datenträger voll?
chat-file-refused = { $name } wurde nicht angenommen.
chat-file-interrupted = Nicht fertig gesendet: { $name }. Bitte wählen Sie noch einmal, was mitgehen soll.
chat-file-away = Die Datei ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.
chat-file-gone = Die Datei ist nicht mehr vorhanden.
chat-file-damaged = Die Datei wurde unterwegs verändert oder ist etwas anderes, als ihr Name sagt. Sie wird nicht geöffnet.
chat-file-broken = Das Bild lässt sich nicht anzeigen. Es ist beschädigt oder unvollständig. Sie können die Datei speichern.
chat-file-too-many-pixels = Das Bild ist zu groß, um es hier anzuzeigen ({ $width } × { $height } Punkte). Sie können die Datei speichern.
chat-file-not-saved = Die Datei konnte nicht gespeichert werden. Der Ordner für Downloads nimmt sie nicht an.
chat-file-disk-full = Der Datenträger ist voll. Von der Datei wurde nichts gespeichert.
