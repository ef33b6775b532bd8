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
tray-chat-unread = Rådsøgende { $number } · { $topic } · nyt
tray-mark = Der er nyt i en chat.
machine-why = Sætter først tilgængeligheden på pause
machine-running = { $count ->
    [one] En livechat er stadig i gang
   *[other] { $count } livechats er stadig i gang
}
tray-breaks = Hold pause
tray-break = Pause
tray-phone = Telefonsamtale
tray-meeting = Møde
tray-settings = Indstillinger
alert-later = Senere
alert-runs-out-title = En chat slutter snart
alert-runs-out-body = { $topic } · { $count } minutter tilbage
alert-availability-title = Du er ikke længere tilgængelig
alert-availability-body = Forbindelsen var væk for længe. Slå din tilgængelighed til igen.
alert-session-title = Du er logget ud
alert-session-body = Serveren har afsluttet din session. Log ind igen, så man kan nå dig.
alert-test-title = Ville jeg høre det?
alert-test-body = Prøvehenvendelse. Klik her.
alert-heard = Jeg hører det
chat-window-title = Rådsøgende { $number } – Beistand
