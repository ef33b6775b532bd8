# Instant chat: where it is offered, and what seekers see now.
livechat-text = Where people can begin a chat.
livechat-internal = Internal instant chat (counsellor suggestion)
livechat-internal-text = The start page offers “Start chat”. A person who is available is suggested.
livechat-centre-off = The centre’s instant chat is off. These switches count once it is on.
livechat-seen = What people see now
livechat-no-topics = No topic yet.
livechat-why = Why: { $reason }
livechat-open = { $before ->
    [0] open, nobody is waiting
    [one] open, one person is waiting
   *[other] open, { $before } people are waiting
}
livechat-full = full
livechat-nobody = nobody there at the moment
livechat-closed = closed, opens { $opens }
livechat-not-possible = not possible
livechat-hidden = not offered
livechat-why-hidden-topic = this topic’s switch is off
livechat-why-hidden-centre = the centre’s instant chat is off
livechat-why-closed = it is outside the opening hours
livechat-why-full = there is no place left in the line
livechat-why-nobody = nobody is assigned to this topic
livechat-why-not-reachable = { $count ->
    [one] the only counsellor is “not to be reached”:
   *[other] all { $count } counsellors are “not to be reached”:
}
livechat-why-nobody-available = { $count ->
    [one] the only counsellor is not available
   *[other] none of the { $count } counsellors is available
}
livechat-available = Available: { $names }
livechat-off = Not available: { $names }
livechat-paused = In a pause: { $names }
livechat-not-reachable = “Not to be reached”: { $names }
livechat-others = { $count } more
