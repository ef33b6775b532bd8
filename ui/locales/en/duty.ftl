# Availability: pauses and what was given back.
desk-paused-phone = You are on the phone.
desk-paused-meeting = You are in a meeting.
desk-restored-locked = Your availability is on again, because the screen is unlocked.
desk-restored-suspended = Your availability is on again, because the computer has woken up.
desk-restored-idle = Your availability is on again, because you are back.
desk-restored-drop = The connection was interrupted. Your availability is on again, as you have chosen.
