# Lock and shared computers.
lock-title = Locked
lock-text = { $name }, your chats are still there.
lock-pin = PIN
lock-open = Unlock
lock-forgotten = PIN forgotten: sign in with the password
lock-forgotten-ask = Sign in with your password?
lock-forgotten-text = The PIN is no longer valid then. Your availability ends, and running chats are interrupted until you have signed in. What you have written stays.
lock-forgotten-do = To the sign-in
lock-wrong = { $tries ->
    [one] This is not the PIN. One more try, then you sign in with the password.
   *[other] This is not the PIN. { $tries } more tries, then you sign in with the password.
}
lock-now = Lock now
lock-after = Lock by itself
lock-after-never = Never
lock-after-minutes = { $minutes ->
    [one] After one minute without input
   *[other] After { $minutes } minutes without input
}
pin-title = PIN lock
pin-text = Locked, Beistand shows nothing of your chats. Your availability and the notifications go on.
pin-current = Current PIN
pin-new = New PIN
pin-hint = 4 to 12 digits
pin-add = Set PIN
pin-change = Change PIN
pin-remove = Remove PIN
pin-set = The PIN holds from now on.
pin-removed = The PIN is removed.
pin-problem-form = A PIN has 4 to 12 digits.
pin-problem-wrong = The current PIN is not right.
desk-problem-pin-forgotten = Please sign in with your password. What you wrote is still there.
shared-title = Shared computer
shared-text = After signing out or quitting nothing stays on this computer, except files that you save yourself.
shared-kept = This is a shared computer: after signing out or quitting nothing stays on it, except files that you save yourself.
