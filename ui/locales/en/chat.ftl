# What seekers and counsellors see inside a conversation.
chat-seeker = Seeker { $number }
chat-transcript = Conversation
chat-today = Today
chat-sealed = End-to-end encrypted
chat-began = The conversation has begun.
chat-ended = The chat has ended.
chat-earlier = Show earlier messages
chat-jump = New messages
chat-unread = New
chat-unreadable = This message cannot be shown here. It was changed on the way or written with another version.
chat-by = { $name } wrote:
chat-by-me = You wrote:
chat-typing = { $name } is writing …
chat-waiting = sending
chat-stored = sent
chat-delivered = delivered
chat-read = read
chat-failed = not sent
chat-message-to = Message to { $name }
chat-send = Send
chat-enter = Enter sends, Shift and Enter starts a new line.
chat-left-characters = { $count ->
    [one] One character left
   *[other] { $count } characters left
}
chat-too-long = { $count ->
    [one] One character too many. Please shorten the text or send it in parts.
   *[other] { $count } characters too many. Please shorten the text or send it in parts.
}
chat-left-hours = { $hours } h { $minutes } min left
chat-left-minutes = { $minutes } min left
chat-left-moment = less than a minute left
