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
chat-deleted = This message was taken back.
chat-finding-repeated = A message arrived here a second time. It is shown once.
chat-finding-out-of-order = The next message does not stand where it was written.
chat-finding-missing = At least one message that was written is missing here.
chat-finding-redated = The time of the next message does not match the device that sent it. There it was { $time }.
chat-finding-redated-day = The time of the next message does not match the device that sent it. There it was { $day }, { $time }.
chat-finding-does-not-open = The next message cannot be opened. It was changed on the way or belongs in another place.
chat-by = { $name } wrote:
chat-by-me = You wrote:
chat-typing = { $name } is writing …
chat-waiting = sending
chat-stored = sent
chat-delivered = delivered
chat-read = read
chat-failed = not sent
chat-retry = Send again
chat-put-back = Back to the text field
chat-cancel-file = Do not send
chat-failed-too-large-for-proxy = Something on the way to the server lets no file of this size through. A smaller picture may arrive.
chat-failed-not-ours = Something else answers instead of the server, for example the sign-in page of a network.
chat-failed-stalled = Sending the file comes to a halt each time.
chat-unsent = Not sent any more
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
chat-attach = Attach file
chat-attached = Attached files
chat-detach = Remove { $name }
chat-file-sending = sending
chat-file-show = Show picture
chat-file-hide = Hide picture
chat-file-picture = Picture: { $name }
chat-file-save = Save file
chat-file-saved = Saved as { $name }
chat-file-progress = { $name } is being sent
chat-file-sent = { $percent } % sent
chat-file-reading = loading
chat-file-empty = { $name } is empty and was not attached.
chat-file-too-large = { $name } is larger than { $fileMegabytes } MB. Please send a smaller file.
chat-file-forbidden = { $name } cannot be sent. Pictures (JPG, PNG, GIF, WebP) and documents (PDF, TXT, DOCX, ODT) can.
chat-file-heic = { $name } is a HEIC photo, which many devices cannot show. Please save or share it as JPG and attach that.
chat-file-cut-off = { $name } is damaged or incomplete and was not attached.
chat-file-bad-name = This file has no name that can be used. Please rename it.
chat-file-too-many = { $name } was not attached: a message can have { $filesPerMessage } files at most.
chat-file-chat-full = { $name } was not attached: this chat already has as many files as possible.
chat-file-not-passed = { $name } did not get through. Perhaps the connection does not allow files of this size. Please try a smaller file.
chat-file-no-storage = { $name } could not be kept. Is the disk full?
chat-file-refused = { $name } was not accepted.
chat-file-interrupted = Not sent to the end: { $name }. Please choose again what should go along.
chat-file-away = The file cannot be reached right now. Please try again in a moment.
chat-file-gone = The file is no longer there.
chat-file-damaged = The file was changed on the way or is not what its name says. It will not be opened.
chat-file-broken = The picture cannot be shown. It is damaged or incomplete. You can save the file.
chat-file-too-many-pixels = The picture is too large to be shown here ({ $width } × { $height } pixels). You can save the file.
chat-file-not-saved = The file could not be saved. The folder for downloads does not take it.
chat-file-disk-full = The disk is full. Nothing of the file was saved.
