# Tray and alerts of the operating system. Never with content, never with a person.
tray-open = Open Beistand
tray-available = My live chat availability
tray-quit = Quit
tray-requests = { $count ->
    [0] No requests waiting
    [one] One request waiting
   *[other] { $count } requests waiting
}
tray-state-off = Beistand: not available
tray-state-on = Beistand: available
tray-state-paused = Beistand: availability paused
tray-state-offline = Beistand: no connection
alert-request-title = New live chat request
alert-request-body = { $topic }
alert-accept = Accept
alert-message-title = New message
alert-message-body = In one of your chats
alert-open = Open
tray-state-busy = Beistand: available, no room for more chats right now
tray-request = Accept: seeker { $number } · { $topic }
tray-chat = Seeker { $number } · { $topic }
chat-window-title = Seeker { $number } – Beistand
