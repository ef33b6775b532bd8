# The counsellors' window.
desk-brand = Beistand
desk-starting = One moment please
desk-broken = The window gets no answer from the program.
desk-broken-text = Your chats are not lost. Please quit Beistand and start it again.
desk-command-failed = That did not work. Please try again; what you have written is still there.

desk-sign-in = Sign in
desk-sign-in-text = Sign in with the account of your advice centre.
desk-sign-in-busy = Signing in …
desk-server = Address of the server
desk-server-hint = It is in the invitation from your advice centre.
desk-name = Sign-in name
desk-password = Password
desk-code = Code
desk-code-hint = Six digits from your app, or a recovery code.
desk-problem-wrong-password = Name and password do not fit.
desk-problem-second-factor = Your account asks for a code beside the password.
desk-problem-wrong-code = This code is wrong or was used already. Take the next one that your app shows.
desk-problem-too-many = Too many tries. Please wait a few minutes.
desk-problem-too-many-minutes = { $minutes ->
    [one] Too many tries. It works again in a minute.
   *[other] Too many tries. It works again in { $minutes } minutes.
}
desk-problem-unreachable = The server cannot be reached at this address. Please check the address and your internet connection.
desk-problem-not-beistand = No Beistand server answers at this address, or one of another version.
desk-problem-bad-address = That is not an address. It looks like this: https://advice.example.org
desk-problem-moved = The server has moved. Its new address is in the field: { $server }. If you trust it, sign in there.
desk-problem-server-busy = The server has very many sign-ins just now. It is tried again automatically.
desk-problem-server-still-busy = The server still has too many sign-ins. Please try again in a few minutes.
desk-problem-proxy-away = The proxy this computer uses to reach the internet cannot be reached.
desk-problem-proxy-unsupported = The proxy this computer uses to reach the internet is of a kind that Beistand cannot use. HTTP and HTTPS work. Please ask the person who looks after this computer.
desk-problem-proxy-asks = The proxy this computer uses to reach the internet wants a sign-in. Please ask the person who looks after this computer.
desk-problem-proxy-refused = The proxy this computer uses to reach the internet does not allow the connection.
desk-problem-certificate-untrusted = This computer does not trust the server’s certificate. It may be self-signed, or somebody sits in between.
desk-problem-certificate-expired = The server’s certificate has expired, or the clock of this computer is ahead.
desk-problem-certificate-not-yet-valid = The server’s certificate is not valid yet. The clock of this computer is probably behind.
desk-problem-certificate-other-name = The server’s certificate is for another address. Please check the address.
desk-problem-session-ended = Your session was ended on the server. Please sign in again.
desk-problem-no-storage = The folder for your encrypted copies cannot be written. Please ask the person who looks after this computer.
desk-unopened-keyring-locked = The keyring is not open. It holds the keys to what is still kept on this computer.
desk-unopened-keys-missing = The keyring lacks the keys to what is still kept on this computer.
desk-unopened-another-person = This computer still keeps something of another person or server.
desk-would-remove-uncounted = Signing in would remove it. How much there is cannot be counted, as the file is damaged or cannot be read.
desk-would-remove = Signing in would remove: { $chats ->
    [one] one chat
   *[other] { $chats } chats
}, { $unsent ->
    [one] one unsent message
   *[other] { $unsent } unsent messages
}, { $drafts ->
    [one] one draft
   *[other] { $drafts } drafts
}.
desk-open-keyring = Ask the keyring again
desk-remove-and-sign-in = Remove and sign in
desk-no-keyring = No keyring is open on this computer. You can work, but must sign in again after every start.

desk-places = Places
desk-requests = First requests
desk-chats = My consultations
desk-profile = Profile
desk-sign-out = Sign out
desk-unread-count = { $count ->
    [one] one unread message
   *[other] { $count } unread messages
}
desk-waiting-count = { $count ->
    [one] one request waiting
   *[other] { $count } requests waiting
}

desk-connected = Connected
desk-connecting = Connecting
desk-offline = No connection since { $since }
desk-offline-next = { $seconds ->
    [0] Trying now.
    [one] Next try in one second.
   *[other] Next try in { $seconds } seconds.
}
desk-offline-works = You can go on reading and writing. Messages are sent as soon as the connection is back.
desk-connect-now = Connect now

