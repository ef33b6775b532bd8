# Change log.
audit-none = Nothing changed yet
audit-none-text = Here you see who set what, and when. What is said in chats never stands here.
audit-filter = What was done
audit-all = everything
audit-count = { $count ->
    [one] one entry
   *[other] { $count } entries
}
audit-when = Time
audit-who = Who
audit-what = What
audit-changes = Before → after
audit-change = { $field }: { $before } → { $after }
audit-older = Load older ones
audit-nothing = nothing
audit-name = Name
audit-reachable = To be reached
audit-operator = Operator of the server
audit-server = Server
audit-organisation-added = Organisation added
audit-centre-added = Centre added
audit-topic-offered = Topic added
audit-topic-changed = Topic changed
audit-live-chat-changed = Instant chat changed
audit-member-added = Person assigned
audit-member-removed = Assignment ended
audit-person-added = Person invited
audit-person-changed = Person changed
audit-password-link-made = Link for a password made
audit-password-set = Password set
audit-second-factor-set = Second factor set up
audit-second-factor-removed = Second factor removed
audit-second-factor-reset = Second factor reset
audit-recovery-codes-made = Recovery codes renewed
audit-recovery-code-used = Recovery code used
audit-sessions-ended = Sessions ended
audit-clock-accepted = Clock accepted
