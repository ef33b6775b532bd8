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
tray-chat-unread = Seeker { $number } · { $topic } · new
tray-mark = There is something new in a chat.
machine-why = Pauses the live-chat availability first
machine-running = { $count ->
    [one] One live chat is still running
   *[other] { $count } live chats are still running
}
tray-breaks = Take a break
tray-break = Break
tray-phone = Phone call
tray-meeting = Meeting
tray-settings = Settings
alert-later = Later
alert-runs-out-title = A chat ends soon
alert-runs-out-body = { $topic } · { $count } minutes left
alert-availability-title = You are no longer available
alert-availability-body = The connection was gone for too long. Please switch your availability on again.
alert-session-title = You are signed out
alert-session-body = The server has ended your session. Please sign in again, so that people can reach you.
alert-test-title = Would I hear it?
alert-test-body = Test request. Please click here.
alert-heard = I hear it
chat-window-title = Seeker { $number } – Beistand