desk-switch = My live chat availability
desk-availability-off = Not available
desk-availability-on = Available
desk-availability-paused = Paused
desk-availability-unsure = No connection
desk-availability-switching-on = Switching on …
desk-availability-switching-off = Switching off …
desk-availability-on-text = { $chats } of { $room } chats · since { $since }
desk-availability-elsewhere = switched on at another device
desk-availability-unsure-text = Your availability is valid until { $until } and then ends by itself.
desk-off-chosen = You get no live chat requests.
desk-off-expired = It ended because the connection was gone for too long.
desk-off-signed-out = It ended when you signed out.
desk-off-absent = You are entered as absent.
desk-off-by-supervisor = Your team lead has switched it off.
desk-paused-locked = The screen is locked.
desk-paused-suspended = The computer was asleep.
desk-paused-idle = No input at this computer for a while.
desk-paused-missed-offers = Two offered requests went unanswered.
desk-paused-break = You are taking a break.

desk-tab-inquiries = Inquiries
desk-tab-live = Live chat requests
desk-inquiries-none = No written inquiries
desk-inquiries-none-text = Written inquiries appear here once your advice centre uses them.
desk-requests-none = Nobody is waiting right now
desk-requests-none-on = New requests appear here, and you hear of them even when the window is closed.
desk-requests-none-off = Switch on your availability to see live chat requests.
desk-request-start = Start chat
desk-request-accepting = Accepting …
desk-request-away = Connection interrupted
desk-request-place = Place { $place } of { $of }
desk-request-topic = Topic
desk-request-age = Waiting
desk-request-connection = Connection
desk-request-here = connected
desk-request-then = After that the person seeking advice decides whether the conversation begins.
desk-full = { $waiting ->
    [0] All your places are taken ({ $chats }).
    [one] All your places are taken ({ $chats }). One request is waiting.
   *[other] All your places are taken ({ $chats }). { $waiting } requests are waiting.
}
desk-full-text = { $chats ->
    [one] You already have a chat, and more at once are not intended. As soon as it ends you can accept this request.
   *[other] You already have { $chats } chats, and more at once are not intended. As soon as one ends you can accept this request.
}
desk-free = A place is free again.
desk-idle-availability = Availability
desk-idle-chats = Running chats
desk-idle-test = Test
desk-accepted = You have accepted the request of { $who }
desk-accepted-text = The person is now asked whether they want to chat. Until then nobody can write.
desk-accepted-active-text = The conversation has begun.
desk-answer = Answer

desk-age-now = just now
desk-age-minutes = { $minutes ->
    [one] for a minute
   *[other] for { $minutes } minutes
}
desk-age-hours = { $hours ->
    [one] for an hour
   *[other] for { $hours } hours
}

desk-ago-minutes = { $minutes ->
    [one] a minute ago
   *[other] { $minutes } minutes ago
}
desk-ago-hours = { $hours ->
    [one] an hour ago
   *[other] { $hours } hours ago
}

desk-chats-none = No consultations yet
desk-chats-none-text = Accepted requests appear here. Ended chats stay readable for { $readableHours } hours.
desk-state-active = active
desk-state-accepted = waiting for consent
desk-state-ended = ended
desk-draft = Draft
desk-no-messages = No messages yet
desk-facts = About this chat
desk-facts-close = Close the details
desk-facts-state = State
desk-facts-ends = Ends at
desk-facts-readable = Readable
desk-facts-people = In this chat
desk-facts-me = you
desk-facts-away = interrupted
desk-chats-ended = Ended, still readable
desk-chats-until = until { $until }
desk-open-tabs = Open chats
desk-close-tab = Close tab: { $who }
desk-close = Close
desk-back-to-list = To the list
desk-end-chat = End chat
desk-seeker-away = The connection of { $who } has been interrupted since { $since }. What you write arrives as soon as it is back.
desk-nothing-open = No chat open
desk-nothing-open-text = Choose a consultation from the list.
desk-loading-chat = The conversation is being loaded.
desk-closed-not-begun = Seekers decide for themselves whether the conversation begins. As soon as “Chat now” is chosen you can write here.
desk-closed-ended = The chat has ended. You can read it until { $until }.
desk-closed-no-key = This device has no key for this chat. You can read and write it on the device you accepted it with.

