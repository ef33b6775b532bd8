# Statusfelt og meddelelser fra styresystemet. Aldrig med indhold, aldrig med en person.
tray-open = Åbn Beistand
tray-available = Min livechat-tilgængelighed
tray-quit = Afslut
tray-requests = { $count ->
    [0] Ingen ventende henvendelser
    [one] Én ventende henvendelse
   *[other] { $count } ventende henvendelser
}
tray-state-off = Beistand: ikke tilgængelig
tray-state-on = Beistand: tilgængelig
tray-state-paused = Beistand: tilgængelighed på pause
tray-state-offline = Beistand: ingen forbindelse
alert-request-title = Ny livechat-henvendelse
alert-request-body = { $topic }
alert-accept = Tag imod
alert-message-title = Ny besked
alert-message-body = I en af dine chats
alert-open = Åbn
tray-state-busy = Beistand: tilgængelig, men ikke plads til flere chats lige nu
tray-request = Tag imod: rådsøgende { $number } · { $topic }
tray-chat = Rådsøgende { $number } · { $topic }
chat-window-title = Rådsøgende { $number } – Beistand
