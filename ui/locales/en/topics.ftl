# Topics.
topics-new = New topic
topics-new-text = People see it once you switch on its instant chat.
topics-none = No topic yet
topics-none-text = A topic is something people can begin a chat about, with those who counsel on it.
topics-shared-tag = several centres
topics-shared = Several centres offer this topic. What you change here holds for all of them.
topics-shared-readonly = Several centres offer this topic. Only those who set up the organisation can change it.
topics-members-count = { $count ->
    [0] nobody assigned
    [one] one person
   *[other] { $count } people
}
topics-live-on = instant chat on
topics-live-off = instant chat off
topics-general = Name and people
topics-name = Name of the topic
topics-name-wrong = Please enter a name.
topics-slug = Address
topics-slug-hint = The topic is found at { $address }. Small letters, digits and hyphens.
topics-slug-taken = There already is a topic at this address.
topics-slug-wrong = This cannot be an address. Small letters, digits and hyphens.
topics-members = Who counsels
topics-hours = Opening hours
topics-hours-always = around the clock
topics-hours-always-text = Without times the live chat is open around the clock.
topics-hours-drag = Drag on an empty place to add a time, or drag a time to change it. Below you can type the same.
topics-hours-closed = no time
topics-hours-from = { $day }, time { $number }, from
topics-hours-until = { $day }, time { $number }, until
topics-hours-remove = { $day }, remove time { $number }
topics-hours-add = { $day }: add a time
topics-hours-order = The end is before the beginning.
topics-hours-overlap = This time overlaps another one.
topics-hours-wrong = The opening hours were not saved: times of one day must not overlap.
topics-zone = Time zone
topics-mode = How requests reach the counsellors
topics-mode-pool = Pool
topics-mode-pool-text = Everybody who is available sees the request; who accepts first holds the chat.
topics-mode-offer = Offer
topics-mode-offer-text = The request is offered to one person after the other, first to the one who has been free longest.
topics-mode-suggest = Suggestion
topics-mode-suggest-text = The start page suggests a person.
topics-times = Times
topics-times-text = In minutes. They hold for chats that begin afterwards.
topics-minutes = { $least } to { $most } minutes
topics-out-of-bounds = Please enter a number from { $least } to { $most }.
topics-times-wrong = The times were not saved. Please check the numbers.
topics-chat-minutes = Longest duration of a chat
topics-away-minutes = Place is kept without connection
topics-answer-minutes = Time to answer after acceptance
topics-gone-minutes = Chat waits for a person without connection
topics-offer-written-minutes = Written way is offered after
topics-warnings = Warnings before the end
topics-warning-first = First warning before the end
topics-warning-second = Second warning before the end
topics-warning-order = The first warning comes before the second, and both within the chat.
