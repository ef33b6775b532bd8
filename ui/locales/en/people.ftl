# Staff.
people-invite = Invite
people-invite-text = You then get a link to give to the person, who chooses a password with it.
people-show = Show
people-all = everybody
people-active = active
people-invited = invited
people-deactivated = deactivated
people-found = { $count ->
    [0] nobody found
    [one] one person
   *[other] { $count } people
}
people-more = Show { $count } more
people-not-reachable = Not to be reached
people-chats = { $count ->
    [one] one chat
   *[other] { $count } chats at once
}
people-devices = { $count ->
    [0] no device signed in
    [one] one device
   *[other] { $count } devices
}
people-last-used = last { $at }
people-last-used-long = Last used: { $at }.
people-person = Person
people-name = Name that others see
people-name-wrong = Please enter a name.
people-signs-in = Sign-in name: { $name }
people-sign-in-name = Sign-in name
people-sign-in-name-hint = The person signs in with it. Upper and lower case make no difference.
people-sign-in-name-wrong = This cannot be a sign-in name.
people-capacity = Chats at once
people-capacity-hint = { $least } to { $most }
people-roles = Roles
people-no-roles = no role
people-role-counsellor = counsels
people-role-supervisor = Team lead
people-role-admin = Admin
people-organisation = whole organisation
people-counsels = Counsels in
people-supervises = Team lead for
people-administers = Admin for
people-access = Access
people-access-active = This person can sign in.
people-access-deactivated = This person cannot sign in.
people-access-invited = This person has not chosen a password yet. The link works until { $until }.
people-access-no-link = This person has not chosen a password yet, and there is no link that works.
people-new-link = New link
people-deactivate = Deactivate
people-reset-factor = Reset the second factor
people-reset-factor-ask = Reset the second factor of { $name }?
people-reset-factor-text = { $name } signs in with the password alone after that; the recovery codes stop working as well. Make sure that it really is { $name } who asks.
people-own-access = You change your own password and second factor in your profile, under “Security”.
people-has-factor = Signs in with a second factor.
people-deactivate-ask = Deactivate { $name }?
people-deactivate-text = { $name } is signed out on all devices and cannot sign in any more. The availability ends, and nobody attends running chats then. The name stays in the change log. You can activate the person again.
people-activate = Activate
people-changed = { $by } has changed this person in the meantime. Nothing was done; please have a look and try again.
people-link = Link for { $name }
people-link-text = Give this link to { $name }, in person if you can. It works once; earlier links no longer work. After closing it is not shown here again.
people-link-label = Link
people-link-until = It works until { $until }.
people-link-copy = Copy
people-link-copied = Copied.
people-link-not-copied = Copying did not work. Please select the link and copy it.
people-link-close = Close