desk-ask-end = Do you want to end this chat?
desk-ask-end-text = The seeker will be told and can then no longer open the conversation.
desk-ask-close-tab = The chat with { $who } is still going on
desk-ask-close-tab-text = You can close only the tab, then the chat goes on in “My consultations”, or end the chat for both sides.
desk-ask-close-window = Chats are still going on
desk-ask-close-window-text = Still talking: { $who }. In the background everything goes on, and you are told of new messages.
desk-ask-quit = Quit Beistand?
desk-ask-sign-out = Sign out?
desk-ask-chats = Still talking: { $who }. The seekers see that your connection is interrupted.
desk-ask-loses = The keys of these chats are deleted. Even if you sign in again, you cannot open them any more.
desk-ask-unsent = { $unsent ->
    [one] One message is not sent yet and will be lost.
   *[other] { $unsent } messages are not sent yet and will be lost.
}
desk-ask-waiting = { $waiting ->
    [0] Nobody is waiting for a chat.
    [one] One request is still waiting.
   *[other] { $waiting } requests are still waiting.
}
desk-ask-availability = Your availability is switched off.
desk-choice-cancel = Cancel
desk-choice-end = End chat
desk-choice-end-all = End all chats
desk-choice-close-tab = Close the tab only
desk-choice-background = Keep in the background
desk-choice-quit = Quit
desk-choice-end-and-quit = End the chats, then Beistand
desk-choice-end-and-sign-out = End the chats, then sign out
desk-choice-end-and-update = End the chats, then update
desk-choice-sign-out = Sign out

desk-notices = Notices
desk-notice-dismiss = Close notice
desk-notice-taken = { $by } has accepted the request of { $who }.
desk-notice-gone = { $who } is no longer waiting.
desk-notice-declined = { $who } has cancelled. The conversation did not begin.
desk-notice-no-answer = { $who } did not answer. The place is free again.
desk-notice-closed = The request of { $who } was closed.
desk-notice-no-room = { $most ->
    [one] You already hold a chat. More at once are not intended.
   *[other] You already hold { $most } chats. More at once are not intended.
}
desk-notice-not-available = To accept requests, please switch on your availability first.
desk-notice-try-again = It is not certain that this reached the server. Please look whether it did, and try again if not.
desk-notice-availability-expired = Your availability has ended because the connection was gone for too long.
desk-notice-time = The chat with { $who } ends in { $minutes } minutes.
desk-notice-cache = The copies on this computer were damaged and have been put aside. Everything is loaded from the server again.
desk-notice-no-keyring = No keyring is open. Encrypted copies are readable only until the program ends.
desk-notice-wrong-version = This program and the server do not fit together. Please update Beistand.

form-changed = Unsaved changes
form-discard = Discard
form-save = Save
desk-general = General
desk-activities = My activities
desk-security = Security
desk-my-name = Name
desk-my-topics = Topics
desk-no-topics = none yet
desk-look = Appearance and language
desk-language = Language
desk-language-system = As the system
desk-language-de = Deutsch
desk-language-en = English
desk-language-da = Dansk
desk-theme = Appearance
desk-theme-system = As the system
desk-theme-light = Light
desk-theme-dark = Dark
desk-activities-text = While it is on you hear of new live chat requests, even when this window is closed. Switching it off ends no running chats.
desk-security-server = Server
desk-security-keyring = Keyring
desk-security-keyring-yes = Your session and your key are in the keyring of this computer.
desk-security-kept = What is kept where
desk-security-kept-device = On this computer: encrypted copies of your chats, drafts, and what is not sent yet. Without the keyring they cannot be read.
desk-security-kept-server = On the server: the same messages, encrypted. The server has no key to them.
desk-security-kept-until = { $readableHours } hours after a chat has ended, server and program delete it. Files that somebody has saved and back-ups of the server are not reached by this.

desk-detach = Open in its own window
desk-attach = Back to the main window
desk-move-hint = Ctrl+Shift+N
desk-close-hint = Ctrl+W
desk-tab-hint = Switch: Ctrl+Tab or Ctrl+1 to 9. Close: Ctrl+W.
desk-in-window = own window
desk-no-tray = This desktop shows no tray icons. Closing the window therefore minimises it; everything goes on.
desk-ask-close-chat-window-text = You can close only the window, then the chat is a tab of the main window again, or end the chat for both sides.
desk-ask-close-window-text-no-tray = Still talking: { $who }. The window will be minimised. Everything goes on, and you are notified of new messages.
desk-choice-close-chat-window = Close only the window
desk-choice-minimise = Minimise
