# The pages for people who seek help. Calm, short, without exclamation marks.
seeker-fallback-centre = Advice
seeker-leave = Leave this page now
seeker-leave-hint = Or press Shift three times in a row. Your browser's history stays; this page cannot clear it.
seeker-leave-more = { $count ->
    [one] Press Shift once more to leave the page.
   *[other] Press Shift { $count } more times to leave the page.
}
seeker-leave-now = Leaving the page.
seeker-danger = In danger?
seeker-danger-ambulance = Emergency 112
seeker-danger-talk = Helpline 0800 111 0 111
seeker-privacy-line = Your conversation is encrypted. You and the counsellors who take part in it can read it. { $readableHours } hours after its end it is deleted on the server and with them.
seeker-loading = One moment please
seeker-loading-text = The page is being prepared.
seeker-unreachable = No connection right now
seeker-unreachable-text = The advice centre cannot be reached at the moment. This page keeps trying by itself.
seeker-not-found = There is no advice here
seeker-not-found-text = There is nothing at this address. Please check whether it is spelled correctly.
seeker-not-found-centre = You find the right link on the website of your advice centre. If you would like to talk to somebody now, the numbers below answer around the clock.
seeker-insecure = No safe chat is possible here
seeker-insecure-text = This page was not opened over a secure connection (https), or your browser is too old. Without it others could read along, so we offer no chat here.
seeker-outdated = This page is out of date
seeker-outdated-text = Please load the page again. What you have written is kept.
seeker-reload = Load again
seeker-to-start = To the start page
seeker-start = Live chat
seeker-start-text = What would you like to talk about? You stay anonymous.
seeker-topics = Topics
seeker-topic-text = Here you write with a person from the advice centre. You stay anonymous and need no account.
seeker-open = Somebody is here
seeker-open-place = { $before ->
    [0] Nobody is waiting before you.
    [one] One person is waiting before you.
   *[other] { $before } people are waiting before you.
}
seeker-begin = Start chat
seeker-nobody = Nobody is here right now
seeker-nobody-text = This page opens by itself as soon as somebody has time. You can simply leave it open.
seeker-full = Very many are waiting
seeker-full-text = There is no place left in line. This page opens by itself as soon as there is one; you can simply leave it open.
seeker-closed = Closed right now
seeker-closed-text = The live chat opens again on { $opens }.
seeker-not-possible = No live chat at present
seeker-not-possible-text = There is no live chat on this topic at the moment.
seeker-hidden = There is no live chat here
seeker-hidden-text = The advice centre offers no live chat on this topic on this page.
seeker-consent = Before we begin
seeker-consent-anonymous = You stay anonymous as long as you say nothing about yourself. We do not ask for a name, mail address or phone number, and the page sets no cookies. It takes place, time and device out of photos; what can be seen in them stays.
seeker-consent-sealed = What you write is encrypted on your device. You and the counsellors who take part in this chat can read it. The server gets it in encrypted form only.
seeker-consent-gone = After the chat has ended you can no longer open the conversation. The counsellors can read it for { $readableHours } more hours, then it is deleted on the server and with them. What somebody has saved or printed stays, and the encrypted form may lie longer in back-ups of the server.
seeker-consent-seen = The server sees when something is written, how long a message is and how many files go with it. It knows your internet address while you are connected. Of it, it keeps only a value for the day from which it cannot be read, to limit misuse.
seeker-consent-law = This is based on your consent. You can end the chat at any time and need not say why.
seeker-consent-confirm-text = With “Confirm” you say that you have read this and agree.
seeker-confirm = Confirm
seeker-cancel = Cancel
seeker-waiting = You are in the waiting room
seeker-you-are = You are { $who }
seeker-waiting-text = Leave this page open. As soon as somebody has time you see a button here and can decide for yourself whether you want to talk.
seeker-waiting-nobody = Nobody is here any more right now. Your place is kept in case somebody comes back. You can go on waiting or come back later.
seeker-waiting-closed = The hours are over. Your place is kept in case somebody still finds time. You can also come back later.
seeker-waiting-long = It takes longer today. You can go on waiting. If you want to talk to somebody at once: helpline 0800 111 0 111, in an emergency 112.
seeker-notice = While you wait
seeker-notice-sound = Play a sound as soon as somebody has time
seeker-notice-awake = Keep the screen on
seeker-notice-silent = Your browser plays no sound here. Please look at this page now and then.
seeker-notice-asleep = Your device does not keep the screen on, for example to save power.
seeker-notice-phone = A locked phone hears nothing: when the screen is off, this page does not learn that somebody has time, and after { $placeMinutes } minutes your place becomes free.
seeker-early = You can already write
seeker-early-text = It stays on your device and goes out only when the conversation begins and you press “Send”.
seeker-withdraw = Leave the waiting room
seeker-accepted = { $name } has time for you
seeker-accepted-text = You decide whether you want to talk now. Before that nobody can read anything.
seeker-accepted-until = { $minutes ->
    [one] Please answer within the next minute. After that the place becomes free again.
   *[other] Please answer within the next { $minutes } minutes. After that the place becomes free again.
}
seeker-accepted-spoken = { $name } has time for you. Choose “Chat now” or “Cancel”.
seeker-join = Chat now
seeker-talk-with = Conversation with { $name }
seeker-counsellor-away = { $name }'s connection is interrupted. What you write arrives as soon as it is back.
seeker-warning = { $minutes ->
    [one] The chat ends in one minute.
   *[other] The chat ends in { $minutes } minutes.
}
seeker-connected = Connected
seeker-connecting = Connecting
seeker-offline = No connection. What you write is kept and will be sent as soon as the connection is back.
seeker-offline-waiting = No connection. Your place is kept for { $placeMinutes } minutes; the page reconnects by itself.
seeker-connect-now = Connect now
seeker-end = End chat
seeker-end-ask = Do you want to end this chat?
seeker-end-ask-text = { $name } will be told. After that you can no longer open the conversation.
seeker-withdraw-ask = Do you want to leave the waiting room?
seeker-withdraw-ask-text = Your place becomes free. What you have already written is deleted.
seeker-stay = Stay
seeker-over = The chat has ended.
seeker-over-withdrawn = You have left the waiting room.
seeker-over-withdrawn-text = What you have written is deleted. You can come back at any time.
seeker-over-declined = You have cancelled.
seeker-over-declined-text = That is all right. You can come back at any time.
seeker-over-vanished = Your place has become free.
seeker-over-vanished-text = The connection was interrupted for too long. You can join the line again.
seeker-over-no-answer-text = There was no answer any more, so the place is free again. You can join the line again.
seeker-over-seeker-gone-text = The connection was interrupted for too long.
seeker-over-time-limit-text = The time for this chat is over.
seeker-over-by-counsellor-text = The advice centre has ended the chat.
seeker-over-by-seeker-text = You have ended the chat.
seeker-over-closed-text = The advice centre has closed the request.
seeker-over-moved-text = Your request will be answered in writing.
seeker-over-unknown-text = The conversation ended while this page was not connected.
seeker-over-place-lost-text = This page was not connected for too long, or the request was closed. You can join the line again.
seeker-rejoin = Join the line again
seeker-unsent = Written and not sent
seeker-unsent-copy = Copy the text
seeker-unsent-copied = Copied
seeker-over-unsent = The conversation can no longer be opened here. What stands above stays only until you leave this page.
seeker-over-gone = This page keeps nothing of it any more. The history of your browser still shows that it was open.
seeker-trouble-offline = That did not work because there is no connection. Please try again in a moment.
seeker-trouble-unavailable = That did not work just now. Please try again in a moment.
seeker-trouble-too-many = Very many requests came from your connection. Please try again in a few minutes.
seeker-trouble-line-full = Very many people are waiting, so there is no place left. This page opens by itself as soon as there is one.
seeker-trouble-not-admitted = Something has just changed: a chat is not possible at the moment.
seeker-trouble-changed = Something has just changed. Please see what the page offers now.
seeker-trouble-other = That did not work. Please load the page again.
seeker-continue = Your conversation
seeker-continue-text = A chat was open in this tab. You can continue it as long as your place is kept.
seeker-continue-here = Continue the conversation
seeker-elsewhere = The chat is open in another tab
seeker-elsewhere-text = It can be open in one tab only. If you go on here, it is closed there.
seeker-elsewhere-unsent = What stands above was written in this tab and not sent from here. The other tab may not have it.
seeker-elsewhere-here = Go on here
