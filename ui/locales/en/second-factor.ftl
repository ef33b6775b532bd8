second-factor-title = Second factor
second-factor-text = When you sign in, the program asks for a code beside the password, which an app on your phone shows. Whoever knows only your password does not get in with it.
second-factor-off = Not set up.
second-factor-on = { $codes ->
    [0] Set up. You have no recovery code left.
    [one] Set up. You have one recovery code left.
   *[other] Set up. You have { $codes } recovery codes left.
}
second-factor-few = Get new recovery codes while you can still sign in.
second-factor-begin = Set up
second-factor-other = Another phone
second-factor-new-codes = New recovery codes
second-factor-remove = Remove
second-factor-next = Next
second-factor-password-begin = Confirm that it is you.
second-factor-password-codes = Confirm that it is you. The codes you have stop working.
second-factor-password-remove = Confirm that it is you. After that the password alone is enough again.
second-factor-wrong-password = This is not your password.
second-factor-scan = Scan the picture with an app for one-time codes, for example Aegis, FreeOTP or your password manager.
second-factor-picture = QR code for the app
second-factor-type = Or type this key there:
second-factor-code = Code from the app
second-factor-code-hint = Six digits; they change every 30 seconds.
second-factor-confirm = Switch on
second-factor-codes = Keep these recovery codes in a safe place, not on the phone. Each signs you in once when the phone is not there. They are shown only now.
second-factor-copy = Copy
second-factor-copied = Copied.
second-factor-not-copied = Copying did not work. Write the codes down.
second-factor-kept = I have kept them
second-factor-away = The server does not answer. Please try again.
second-factor-again = Try again
second-factor-unseen = It is set up, but you have not seen the recovery codes. Get new ones.
second-factor-at-hand = Do you not have the codes at hand? Get new ones.
second-factor-gone = This no longer holds: it took too long, or was changed meanwhile.
