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
chat-by = { $name } schrieb:
chat-by-me = Sie schrieben:
chat-typing = { $name } schreibt …
chat-waiting = wird gesendet
chat-stored = gesendet
chat-delivered = zugestellt
chat-read = gelesen
chat-failed = nicht gesendet
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
